/** Single choice, several choices, true or false. */

import { html } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { answerTo, choicesOf, choose } from "../answers.js";

const CODE = /^[\x20-\x7e]*[<>{}()[\]=;#.*:"'_-][\x20-\x7e]*$/;

/** Options that are code are set in the type of code. */
const inCode = (choices) => choices.every(({ text }) => CODE.test(text));

function choice(page, question, { letter, value, text }, code) {
  const on = answerTo(page, question).includes(value);
  const type = question.kind === "multiple" ? "checkbox" : "radio";
  return html`<label class="choice ${on ? "on" : ""}">
    <input type=${type} name=${question.key} .checked=${live(on)} @change=${() => choose(page, question, value)}>
    <kbd>${letter}</kbd><span class="text ${code ? "mono" : ""}">${text}</span>
  </label>`;
}

export function choices(page, question) {
  const all = choicesOf(question, page.t);
  const code = question.kind !== "judge" && inCode(all);
  return html`<fieldset>
    <legend class=${question.kind === "multiple" ? "soft" : "hidden"}>
      ${page.t(question.kind === "multiple" ? "question.multiple_hint" : "question.options")}</legend>
    ${all.map((one) => choice(page, question, one, code))}
  </fieldset>`;
}
