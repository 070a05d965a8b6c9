/** 监控视图: one tile a candidate (E3). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { isOffline } from "../figures.js";
import { marks, saving } from "../marks.js";
import { seat, tail } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { shown } from "../shown.js";
import { ago } from "../times.js";
import { view } from "../view.js";
import { look, short, state } from "../words/states.js";
import { startBand } from "./band.js";
import { markRoom } from "./fit.js";
import { fitting } from "./mark_room.js";
import { picking } from "./picking.js";

const mark = ({ look: kind, text, title }) => html`<i class="m ${kind}" title=${title ?? nothing}>${text}</i>`;

/** The seats at which somebody is. */
let taken = new Set();

/** The seat; before there is one, where it is planned. No number stands twice: a planned seat that somebody else has is only told. */
function number(sitting) {
  if (sitting.seat !== null) return html`<b class="no">${seat(sitting.seat)}</b>`;
  const planned = sitting.planned_seat ?? sitting.sequence;
  if (taken.has(planned))
    return html`<small class="no none" title=${gettext("Not at a seat yet; somebody else is at the planned one")}>${say(gettext("was %(seat)s"), { seat: seat(planned) })}</small>`;
  return html`<b class="no none" title=${gettext("Not at a seat yet; planned seat or number on the list")}>${seat(planned)}</b>`;
}

function saved(sitting) {
  if (sitting.state === "submitted") return sitting.submitted_by === "deadline" ? gettext("at the deadline") : gettext("received");
  return sitting.state === "in_exam" && sitting.saved_at ? ago(sitting.saved_at) : "";
}

const classes = (sitting) =>
  ["tile", look(sitting.state), isOffline(sitting) && "offline", saving(sitting), view.chosen.has(sitting.id) && "sel"].filter(Boolean).join(" ");

const tile = (sitting, first) => html`
  <li
    class=${classes(sitting)}
    role="option"
    data-id=${sitting.id}
    aria-selected=${String(view.chosen.has(sitting.id))}
    tabindex=${(view.cursor ?? first) === sitting.id ? 0 : -1}
  >
    <span class="ends">${number(sitting)}<span class="st ${look(sitting.state)}" title=${state(sitting.state)}>${short(sitting.state)}</span></span>
    <span class="name" title=${sitting.name}>${sitting.name}</span>
    <span class="marks">${fitting(marks(sitting), markRoom()).map(mark)}</span>
    <meter min="0" max=${room.session.questions || 1} .value=${sitting.answered} aria-label=${gettext("Answered")}></meter>
    <span class="ends low"><span class="tail" title=${sitting.ticket}>${tail(sitting.ticket)}</span><span class="saved">${saved(sitting)}</span></span>
  </li>
`;

function nobody() {
  if (!room.known) return nothing; // not heard yet is not none
  return html`<p class="nobody">${room.sittings.size ? gettext("Nobody belongs to this figure or search.") : gettext("No candidates in this session.")}</p>`;
}

/** The cursor may be on one who is not shown; then the first tile is reached by Tab. */
const entry = (sittings) => (sittings.some(({ id }) => id === view.cursor) ? view.cursor : sittings[0]?.id);

export function tiles() {
  const sittings = shown();
  taken = new Set([...room.sittings.values()].map(({ seat: at }) => at).filter((at) => at !== null));
  const first = entry(sittings);
  if (view.cursor && first !== view.cursor) view.cursor = null;
  return html`
    <div class="ground" tabindex=${sittings.length ? nothing : 0} @pointerdown=${startBand}>
      <ol class="tiles" role="listbox" aria-multiselectable="true" aria-label=${gettext("Candidates")} @click=${picking.click} @dblclick=${picking.open} @contextmenu=${picking.menu}>
        ${repeat(sittings, ({ id }) => id, (sitting) => tile(sitting, first))}
      </ol>
      ${sittings.length ? nothing : nobody()}
    </div>
  `;
}
