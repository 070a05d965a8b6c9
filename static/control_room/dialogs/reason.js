/** The reason of an intervention: a category and a text, kept in the journal and on the record sheet (F7). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { reasonTexts, want } from "../catalogues.js";
import { say } from "../say.js";
import { fill } from "./open.js";
import { field } from "./parts.js";

const LONGEST = 160; // with the category still within what is stored

export const FAULTS = [
  () => gettext("Network or switch fault"),
  () => gettext("Fault of the machine"),
  () => gettext("Power cut"),
  () => gettext("Fault of the exam software"),
  () => gettext("Caused by the candidate"),
];

export const ABSENCES = [() => gettext("Did not come"), () => gettext("Came too late"), () => gettext("Waived the exam")];

/** Of one who was in the exam, of one who only logged in, of one who never did. */
export const LEAVINGS = [() => gettext("Left without submitting"), () => gettext("Machine broken, could not submit")];

export const NEVER_IN = [LEAVINGS[0], () => gettext("Did not come")];

export const NEVER_CAME = [...NEVER_IN].reverse();

export const MISTAKES = [() => gettext("Registered by mistake"), () => gettext("The facts were checked again")];

export const OUTINGS = [() => gettext("Toilet"), () => gettext("Unwell"), () => gettext("Called by the invigilator")];

/** What the catalogue of texts calls them (incidents/reasons.csv). */
const KINDS = new Map([[FAULTS, "fault"], [ABSENCES, "absence"], [LEAVINGS, "leaving"], [NEVER_IN, "leaving"], [NEVER_CAME, "leaving"], [MISTAKES, "mistake"], [OUTINGS, "outing"]]);

const category = (dialog, list) => dialog.form.category ?? list[0]();
const isOther = (dialog, list) => category(dialog, list) === "";

/** What is often said with this category, to choose from. */
function texts(dialog, list) {
  want();
  return html`<datalist id="reason-texts">${reasonTexts(KINDS.get(list), category(dialog, list)).map((text) => html`<option .value=${text}></option>`)}</datalist>`;
}

export const reasonFields = (dialog, list) => html`
  <div class="reason">
    <label class="field"><span>${gettext("Reason")}</span>
      <select name="category" .value=${live(category(dialog, list))} @change=${(event) => fill(dialog, { category: event.target.value })}>
        ${list.map((one) => html`<option .value=${one()}>${one()}</option>`)}<option value="">${gettext("Other")}</option>
      </select></label>
    ${field(dialog, "text", gettext("Explanation"), { longest: LONGEST, list: "reason-texts" })}
    ${texts(dialog, list)}
  </div>
`;

/** Both in one line, as it is stored. */
export function reasonOf(dialog, list) {
  const text = (dialog.form.text ?? "").trim();
  if (isOther(dialog, list)) return text;
  return text ? say(gettext("%(category)s: %(text)s"), { category: category(dialog, list), text }) : category(dialog, list);
}

export const reasonMissing = (dialog, list) => (reasonOf(dialog, list) ? "" : gettext("give a reason"));
