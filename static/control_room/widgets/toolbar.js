/** The manual's buttons; each lit only when it may be used, and with its reason otherwise (E2). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { open } from "../dialogs/open.js";
import { isLate } from "../dialogs/start.js";
import { page } from "../page.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { view } from "../view.js";
import { blocked, tool } from "../whynot.js";
import { button } from "./button.js";
import { incidents } from "./entries.js";
import { lamps } from "./lamps.js";
import { openBelow } from "./menu.js";

const AGAIN = new Set(["start_client", "authorise", "report"]); // may be looked at, or done once more, when done

const OPENS = { incidents: "menu", report: nothing }; // what is not here opens a dialog

const GROUPS = [
  [
    ["start_client", () => pgettext("tool", "Start clients")],
    ["authorise", () => pgettext("tool", "Authorization")],
    ["allow_login", () => pgettext("tool", "Allow login")],
    ["allow_start", () => pgettext("tool", "Allow start")],
  ],
  [
    ["register_absence", () => pgettext("tool", "Absences")],
    ["register_violation", () => pgettext("tool", "Violation")],
    ["incidents", () => pgettext("tool", "Incidents")],
    ["collect_single", () => pgettext("tool", "Single collect")],
  ],
  [
    ["end_session", () => pgettext("tool", "End exam")],
    ["report", () => pgettext("tool", "Report results")],
    ["close_client", () => pgettext("tool", "Close clients")],
  ],
];

/** What a ready button says below its label: whom it would concern. */
const NOTES = {
  allow_start: () => (isLate() ? gettext("late: needs a code") : ""),
  register_absence: () => {
    const { not_logged_in: count } = room.counts;
    return count ? say(ngettext("%(count)s not logged in", "%(count)s not logged in", count), { count }) : "";
  },
  register_violation: () => chosenNote(),
  incidents: () => chosenNote(),
};

const chosenNote = () => (view.chosen.size ? say(gettext("%(count)s chosen"), { count: view.chosen.size }) : "");

function press(name, event) {
  if (name === "incidents") openBelow(event.currentTarget, gettext("Incidents"), incidents());
  else if (name === "report") location.assign(page.report);
  else open(name);
}

const done = (name, label) =>
  button({ name, label, look: "ok", note: gettext("done"), press: (event) => AGAIN.has(name) && press(name, event) });

/** Ending is not possible yet, but the list of who is left can be opened and worked off (E22). */
const notSettled = (name, label, why) =>
  button({ name, label, look: "early", note: why, opens: "dialog", press: (event) => press(name, event) });

function one([name, label]) {
  const { state, why, code } = tool(name);
  if (state === "done") return done(name, label());
  if (code === "unsettled" && !blocked(name)) return notSettled(name, label(), why);
  return button({
    name,
    label: label(),
    why: state === "off" ? why : "",
    note: NOTES[name]?.() ?? "",
    look: name === "incidents" ? "more" : "",
    opens: OPENS[name] ?? "dialog",
    press: (event) => press(name, event),
  });
}

const group = (tools) => html`<div class="group" role="group">${tools.map(one)}</div>`;

export const toolbar = () => html`
  <div class="tools" role="toolbar" aria-label=${gettext("Exam actions")}>${GROUPS.map(group)} ${lamps()}</div>
`;
