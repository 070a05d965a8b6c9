/** The paper on the candidate's desk: which question lies open, and the way from one to another. */

import { isAnswered, isMarked } from "./answers.js";

export const questions = (page) => page.state.paper.questions;

/** The open question. */
export const current = (page) => questions(page).find((question) => question.key === page.ui.current);

/** Opens the first question without an answer, unless one of this paper lies open. */
export function openFirst(page) {
  if (current(page)) return;
  page.ui.current = (questions(page).find((question) => !isAnswered(page, question)) ?? questions(page)[0])?.key;
  page.ui.turned = true;
}

/** Its number on the screen, counted through the whole paper. */
export const numberOf = (page, question) => questions(page).indexOf(question) + 1;

/** Opens `question`; what was typed at the one before is saved first. */
export function go(page, question) {
  if (!question) return;
  page.outbox.flush();
  page.ui.current = question.key;
  page.ui.turned = true;
  page.redraw();
}

export function step(page, by) {
  go(page, questions(page)[questions(page).indexOf(current(page)) + by]);
}

export const unanswered = (page) => questions(page).filter((question) => !isAnswered(page, question));

export const marked = (page) => questions(page).filter((question) => isMarked(page, question));

/** Questions of one kind that follow each other, in the paper's order. */
export function sections(page) {
  const found = [];
  for (const question of questions(page)) {
    if (found.at(-1)?.kind !== question.kind) found.push({ kind: question.kind, questions: [] });
    found.at(-1).questions.push(question);
  }
  return found;
}
