/** Answers that are written: a gap, or a text. Saved after a pause, on leaving the field and before turning. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { answer, answerTo } from "../answers.js";

const MOST_LETTERS = { fill: 1000, text: 20_000 };

/** While an input method composes, its letters are no answer yet. */
const typed = (page, question) => (event) =>
  answer(page, question, event.target.value, { pause: true, hold: event.isComposing ?? false });

export function gap(page, question) {
  return html`<label class="written"><span class="soft">${page.t("question.answer")}</span>
    <input type="text" autocomplete="off" spellcheck="false" maxlength=${MOST_LETTERS.fill} .value=${live(answerTo(page, question))}
      @input=${typed(page, question)} @compositionend=${typed(page, question)} @blur=${() => page.outbox.flush()}></label>`;
}

const count = (page, text) =>
  html`<span class="soft count">${page.t("question.count", { count: text.length, most: MOST_LETTERS.text })}</span>`;

export function text(page, question) {
  const written = answerTo(page, question);
  return html`<label class="written"><span class="soft">${page.t("question.answer")}</span>
    <textarea rows="8" autocomplete="off" spellcheck="false" maxlength=${MOST_LETTERS.text} .value=${live(written)}
      @input=${typed(page, question)} @compositionend=${typed(page, question)} @blur=${() => page.outbox.flush()}></textarea>
    ${written ? count(page, written) : nothing}</label>`;
}
