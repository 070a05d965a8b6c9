/** Moments and spans in words, in the session's time zone. */

import { now } from "./clock.js";
import { room } from "./room.js";
import { say } from "./say.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const made = new Map();

const two = (number) => String(number).padStart(2, "0");

function parts(ms) {
  const zone = room.session.zone ?? "Asia/Shanghai";
  if (!made.has(zone)) {
    const fields = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };
    made.set(zone, new Intl.DateTimeFormat("en", { ...fields, hourCycle: "h23", timeZone: zone }));
  }
  return Object.fromEntries(made.get(zone).formatToParts(ms).map(({ type, value }) => [type, value]));
}

/** 14:05:10 */
export function clock(ms) {
  const { hour, minute, second } = parts(ms);
  return `${hour}:${minute}:${second}`;
}

/** 14:05 */
export const minute = (ms) => clock(ms).slice(0, 5);

/** 2019-12-22 */
export function day(ms) {
  const { year, month, day: number } = parts(ms);
  return `${year}-${month}-${number}`;
}

/** 14:05:10, with the day before it unless that is today. */
export const moment = (ms) => (day(ms) === day(now()) ? clock(ms) : `${day(ms)} ${clock(ms)}`);

/** 2:14 or 1:02:14 */
export function span(ms) {
  const all = Math.max(0, Math.floor(ms / SECOND));
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor(all / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
}

/** 01:12:08; what remains is rounded up, so that zero means over. */
export function remaining(ms) {
  const all = Math.max(0, Math.ceil(ms / SECOND));
  return `${two(Math.floor(all / 3600))}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
}

/** "7 s ago", "2:14 ago" */
export function ago(ms) {
  const age = Math.max(0, now() - ms);
  return age < MINUTE
    ? say(gettext("%(seconds)s s ago"), { seconds: Math.floor(age / SECOND) })
    : say(gettext("%(span)s ago"), { span: span(age) });
}

/** Whole minutes of a span, or minutes and seconds where it is not whole. */
export const minutes = (ms) => (ms % MINUTE ? span(ms) : String(ms / MINUTE));

/** The last moment at which the clock on the wall showed "14:05". */
function lastAt(shown) {
  const wanted = shown.split(":").map(Number);
  const today = parts(now());
  const since = (Number(today.hour) - wanted[0]) * HOUR + (Number(today.minute) - wanted[1]) * MINUTE;
  return Math.floor(now() / MINUTE) * MINUTE - ((since + DAY) % DAY);
}

/** The moment that "14:05" or "14:05:10" means: its last one, or the next where the last lies before `earliest`. */
export function meantBy(shown, earliest) {
  const at = lastAt(shown) + Number(shown.split(":")[2] ?? 0) * SECOND;
  return at < Math.floor(earliest / MINUTE) * MINUTE ? at + DAY : at;
}
