/** The foot of the paper: 举手, what is open, 交卷. */

import { html } from "../vendor/lit-html/lit-html.js";
import { marked, unanswered } from "../desk.js";
import { shortTime } from "../times.js";
import { language, scheme } from "./bar.js";

/** When submission becomes possible; null when it is. */
export function notBefore(page) {
  const at = page.state.exam?.earliest_submit_at;
  return at && page.clock.now() < at ? at : null;
}

export const hand = (page) =>
  html`<button type="button" class="btn hand" @click=${() => page.show("hand")}>${page.t("deck.hand")}</button>`;

export function deck(page) {
  const { t } = page;
  const from = notBefore(page);
  return html`<footer class="deck" data-region>
    ${hand(page)}<span class="soft hint">${t("deck.hint")}</span><span class="grow"></span>
    ${scheme(page)}${language(page)}
    <span class="soft open">${t("deck.open", { unanswered: unanswered(page).length, marked: marked(page).length })}</span>
    <button type="button" class="btn turn ${from ? "early" : ""}" @click=${() => page.show("submit")}>
      <span>${t("deck.submit")}</span><small>${from ? t("deck.from", { time: shortTime(from) }) : t("deck.now")}</small></button>
  </footer>`;
}
