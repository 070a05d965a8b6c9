/** A roll of candidates with tick boxes, as dialogs offer it; who is ticked stands in the dialog's form as `ticks`. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { seat } from "../people.js";
import { clock } from "../times.js";
import { fill } from "./open.js";

export const isTicked = ({ form }) => ({ id }) => Boolean(form.ticks?.has(id));

function tick(dialog, id) {
  const ticks = new Set(dialog.form.ticks);
  if (!ticks.delete(id)) ticks.add(id);
  fill(dialog, { ticks });
}

function tickAll(dialog, sittings) {
  const every = sittings.every(isTicked(dialog));
  fill(dialog, { ticks: new Set(every ? [] : sittings.map(({ id }) => id)) });
}

/** Who was marked as present is not simply absent. */
const here = ({ present_at: at }) => (at ? html` <i class="m exam" title=${clock(at)}>${pgettext("mark", "present")}</i>` : nothing);

const row = (dialog) => (sitting) => html`
  <tr class=${isTicked(dialog)(sitting) ? "sel" : ""}>
    <td><input type="checkbox" data-tick=${sitting.id} aria-label=${sitting.name} .checked=${live(isTicked(dialog)(sitting))} @change=${() => tick(dialog, sitting.id)} /></td>
    <td class="mono">${sitting.ticket}</td><td class="name">${sitting.name}${here(sitting)}</td><td>${sitting.sequence}</td><td>${seat(sitting.seat ?? sitting.planned_seat)}</td>
  </tr>
`;

export const roll = (dialog, sittings) => html`
  <div class="frame tall"><table class="list">
    <thead><tr>
      <th><input type="checkbox" data-tick="all" aria-label=${gettext("Select all")} .checked=${live(sittings.length > 0 && sittings.every(isTicked(dialog)))} @change=${() => tickAll(dialog, sittings)} /></th>
      <th>${gettext("Ticket number")}</th><th>${gettext("Name")}</th><th>${gettext("Sequence")}</th><th>${gettext("Seat")}</th>
    </tr></thead>
    <tbody>${sittings.map(row(dialog))}</tbody>
  </table></div>
`;
