/** 刷新考生状态 with progress, for the chosen ones or all: each machine is asked, and answers (E17). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { redraw } from "../draw.js";
import { isOffline } from "../figures.js";
import { candidates, seat } from "../people.js";
import { refresh as ask } from "../refresh.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock } from "../times.js";
import { chosen } from "../view.js";
import { blocked } from "../whynot.js";
import { look, state } from "../words/states.js";
import { courseLine, follow } from "./follow.js";
import { reached, st } from "./parts.js";

const everybody = () => [...room.sittings.values()].sort((a, b) => a.sequence - b.sequence);
const meant = () => (chosen().length ? chosen() : everybody());

/** Who has no right to ask machines gets what the server knows. */
async function begin(dialog) {
  const ids = chosen().map(({ id }) => id);
  dialog.of = meant().map(({ id }) => id);
  if (!blocked("refresh") && meant().some(({ machine }) => machine)) await askMachines(dialog, ids.length ? ids : "all");
  await ask();
  dialog.done = true;
  redraw();
}

async function askMachines(dialog, sittings) {
  const answer = await act("refresh", { sittings });
  if (answer.ok) await follow(dialog, answer.course);
  else dialog.answer = answer;
}

const link = (sitting) => (sitting.online ? st("ok", gettext("online")) : isOffline(sitting) ? st("alarm", gettext("offline")) : "-");

const LOOKS = { true: "ok", false: "fail", null: "in" };

function said(dialog, { id }) {
  const result = dialog.course?.results?.find(({ sitting }) => sitting === id);
  return result ? html`<td class="st ${LOOKS[result.ok]}" data-result=${String(result.ok)}><span class="wrap">${result.text}</span></td>` : html`<td>-</td>`;
}

const row = (dialog) => (sitting) => html`<tr data-refreshed=${sitting.id}><td><b>${seat(sitting.seat)}</b></td><td class="name">${sitting.name}</td>
  <td>${st(look(sitting.state), state(sitting.state))}</td><td>${link(sitting)}</td>${said(dialog, sitting)}</tr>`;

const table = (dialog) => html`
  <div class="frame tall" role="group" aria-label=${gettext("Candidates")} tabindex=${reached(dialog.of.length)}><table class="list">
    <thead><tr><th>${gettext("Seat")}</th><th>${gettext("Name")}</th><th>${gettext("Exam state")}</th><th>${gettext("Online")}</th><th>${gettext("Machine")}</th></tr></thead>
    <tbody>${dialog.of.map((id) => room.sittings.get(id)).filter(Boolean).map(row(dialog))}</tbody>
  </table></div>
`;

const done = (dialog) => html`<p class="answer" role="status">${say(gettext("State of %(candidates)s at %(time)s"), { candidates: candidates(dialog.of.length), time: clock(room.heardAt) })}</p>`;

export const refresh = {
  wide: true,
  title: () => gettext("Refresh candidate states"),
  about: (dialog) => candidates((dialog.of ?? meant()).length),
  begin,
  body: (dialog) => html`${dialog.done ? done(dialog) : nothing} ${dialog.course || !dialog.done ? courseLine(dialog.course) : nothing} ${dialog.of ? table(dialog) : nothing}`,
};
