/** Before login opens: where I sit, which exam, when it goes on. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { dayAndTime, shortCountdown, shortTime } from "../times.js";
import { hand } from "../widgets/deck.js";
import { ledger, seatNumber } from "../widgets/parts.js";

function opening(page) {
  const { t } = page;
  const at = page.state.exam.login_allowed_at;
  if (!at) return html`<p class="next">${t("waiting.not_allowed")}</p>`;
  if (page.clock.until(at) === 0) return html`<p class="next">${t("waiting.not_started")}</p>`;
  return html`<p class="next">${t("waiting.opens", { time: shortTime(at) })}
    <span class="soft">${t("waiting.opens_in", { time: shortCountdown(page.clock.until(at)) })}</span></p>`;
}

function plan(page) {
  const { t } = page;
  const { exam } = page.state;
  if (!exam) return html`<p class="next">${t("waiting.no_exam")}</p>`;
  return html`${ledger([[t("waiting.planned"), exam.planned_start ? dayAndTime(exam.planned_start) : ""]])}${opening(page)}`;
}

export function waiting(page) {
  const { exam, seat } = page.state;
  return html`<main class="screen" data-region><section class="card waiting">
    <h1 data-first tabindex="-1">${exam?.name ?? page.t("waiting.title")}</h1>
    ${exam ? html`<p class="soft">${exam.session}</p>` : nothing}
    <p class="seat"><small>${page.t("seat_number")}</small><b>${seatNumber(seat)}</b></p>
    ${plan(page)}
    <footer>${hand(page)}</footer>
  </section></main>`;
}
