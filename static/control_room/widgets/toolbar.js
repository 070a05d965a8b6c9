/** The manual's buttons; each lit only when it may be used, and with its reason otherwise (E2). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { open } from "../dialogs/open.js";
import { isLate } from "../dialogs/start.js";
import { page } from "../page.js";
import { neverCame } from "../people.js";
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

/** 模考: in a mock exam only; what is on is cancelled by the same button (M1–M3). */
const MOCK = [
  ["auto_log_in", () => (room.session.automation.log_in ? pgettext("tool", "Cancel auto login") : pgettext("tool", "Auto login"))],
  ["auto_answer", () => (room.session.automation.answer ? pgettext("tool", "Cancel auto answers") : pgettext("tool", "Auto answers"))],
  ["collect_all", () => pgettext("tool", "Collect all")],
];
export const toolName = (name) => GROUPS.flat().find(([verb]) => verb === name)[1]();

/** What a ready button says below its label: whom it would concern. */
const NOTES = {
  allow_start: () => (isLate() ? gettext("late: needs a code") : ""),
  register_absence: () => {
    const count = [...room.sittings.values()].filter(neverCame).length;
    return count ? say(gettext("%(count)s never logged in"), { count }) : "";
  },
  auto_log_in: () => onOff(room.session.automation.log_in),
  auto_answer: () => onOff(room.session.automation.answer),
  collect_all: () => say(ngettext("%(count)s in the exam", "%(count)s in the exam", room.counts.in_exam), { count: room.counts.in_exam }),
  register_violation: () => chosenNote(),
  incidents: () => chosenNote(),
};

const onOff = (on) => (on ? gettext("is on") : gettext("is off"));
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

const mock = () => html`<div class="group mock" role="group" aria-label=${gettext("Mock exam")}><span class="soft">${gettext("Mock exam")}</span>${MOCK.map(one)}</div>`;

const group = (tools) => html`<div class="group" role="group">${tools.map(one)}</div>`;

export const toolbar = () => html`
  <div class="tools" role="toolbar" aria-label=${gettext("Exam actions")}>${GROUPS.map(group)} ${room.session.automation ? mock() : ""} ${lamps()}</div>
`;
