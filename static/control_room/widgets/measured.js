/** The indicators of the machine of one candidate, in words (F11). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { indicators } from "../indicators.js";

const LOOKS = { "": "ok", warn: "warn", alarm: "alarm" };

const one = ({ code, label, text, level }) => html`<dt>${label}</dt><dd data-indicator=${code}><span class="st ${LOOKS[level]}">${text}</span></dd>`;

export function measured(sitting) {
  const told = indicators(sitting);
  return told.length ? html`<h3>${gettext("Machine")}</h3><dl class="facts">${told.map(one)}</dl>` : nothing;
}
