/** The right side of the bar: where am I, what is going on, what time is it. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import * as server from "../clock.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock, minute, remaining } from "../times.js";
import { phase } from "../words/states.js";

/** From the real start on its hours; a late start moves the end too. */
function hours({ name, planned_start, planned_end, start_at, end_at }) {
  const [from, to] = start_at && end_at ? [start_at, end_at] : [planned_start, planned_end];
  return to ? say(gettext("%(name)s · %(from)s–%(to)s"), { name, from: minute(from), to: minute(to) }) : name;
}

/** What the large figure counts down to: the start, the end, or nothing. */
function running({ start_at: start, end_at: end, ended_at: ended }) {
  const now = server.now();
  if (ended || !start) return nothing;
  if (start > now) return html`<span class="left"><small>${gettext("Starts in")}</small> ${remaining(start - now)}</span>`;
  return end ? html`<span class="left"><small>${gettext("Remaining")}</small> ${remaining(end - now)}</span>` : nothing;
}

/** Without a connection it is not known what time it is there. */
const there = () => (room.live ? clock(server.now()) : "--:--:--");

const mock = () => html`<span class="phase mock">${pgettext("exam", "mock exam")}</span>`;

export function bar() {
  const { session } = room;
  if (!room.known) return nothing;
  return html`
    <dl class="where">
      <dt>${gettext("Room")}</dt><dd>${session.room}</dd>
      <dt>${gettext("Session")}</dt><dd>${hours(session)}</dd>
    </dl>
    ${session.kind === "mock" ? mock() : nothing}
    <span class="phase ${session.phase}">${phase(session.phase)}</span>
    ${running(session)}
    <span class="now"><small>${gettext("Server")}</small> ${there()}</span>
  `;
}
