/** One question: its head, its text as it was written, the place for the answer, the way on. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { answerTo, isMarked, refusalOf, savingOf, toggleMark } from "../answers.js";
import { current, numberOf, questions, step } from "../desk.js";
import { choices } from "./choices.js";
import { button, state } from "./parts.js";
import { task } from "./task.js";
import { gap, text } from "./written.js";

const PLACES = { single: choices, multiple: choices, judge: choices, fill: gap, text, task };
const SIZES = ["small", "medium", "large"];

const size = (page, name) => html`<button type="button" class="${name} ${page.size === name ? "on" : ""}"
  aria-pressed=${page.size === name} @click=${() => page.outbox.put("size", { act: "large_type", size: name })}>${page.t(`size.${name}`)}</button>`;

const head = (page, question) => html`<header>
  <h2 tabindex="-1">${page.t("question.title", { number: numberOf(page, question) })}</h2>
  <span class="m in">${page.t(`kind.${question.kind}`)}</span><span class="soft">${page.t("list.marks", { marks: question.marks })}</span>
  <span class="grow"></span>
  <div class="size" role="group" aria-label=${page.t("size.title")}><span class="soft">${page.t("size.title")}</span>${SIZES.map((name) => size(page, name))}</div>
</header>`;

/** How far this answer is. 已保存 is never said while the daemon does not answer. */
function saving(page, question) {
  const { t } = page;
  const phase = savingOf(page, question);
  if (phase === "refused") return state("fail", t("question.refused", { reason: refusalOf(page, question) }));
  if (phase && phase !== "saved") return page.away ? state("warn", t("safety.not_saved")) : state("in", t("safety.saving"));
  return answerTo(page, question) && !page.away ? state("ok", t("question.saved")) : nothing;
}

const letters = (question) => (question.kind === "judge" ? "B" : "ABCDEFGH"[question.options.length - 1]);

const keys = (page, question) => html`<p class="soft keys">${page.t("keys.title")}
  ${question.options.length || question.kind === "judge" ? html`<span><kbd>A</kbd>–<kbd>${letters(question)}</kbd> ${page.t("keys.choose")}</span>` : nothing}
  <span><kbd>←</kbd> <kbd>→</kbd> ${page.t("keys.turn")}</span> <span><kbd>M</kbd> ${page.t("keys.mark")}</span>
  <span><kbd>F6</kbd> ${page.t("keys.regions")}</span></p>`;

const sheet = (page, question) => html`<form class="scroll body" @submit=${(event) => event.preventDefault()}>
  ${question.title ? html`<h3 class="task-title">${question.title}</h3>` : nothing}
  <p class="stem">${question.stem}</p>
  ${PLACES[question.kind](page, question)}
  <p class="saving">${saving(page, question)}</p>
  ${keys(page, question)}
</form>`;

function way(page, question) {
  const { t } = page;
  const number = numberOf(page, question);
  return html`<footer>
    ${number > 1 ? button({ label: t("question.previous"), click: () => step(page, -1) }) : nothing}
    <button type="button" class="btn mark" aria-pressed=${isMarked(page, question)} @click=${() => toggleMark(page, question)}>
      ${t(isMarked(page, question) ? "question.unmark" : "question.mark")}</button>
    <span class="grow"></span>
    ${number < questions(page).length ? button({ label: t("question.next"), look: "p", click: () => step(page, 1) }) : nothing}
  </footer>`;
}

/** Each question has elements of its own, so that nothing of one stays in the next. */
export function question(page) {
  const open = current(page);
  return html`<article class="panel question size-${page.size}" data-region>
    ${repeat([open], ({ key }) => key, (one) => html`${head(page, one)}${sheet(page, one)}${way(page, one)}`)}
  </article>`;
}
