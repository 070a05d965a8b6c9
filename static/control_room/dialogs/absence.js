/** 缺考登记: subject and those who never logged in (E21). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { act } from "../acts.js";
import { seat } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { view } from "../view.js";
import { fill } from "./open.js";
import { keeps } from "./parts.js";
import { ABSENCES, reasonFields, reasonMissing, reasonOf } from "./reason.js";

const all = () => [...room.sittings.values()];
const subjects = () => [...new Set(all().map(({ subject }) => subject))].sort();
const subject = ({ form }) => form.subject ?? subjects()[0];
const away = (dialog) =>
  all()
    .filter((sitting) => sitting.state === "not_logged_in" && sitting.subject === subject(dialog))
    .sort((a, b) => a.sequence - b.sequence);
const ticked = (dialog) => away(dialog).filter(({ id }) => dialog.form.ticks?.has(id));

function tick(dialog, id) {
  const ticks = new Set(dialog.form.ticks);
  if (!ticks.delete(id)) ticks.add(id);
  fill(dialog, { ticks });
}

function tickAll(dialog) {
  const every = ticked(dialog).length === away(dialog).length;
  fill(dialog, { ticks: new Set(every ? [] : away(dialog).map(({ id }) => id)) });
}

const subjectField = (dialog) => html`
  <label class="field"><span>${gettext("Subject")}</span>
    <select name="subject" @change=${(event) => fill(dialog, { subject: event.target.value, ticks: new Set() })}>
      ${subjects().map((name) => html`<option .value=${name} .selected=${name === subject(dialog)}>${name}</option>`)}
    </select></label>
`;

const row = (dialog) => (sitting) => html`
  <tr class=${dialog.form.ticks?.has(sitting.id) ? "sel" : ""}>
    <td><input type="checkbox" data-tick=${sitting.id} aria-label=${sitting.name} .checked=${live(Boolean(dialog.form.ticks?.has(sitting.id)))} @change=${() => tick(dialog, sitting.id)} /></td>
    <td class="mono">${sitting.ticket}</td><td class="name">${sitting.name}</td><td>${sitting.sequence}</td><td>${seat(sitting.seat ?? sitting.planned_seat)}</td>
  </tr>
`;

const list = (dialog) => html`
  <div class="frame tall"><table class="list">
    <thead><tr>
      <th><input type="checkbox" data-tick="all" aria-label=${gettext("Select all")} .checked=${live(ticked(dialog).length > 0 && ticked(dialog).length === away(dialog).length)} @change=${() => tickAll(dialog)} /></th>
      <th>${gettext("Ticket number")}</th><th>${gettext("Name")}</th><th>${gettext("Sequence")}</th><th>${gettext("Seat")}</th>
    </tr></thead>
    <tbody>${away(dialog).map(row(dialog))}</tbody>
  </table></div>
`;

export const absence = {
  verb: "register_absence",
  title: () => gettext("Register absence"),
  about: (dialog) => say(gettext("%(count)s never logged in"), { count: away(dialog).length }),
  begin: (dialog) => {
    dialog.form.ticks = new Set(away(dialog).filter(({ id }) => view.chosen.has(id)).map(({ id }) => id));
  },
  body: (dialog) => html`
    ${subjectField(dialog)}
    ${away(dialog).length ? list(dialog) : html`<p class="hint">${gettext("Everybody has logged in or is registered already.")}</p>`}
    ${reasonFields(dialog, ABSENCES)}
    ${keeps([["ok", gettext("Only who never logged in can be chosen; it can be undone until the session ends")]])}
  `,
  why: (dialog) => (ticked(dialog).length ? reasonMissing(dialog, ABSENCES) : gettext("tick candidates first")),
  whom: (dialog) => ticked(dialog).map(({ id }) => id),
  label: (dialog) => (ticked(dialog).length ? say(gettext("Register %(count)s"), { count: ticked(dialog).length }) : gettext("Register")),
  send: (dialog) => act("register_absence", { sittings: ticked(dialog).map(({ id }) => id), reason: reasonOf(dialog, ABSENCES) }),
};
