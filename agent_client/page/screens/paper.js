/** The paper: list of questions, one question, the deck with 举手 and 交卷. */

import { html } from "../vendor/lit-html/lit-html.js";
import { current } from "../desk.js";
import { deck } from "../widgets/deck.js";
import { question } from "../widgets/question.js";
import { questionList } from "../widgets/question_list.js";
import { opening } from "./opening.js";

export function paper(page) {
  if (!page.state.paper || !current(page)) return opening(page);
  return html`<main class="paper">${questionList(page)}${question(page)}</main>${deck(page)}`;
}
