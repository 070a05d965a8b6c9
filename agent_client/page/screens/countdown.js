/** The rules are read and the exam has not begun: how long still. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { shortCountdown, shortTime } from "../times.js";
import { hand } from "../widgets/deck.js";

const figure = (text) => html`<p class="figure" role="timer">${text}</p>`;

function waitingForStart(page) {
  const { t } = page;
  const planned = page.state.exam?.planned_start;
  return html`<h1 data-first tabindex="-1">${t("countdown.waiting")}</h1>
    ${planned ? html`<p class="planned">${t("countdown.planned", { time: shortTime(planned) })}</p>` : nothing}
    <p class="soft">${t("countdown.not_yet")}</p>`;
}

const counting = ({ t }, left) => html`<h1 data-first tabindex="-1">${t(left ? "countdown.left" : "countdown.now")}</h1>
  ${figure(shortCountdown(left))}<p class="soft">${t("countdown.text")}</p>`;

export function countdown(page) {
  const left = page.clock.until(page.state.exam?.start_at);
  return html`<main class="screen" data-region><section class="card countdown">
    ${left === null ? waitingForStart(page) : counting(page, left)}
    <footer>${hand(page)}</footer>
  </section></main>`;
}
