/** The seat number, to be read from the other end of the room (B7, C2). */

import { html } from "../vendor/lit-html/lit-html.js";
import { language } from "../widgets/bar.js";
import { link, seatNumber } from "../widgets/parts.js";

const figure = (page) => html`<h1 class="big" data-first tabindex="-1">
  <span class="hidden">${page.t("seat_number")}</span> ${seatNumber(page.state.seat)}</h1>`;

/** Who gives out the numbers finds the machine by its name and address. */
const none = (page) => html`<h1 class="none" data-first tabindex="-1">${page.t("number.none")}</h1>`;

export function number(page) {
  const { seat } = page.state;
  return html`<main class="number" data-region>
    ${seat?.number == null ? none(page) : figure(page)}
    <p class="sub"><span>${seat?.hostname}</span><span class="mono">${seat?.address}</span>${link(page)}</p>
    <p>${language(page)}</p>
  </main>`;
}
