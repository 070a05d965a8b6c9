/** What can be done for the chosen ones, with how many it would concern (E3, F10). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { open } from "../dialogs/open.js";
import { redraw } from "../draw.js";
import { candidates, neverCame } from "../people.js";
import { say } from "../say.js";
import { none } from "../selection.js";
import { chosen } from "../view.js";
import { whyNot } from "../whynot.js";
import { button } from "./button.js";
import { label } from "./entries.js";

const CONCERNS = {
  resume: ({ resumable }) => resumable,
  give_extra_time: ({ state, online }) => state === "in_exam" && online,
  lock: ({ state, online }) => state === "in_exam" && online,
  register_absence: neverCame,
  register_violation: () => true,
  send_message: ({ state }) => state !== "submitted" && state !== "absent",
};

const LABELS = { register_absence: () => gettext("Register absence") };

/** "3 of them", when it is not all. */
function some(verb, sittings) {
  const concerned = sittings.filter(CONCERNS[verb]).length;
  return concerned && concerned < sittings.length ? say(gettext("%(count)s of them"), { count: concerned }) : "";
}

const one = (verb, sittings, look = "") =>
  button({
    name: verb,
    look,
    label: LABELS[verb]?.() ?? label(verb),
    why: whyNot(verb, sittings),
    note: some(verb, sittings),
    opens: "dialog",
    press: () => open(verb),
  });

function clear() {
  none();
  redraw();
}

export function batch() {
  const sittings = chosen();
  const words = sittings.length ? say(gettext("%(candidates)s chosen:"), { candidates: candidates(sittings.length) }) : gettext("Nobody chosen:");
  return html`
    <div class="batch" role="toolbar" aria-label=${gettext("For the chosen")}>
      <b>${words}</b>
      ${one("resume", sittings, "p")} ${one("give_extra_time", sittings)} ${one("lock", sittings)}
      ${one("register_absence", sittings)} ${one("register_violation", sittings)} ${one("send_message", sittings)}
      <span class="grow"></span>
      ${sittings.length ? button({ label: gettext("Clear selection"), look: "s", press: clear }) : ""}
    </div>
  `;
}
