/** Before 交卷: what is unanswered, what is marked, when it is possible, and that it cannot be taken back (C2). */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { marked, questions, unanswered } from "../desk.js";
import { shortTime, span } from "../times.js";
import { notBefore } from "./deck.js";
import { dialog } from "./dialog.js";
import { button, ledger, refusal, state } from "./parts.js";
import { opener } from "./question_list.js";
import { notTaken, unsaved } from "./safety.js";

const MINUTE_MS = 60_000;

const named = (page, key, all) =>
  all.length
    ? html`<section><h3>${page.t(key, { count: all.length })}</h3>
        <ol class="index">${all.map((question) => html`<li>${opener(page, question, () => page.show(null))}</li>`)}</ol></section>`
    : nothing;

function counted(page) {
  const all = questions(page).length;
  return page.t("submit.answered_of", { answered: all - unanswered(page).length, questions: all });
}

function when(page) {
  const { t } = page;
  const from = notBefore(page);
  if (from) return html`<p class="when">${state("warn", t("submit.from", { time: shortTime(from) }))}</p>`;
  return html`<p class="when">${t("submit.now")} ${page.remaining > MINUTE_MS ? t("submit.left", { time: span(Math.floor(page.remaining / MINUTE_MS) * MINUTE_MS, t) }) : nothing}</p>`;
}

/** Why it cannot be pressed yet. */
function reason(page) {
  const from = notBefore(page);
  if (from) return page.t("deck.from", { time: shortTime(from) });
  return unsaved(page) ? page.t("submit.unsaved", { count: unsaved(page) }) : "";
}

function buttons(page) {
  const { t } = page;
  const open = unanswered(page).length + marked(page).length > 0;
  const busy = page.ui.busy === "submit";
  return html`<footer>
    ${button({ label: t("submit.back"), look: open ? "p" : "", click: () => page.show(null) })}
    ${button({ label: t(busy ? "submit.busy" : "submit.button"), look: open ? "" : "p", off: reason(page), click: () => page.do({ act: "submit" }) })}
  </footer>`;
}

const leftOut = ({ t, state: { left_out: told } }) => (told ? html`<p>${state("fail", t("submit.left_out", told))}</p>` : nothing);

export function submitDialog(page) {
  const { t } = page;
  const done = !unanswered(page).length && !marked(page).length;
  const content = html`
    ${ledger([[t("submit.answered"), counted(page)]])}
    ${named(page, "submit.unanswered", unanswered(page))}${named(page, "submit.marked", marked(page))}
    ${done ? html`<p>${state("ok", t("submit.all"))}</p>` : nothing}
    ${leftOut(page)}
    ${when(page)}
    ${notTaken(page) ? html`<p>${state("fail", t("submit.refused", { count: notTaken(page) }))}</p>` : nothing}
    ${refusal(page.refusalOf("submit"))}
    ${buttons(page)}`;
  return dialog({ kind: "card submit", title: t("submit.title"), content, close: () => page.show(null) });
}
