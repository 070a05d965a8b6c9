/** Which sittings are shown, and in which order. */

import { belongs } from "./figures.js";
import { room } from "./room.js";
import { view } from "./view.js";

const DIGITS = /^\d+$/;
const AMONG_DIGITS = 5; // so many digits are looked for anywhere in a ticket number, fewer only at its end

/** How well a sitting answers the question; 0 is not at all (E15). */
export function answers(sitting, query) {
  const asked = query.trim().toLowerCase();
  const { ticket, seat, planned_seat: planned, name } = sitting; // who has not come is looked for at his planned seat
  if (DIGITS.test(asked)) {
    if (ticket === asked) return 5;
    if (asked.length <= 3 && (seat ?? planned) === Number(asked)) return 4;
    if (ticket.endsWith(asked)) return 3;
    return asked.length >= AMONG_DIGITS && ticket.includes(asked) ? 2 : 0;
  }
  const found = name.toLowerCase().indexOf(asked);
  return found === 0 ? 3 : found > 0 ? 2 : Number(ticket.toLowerCase().includes(asked));
}

/** The best answer to the question among all sittings, or undefined. */
export function find(query) {
  const ranked = [...room.sittings.values()]
    .map((sitting) => [answers(sitting, query), sitting])
    .filter(([rank]) => rank > 0)
    .sort(([a, one], [b, other]) => b - a || one.sequence - other.sequence);
  return ranked[0]?.[1];
}

const STATES = ["not_logged_in", "logged_in", "in_exam", "submitted", "absent"];
const LAST = Number.MAX_SAFE_INTEGER;

export const SORTS = {
  ticket: (s) => s.ticket,
  name: (s) => s.name,
  sequence: (s) => s.sequence,
  subject: (s) => s.subject,
  seat: (s) => s.seat ?? LAST,
  state: (s) => STATES.indexOf(s.state),
  online: (s) => (s.online ? 2 : s.link_since ? 1 : 3),
  submitted: (s) => Number(s.state === "submitted"),
  ip: (s) => (s.ip ?? "").split(".").map((part) => part.padStart(3, "0")).join("."),
  left: (s) => s.deadline ?? s.remaining_ms ?? LAST,
  saved: (s) => s.saved_at ?? LAST,
};

function order(a, b) {
  const key = SORTS[view.sort.key];
  const [one, other] = [key(a), key(b)];
  const by = typeof one === "string" ? one.localeCompare(other, "zh-Hans-CN") : one - other;
  return (view.sort.up ? by : -by) || a.sequence - b.sequence;
}

const firstChosen = (a, b) => (view.chosenFirst ? Number(view.chosen.has(b.id)) - Number(view.chosen.has(a.id)) : 0);

/** The sittings that the figure and the question leave, in order. */
export function shown() {
  const asked = view.query.trim();
  return [...room.sittings.values()]
    .filter((sitting) => belongs(sitting, view.figure) && (!asked || answers(sitting, asked)))
    .sort((a, b) => firstChosen(a, b) || order(a, b));
}
