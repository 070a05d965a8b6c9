/** Right: every step's result as it arrives. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { redraw } from "../../control_room/draw.js";
import { page } from "../page.js";
import { check, shown, view } from "../state.js";

const MARKS = { fail: "✕ ", warn: "◆ " };

/** The first cell without a result is the one that is being measured. */
const empty = (seat, place) => {
  const next = seat.cells.findIndex((cell) => !cell);
  return seat.state === "checking" && place === next ? html`<td class="go">◐</td>` : html`<td class="wait">·</td>`;
};

const cell = (seat) => (found, place) =>
  found ? html`<td class=${found[0]} title=${found[2] || found[1]}>${MARKS[found[0]] ?? ""}${found[1]}</td>` : empty(seat, place);

const cells = (seat) =>
  seat.cells.every((found) => !found) && seat.state === "failed"
    ? html`<td class="none" colspan=${seat.cells.length}>${gettext("no results")}</td>`
    : seat.cells.map(cell(seat));

const why = (words) => html`<tr class="why"><td></td><td></td><td colspan=${page.titles.length}>${words}</td></tr>`;

const reasons = (seat) => (seat.state === "failed" ? seat.why : []);
const row = (seat) => html`
  <tr class=${reasons(seat).length ? "why-next" : ""} data-seat=${seat.number}>
    <td title=${seat.name}><b>${seat.seat}</b></td><td><span class="st ${seat.look}">${seat.word}</span></td>${cells(seat)}</tr>
  ${reasons(seat).map(why)}
`;

const tab = (name, words, count) => html`
  <button type="button" role="tab" class=${view.tab === name ? "on" : ""} aria-selected=${view.tab === name} @click=${() => { view.tab = name; redraw(); }}>${words} ${count ?? 0}</button>
`;

const nothingYet = () => html`
  <p class="jk-empty">${check.figures.room
    ? gettext("Nothing has been checked yet. The check asks every machine at once what it is and has; it takes less than a minute.")
    : html`${gettext("There is no seat yet.")} <a href=${page.seats}>${gettext("Seat management")}</a>`}</p>
`;

const table = () => html`
  <table><thead><tr><th>${gettext("Seat")}</th><th>${gettext("Result")}</th>${page.titles.map((title) => html`<th>${title}</th>`)}</tr></thead>
  <tbody>${repeat(shown(), ({ number }) => number, row)}</tbody></table>
`;

export const results = () => html`
  <section class="jk-panel live" aria-label=${gettext("Results")}>
    <h2>${gettext("Results")}
      <span class="tabs" role="tablist">${tab("all", gettext("all"), check.figures.seats)} ${tab("failed", pgettext("check", "failed"), check.figures.failed)} ${tab("checking", pgettext("check", "checking"), check.figures.checking)}</span>
      <small class="key">✕ ${pgettext("check", "failed")}　◆ ${gettext("warning")}　◐ ${pgettext("check", "checking")}　· ${gettext("not yet")}</small></h2>
    <div class="scroll" tabindex="0">${check.known ? (check.seats.size ? table() : nothingYet()) : nothing}</div>
  </section>
`;
