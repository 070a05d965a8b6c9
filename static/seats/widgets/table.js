/** The seats, each with the machines that are in conflict with it below. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { now } from "../../control_room/clock.js";
import { redraw } from "../../control_room/draw.js";
import { say } from "../../control_room/say.js";
import { moment, span } from "../../control_room/times.js";
import { open } from "../dialogs/open.js";
import { move } from "../doing.js";
import { conflictsAt, inOrder, list, three } from "../list.js";
import { blocked } from "../rights.js";
import { view } from "../view.js";
import { conflictRow } from "./conflict.js";

const HOUR_MS = 3_600_000;

const HEADS = [
  () => gettext("Seat number"),
  () => gettext("IP address"),
  () => gettext("Computer name"),
  () => gettext("Note"),
  () => gettext("Status"),
  () => "",
];

/** 6:02, or the moment when that is long ago. */
const since = (ms) => (ms === null ? "" : now() - ms < HOUR_MS ? span(now() - ms) : moment(ms));

function status(seat, conflicts) {
  if (conflicts.length) return html`<span class="st alarm">${gettext("conflict")}</span>`;
  if (seat.online && seat.same_name) return html`<span class="st warn" title=${gettext("Several machines have this computer name; they are told apart by their keys.")}>${gettext("same name")}</span>`;
  if (seat.online) return html`<span class="st ok">${pgettext("machine", "online")}</span>`;
  return html`<span class="st idle">${pgettext("machine", "offline")} ${since(seat.since)}</span>${seat.machine ? nothing : html` <span class="soft">${gettext("no machine yet")}</span>`}`;
}

const arrow = (direction, label, sign) => {
  const why = blocked(direction);
  return html`<button type="button" class="btn sq" data-act=${direction} aria-label=${label} title=${why || label} aria-disabled=${why ? "true" : nothing}
    @click=${(event) => { event.stopPropagation(); move(direction); }}>${sign}</button>`;
};

const arrows = () => html`${arrow("up", gettext("Move up"), "↑")} ${arrow("down", gettext("Move down"), "↓")}`;

/** What the machine says of itself where the list says otherwise. */
const differs = (told, listed) => (told && told.toLowerCase() !== listed.toLowerCase() ? html` <span class="m warn">${say(gettext("now %(told)s"), { told })}</span>` : nothing);

function row(seat, first) {
  const conflicts = conflictsAt(seat.id);
  const here = view.chosen === seat.id;
  return html`<tr class="${here ? "sel" : ""} ${conflicts.length ? "bad" : ""}" data-id=${seat.id} aria-selected=${String(here)} tabindex=${first === seat.id ? 0 : -1}>
      <td><b>${three(seat.number)}</b></td>
      <td class="mono">${seat.ip}${differs(seat.address, seat.ip)}</td>
      <td class="name">${seat.hostname}${differs(seat.computer, seat.hostname)}</td>
      <td class="soft name">${seat.note}</td>
      <td>${status(seat, conflicts)}</td>
      <td class="num">${here ? arrows() : nothing}</td>
    </tr>${conflicts.map(conflictRow)}`;
}

const idOf = (event) => {
  const found = event.target.closest("tr[data-id]")?.dataset.id;
  return found ? Number(found) : null;
};

function choose(event) {
  const id = idOf(event);
  if (id === null) return;
  view.chosen = id;
  redraw();
}

function change(event) {
  if (idOf(event) !== null && !blocked("change")) open("change");
}

const empty = () => html`<tr><td colspan=${HEADS.length} class="nobody">${
  list.counts.waiting
    ? gettext("No seat yet. Machines have called in: number them with 自动扫描.")
    : gettext("No seat yet. Start the candidate program on the machines and scan, import a list, or add seats one by one.")
}</td></tr>`;

export function table() {
  const seats = inOrder();
  const first = list.seats.has(view.chosen) ? view.chosen : seats[0]?.id;
  return html`<div class="scroll"><table class="list" role="grid" aria-label=${gettext("Seat management")}>
    <thead><tr>${HEADS.map((head) => html`<th scope="col">${head()}</th>`)}</tr></thead>
    <tbody @click=${choose} @focusin=${choose} @dblclick=${change}>
      ${repeat(seats, ({ id }) => id, (seat) => row(seat, first))}
      ${conflictsAt(null).map(conflictRow)}
      ${seats.length || !list.known ? nothing : empty()}
    </tbody></table></div>`;
}
