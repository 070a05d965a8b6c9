/** Is this you? Only then the room lets the candidate in. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { button, ledger, seatNumber } from "../widgets/parts.js";

/** What is said of it, until somebody has logged in. */
export const NOT_ME = "not_me";

async function notMe(page) {
  if (!(await page.do({ act: "not_me" }))) return;
  page.notices.add({ id: NOT_ME, look: "ok", head: (t) => t("confirm.told"), text: (t) => t("confirm.told_text") }, page.clock.now());
  page.redraw();
}

const rows = ({ t, state: { identity, seat } }) => [
  [t("name"), html`<b>${identity?.name}</b>`],
  [t("ticket"), html`<span class="mono">${identity?.ticket}</span>`],
  [t("proof"), html`<span class="mono">${identity?.id_number}</span>`],
  [t("subject"), identity?.subject],
  [t("seat_number"), seatNumber(seat)],
];

/** At another seat than the planned one the candidate learns it here, and may still go over. */
const otherSeat = ({ t, state: { identity, seat } }) => identity?.planned_seat
  ? html`<p class="other-seat" role="status">${t("confirm.other_seat", { planned: seatNumber({ number: identity.planned_seat }), seat: seatNumber(seat) })}</p>`
  : nothing;

export function confirm(page) {
  const { t } = page;
  return html`<main class="screen" data-region><section class="card confirm">
    <h1 data-first tabindex="-1">${t("confirm.title")}</h1>
    <div class="idcard">${ledger(rows(page))}</div>
    ${otherSeat(page)}
    <p class="ask">${t("confirm.ask")}</p>
    <footer><span class="grow"></span>
      ${button({ label: t("confirm.no"), click: () => notMe(page) })}
      ${button({ label: t("confirm.yes"), look: "p", click: () => page.do({ act: "confirm" }) })}</footer>
  </section></main>`;
}
