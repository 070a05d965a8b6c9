/** The seat number, to be read from the other end of the room (B7, C2). */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { language } from "../widgets/bar.js";
import { button, link, refusal, seatNumber } from "../widgets/parts.js";

const NUMBER = /^[0-9]{1,3}$/;

const figure = (page) => html`<h1 class="big" data-first tabindex="-1">
  <span class="hidden">${page.t("seat_number")}</span> ${seatNumber(page.state.seat)}</h1>`;

/** Who gives out the numbers finds the machine by its name and address. */
const none = (page) => html`<h1 class="none" data-first tabindex="-1">${page.t("number.none")}</h1>${search(page)}`;

/** Where the server is: not known yet, or not to be told among several. */
function search(page) {
  const found = page.state.link?.search;
  if (!found || page.state.link.online) return nothing;
  const text = found.rooms.length ? page.t("number.several", { rooms: found.rooms.join(" · ") }) : page.t("number.searching");
  return html`<p role="status">${text}</p>`;
}

/** Full-width digits, as a Chinese input method gives them, count as digits. */
const typed = (event) => new FormData(event.target).get("number").normalize("NFKC").trim();

async function change(page, event) {
  event.preventDefault();
  const form = event.target;
  const number = typed(event);
  page.ui.badNumber = !NUMBER.test(number) || Number(number) === 0;
  if (page.ui.badNumber) return page.redraw();
  if (await page.do({ act: "take_number", number: Number(number) })) form.reset();
}

const trouble = (page) => (page.ui.badNumber ? page.t("number.bad") : page.refusalOf("take_number"));

/** While 显示机位号 is on the number can be put right here. */
const correction = (page) => html`<form class="correct" novalidate @submit=${(event) => change(page, event)}>
    <label for="number">${page.t("number.change")}</label>
    <input id="number" class="mono" name="number" inputmode="numeric" autocomplete="off" maxlength="3" aria-describedby="number-error">
    ${button({ label: page.t(page.ui.busy === "take_number" ? "number.busy" : "number.save"), look: "p", type: "submit" })}
  </form>
  <div id="number-error">${refusal(trouble(page))}</div>`;

export function number(page) {
  const { seat } = page.state;
  return html`<main class="number" data-region>
    ${seat?.number == null ? none(page) : figure(page)}
    <p class="sub"><span>${seat?.hostname}</span><span class="mono">${seat?.address}</span>${link(page)}</p>
    ${seat?.may_change ? correction(page) : nothing}
    <p>${language(page)}</p>
  </main>`;
}
