/** What many dialogs are made of: who is done, who is left out and why, the reason, what is kept. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { byId, candidates, seat } from "../people.js";
import { say } from "../say.js";
import { chosen } from "../view.js";
import { look, state } from "../words/states.js";
import { fill } from "./open.js";

export const aboutChosen = () => (chosen().length ? say(gettext("%(candidates)s chosen"), { candidates: candidates(chosen().length) }) : "");

export const st = (kind, words) => html`<span class="st ${kind}">${words}</span>`;

const hint = () => html`<p class="hint">${gettext("Choose candidates at the left: click, Ctrl or Shift and click, or drag a frame around tiles.")}</p>`;

function heading({ will, leftOut, known, text }) {
  if (!known && text) return say(gettext("%(will)s, not checked"), { will: will.length });
  if (!known) return gettext("Checking who can be done…");
  return leftOut.length
    ? say(gettext("%(will)s will be done, %(out)s left out"), { will: will.length, out: leftOut.length })
    : say(gettext("%(will)s will be done"), { will: will.length });
}

const stateOf = (sitting) => st(look(sitting.state), state(sitting.state));
const PLAIN = [{ label: () => gettext("Exam state"), cell: stateOf }];

const UNSCROLLED = 7;

/** A frame that scrolls is reached by keyboard. */
export const reached = (rows) => (rows > UNSCROLLED ? 0 : nothing);

/** Where one sits; who sits nowhere yet, where he will. */
const place = ({ seat: at, planned_seat: planned }) => (at === null ? html`<span class="soft">${seat(planned)}</span>` : html`<b>${seat(at)}</b>`);

const row = (columns) => (each) => {
  const sitting = byId(each.sitting);
  return sitting ? html`<tr data-will=${sitting.id}><td>${place(sitting)}</td><td class="name">${sitting.name}</td>
    ${columns.map(({ cell, look: kind = "" }) => html`<td class=${kind}>${cell(sitting, each)}</td>`)}</tr>` : nothing;
};

const out = (width) => (each) => {
  const sitting = byId(each.sitting);
  return sitting ? html`<tr class="out" data-out=${sitting.id}><td>${place(sitting)}</td><td class="name">${sitting.name}</td>
    <td colspan=${width}>${st("fail", gettext("left out"))} <span class="wrap">${each.why}</span></td></tr>` : nothing;
};

/** The table of a preview, with columns of its own. */
export function who(plan, columns = PLAIN) {
  if (!plan.will.length && !plan.leftOut.length) return hint();
  return html`
    <h3>${heading(plan)}</h3>
    <div class="frame" role="group" aria-label=${gettext("Candidates")} tabindex=${reached(plan.will.length + plan.leftOut.length)}><table class="list">
      <thead><tr><th>${gettext("Seat")}</th><th>${gettext("Name")}</th>${columns.map(({ label, look: kind = "" }) => html`<th class=${kind}>${label()}</th>`)}</tr></thead>
      <tbody>${plan.will.map(row(columns))}${plan.leftOut.map(out(columns.length))}</tbody>
    </table></div>
    ${plan.text ? html`<p class="fault">${plan.text}</p>` : nothing}
  `;
}

export const ids = (plan) => plan.will.map(({ sitting }) => sitting);

/** "Resume 3" */
export const counted = (words, plan) => (plan.will.length ? say(gettext("%(what)s: %(count)s"), { what: words, count: plan.will.length }) : words);

/** Why nothing can be sent yet, as far as it is about people. */
export function nobody(plan) {
  if (plan.will.length) return "";
  return plan.leftOut.length ? gettext("nobody can be done") : gettext("choose candidates first");
}

/** A labelled input; `kind` is its type. */
export const field = (dialog, name, label, { kind = "text", note = "", ...more } = {}) => html`
  <label class="field"><span>${label}</span>
    <input
      name=${name}
      type=${kind}
      autocomplete="off"
      maxlength=${more.longest ?? nothing}
      min=${more.min ?? nothing}
      max=${more.max ?? nothing}
      step=${more.step ?? nothing}
      placeholder=${more.placeholder ?? nothing}
      list=${more.list ?? nothing}
      .value=${live(dialog.form[name] ?? "")}
      @input=${(event) => fill(dialog, { [name]: event.target.value })}
    />${note ? html`<small>${note}</small>` : nothing}
  </label>
`;

export const password = (dialog) => field(dialog, "password", gettext("Administrator password"), { kind: "password" });

/** What is kept and what changes, one line each. */
export const keeps = (lines) => html`<ul class="keeps">${lines.map(([kind, words]) => html`<li class="st ${kind}">${words}</li>`)}</ul>`;

export const choice = (dialog, name, value, { title, note = "" }) => html`
  <label class="choice ${dialog.form[name] === value ? "on" : ""}">
    <input type="radio" name=${name} .value=${value} .checked=${live(dialog.form[name] === value)} @change=${() => fill(dialog, { [name]: value })} />
    <span><b>${title}</b>${note ? html`<small>${note}</small>` : nothing}</span>
  </label>
`;
