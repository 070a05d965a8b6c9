/** Small pieces that several screens use: button, state, ledger, seat number. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";

const nowhere = (event) => event.preventDefault();

/** `look`: p, grave …; `off`: why it cannot be pressed yet, it stays focusable so that the reason can be read. */
export const button = ({ label, click, look = "", small = "", off = "", type = "button" }) => html`
  <button type=${type} class="btn ${off ? "off" : look}" aria-disabled=${off ? "true" : nothing} @click=${off ? nowhere : click}>
    <span>${label}</span>${off || small ? html`<small>${off || small}</small>` : nothing}
  </button>`;

/** A state: `look` gives colour and shape, `small` a remark. */
export const state = (look, word, small = "") =>
  html`<span class="st ${look}">${word}${small ? html` <small>${small}</small>` : nothing}</span>`;

/** Pairs of term and content; pairs without content are left out. */
export const ledger = (rows) => html`<dl class="ledger">
  ${rows.filter(([, content]) => content).map(([term, content]) => html`<dt>${term}</dt><dd>${content}</dd>`)}
</dl>`;

/** A refusal beside its button, read out at once. */
export const refusal = (text) => html`<p class="err" role="alert">${text ? state("fail", text) : nothing}</p>`;

/** "009" */
export const seatNumber = (seat) => (seat?.number == null ? "—" : String(seat.number).padStart(3, "0"));

export const link = (page) =>
  page.state.link?.online ? state("ok", page.t("online")) : state("alarm", page.t("offline"));
