/** How candidates and seats are named on the page. */

import { room } from "./room.js";
import { listed, say } from "./say.js";

const SHOWN_NAMES = 3;

/** 017; empty without a seat. */
export const seat = (number) => (number === null || number === undefined ? "" : String(number).padStart(3, "0"));

/** Where a candidate sits, or is expected. */
export const place = ({ seat: at, planned_seat: planned, sequence }) => at ?? planned ?? sequence;

/** The last digits of a ticket number, enough to tell people of a room apart. */
export const tail = (ticket) => `…${ticket.slice(-7)}`;

/** "017 何雨桐"; who is at no machine now, with the number that the tile shows. */
export const who = (sitting) => (sitting ? `${seat(sitting.seat ?? sitting.planned_seat)} ${sitting.name}`.trim() : "");

/** Who was reset is 未登录 again, and has been here: only who never came can be absent (E21). */
export const neverCame = ({ state, logged_in_at: at }) => state === "not_logged_in" && !at;

export const byId = (id) => room.sittings.get(id);

export const candidates = (number) => say(ngettext("%(count)s candidate", "%(count)s candidates", number), { count: number });

/** "a, b, c and 4 more" */
export function names(sittings) {
  const first = listed(sittings.slice(0, SHOWN_NAMES).map(({ name }) => name));
  const more = sittings.length - SHOWN_NAMES;
  return more > 0 ? say(gettext("%(names)s and %(more)s more"), { names: first, more }) : first;
}

/** "seat 017", "seats 007, 020" */
export const seats = (numbers) =>
  say(ngettext("seat %(seats)s", "seats %(seats)s", numbers.length), { seats: listed(numbers.map(seat)) });
