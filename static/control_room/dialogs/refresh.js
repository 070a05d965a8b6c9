/** 刷新考生状态 with progress, for the chosen ones or all (E17). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { redraw } from "../draw.js";
import { candidates, seat } from "../people.js";
import { refresh as ask } from "../refresh.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock } from "../times.js";
import { chosen } from "../view.js";
import { look, state } from "../words/states.js";
import { isOffline } from "../figures.js";
import { reached, st } from "./parts.js";

const meant = () => (chosen().length ? chosen() : [...room.sittings.values()].sort((a, b) => a.sequence - b.sequence));

async function begin(dialog) {
  await ask();
  dialog.done = true;
  redraw();
}

const link = (sitting) => (sitting.online ? st("ok", gettext("online")) : isOffline(sitting) ? st("alarm", gettext("offline")) : "-");

const row = (sitting) => html`<tr><td><b>${seat(sitting.seat)}</b></td><td class="name">${sitting.name}</td><td>${st(look(sitting.state), state(sitting.state))}</td><td>${link(sitting)}</td></tr>`;

const done = () => html`
  <p class="answer" role="status">${say(gettext("State of %(candidates)s at %(time)s"), { candidates: candidates(meant().length), time: clock(room.heardAt) })}</p>
  <div class="frame" role="group" aria-label=${gettext("Candidates")} tabindex=${reached(meant().length)}><table class="list">
    <thead><tr><th>${gettext("Seat")}</th><th>${gettext("Name")}</th><th>${gettext("Exam state")}</th><th>${gettext("Online")}</th></tr></thead>
    <tbody>${meant().map(row)}</tbody>
  </table></div>
`;

const going = () => html`<p class="course-line"><progress class="course"></progress> ${gettext("Asking the server…")}</p>`;

export const refresh = {
  title: () => gettext("Refresh candidate states"),
  about: () => candidates(meant().length),
  begin,
  body: (dialog) => (dialog.done ? done() : going()),
};
