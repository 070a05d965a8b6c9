/** The list of questions: answered, marked, current; by kind (C2). */

import { html } from "../vendor/lit-html/lit-html.js";
import { classMap } from "../vendor/lit-html/directives/class-map.js";
import { isAnswered, isMarked } from "../answers.js";
import { current, go, numberOf, questions, sections, unanswered } from "../desk.js";

function label(page, question) {
  const { t } = page;
  const states = [t(`list.legend.${isAnswered(page, question) ? "answered" : "unanswered"}`)];
  if (isMarked(page, question)) states.push(t("list.legend.marked"));
  return t("list.label", { number: numberOf(page, question), states: states.join(t("separator")) });
}

/** A button that opens `question`; also in the dialog of submission. */
export function opener(page, question, opened = () => {}) {
  const classes = { q: true, a: isAnswered(page, question), k: isMarked(page, question) };
  const open = () => {
    opened();
    go(page, question);
  };
  return html`<button type="button" class=${classMap(classes)} aria-label=${label(page, question)}
    aria-current=${question === current(page)} @click=${open}>${numberOf(page, question)}</button>`;
}

function worth(page, all) {
  const { t } = page;
  const marks = [...new Set(all.map((question) => question.marks))];
  if (marks.length === 1 && all.length > 1) return t("list.each", { marks: marks[0] });
  return t("list.marks", { marks: all.reduce((sum, question) => sum + question.marks, 0) });
}

const section = (page, { kind, questions: all }) => html`
  <h3>${page.t(`kind.${kind}`)} <small class="soft">${worth(page, all)}</small></h3>
  <ol>${all.map((question) => html`<li>${opener(page, question)}</li>`)}</ol>`;

const legend = (t) => html`<footer class="legend" aria-hidden="true">
  <span class="a">${t("list.legend.answered")}</span><span>${t("list.legend.unanswered")}</span>
  <span class="k">${t("list.legend.marked")}</span><span class="now-here">${t("list.legend.current")}</span>
</footer>`;

export function questionList(page) {
  const { t } = page;
  const count = questions(page).length;
  return html`<nav class="panel index" aria-label=${t("list.title")} data-region>
    <header><h2>${t("list.title")}</h2><span class="grow"></span>
      <span class="soft">${t("list.answered", { answered: count - unanswered(page).length, questions: count })}</span></header>
    <div class="scroll">${sections(page).map((one) => section(page, one))}</div>
    ${legend(t)}
  </nav>`;
}
