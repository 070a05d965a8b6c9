/** Moments and spans of time as they are written on the screen. */

// Every room keeps the plan's time zone; a freshly imaged machine may be set to any other (C4).
const ZONE = "Asia/Shanghai";
const style = { timeZone: ZONE, hourCycle: "h23", hour: "2-digit", minute: "2-digit" };
const MINUTES = new Intl.DateTimeFormat("en-GB", style);
const SECONDS = new Intl.DateTimeFormat("en-GB", { ...style, second: "2-digit" });
const DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short" });

const two = (number) => String(number).padStart(2, "0");
const upTo = (ms) => Math.ceil(ms / 1000);
const parts = (seconds) => [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];

/** "14:11:50" */
export const clockTime = (at) => SECONDS.format(at);

/** "15:29", with seconds only when there are any. */
export const shortTime = (at) => (Math.floor(at / 1000) % 60 ? SECONDS : MINUTES).format(at);

/** "2025-12-21" */
export const day = (at) => DAY.format(at);

/** "2025-12-21 14:00" */
export const dayAndTime = (at) => `${day(at)} ${shortTime(at)}`;

/** "01:17:08", rounded up, so that 00:00:00 means that nothing is left. */
export const countdown = (ms) => parts(upTo(ms)).map(two).join(":");

/** "04:18", with hours only when there are any. */
export const shortCountdown = (ms) => (ms > 3_599_000 ? countdown(ms) : countdown(ms).slice(3));

/** "2:14" since `at`. */
export function since(at, now) {
  const [hours, minutes, seconds] = parts(Math.max(0, Math.floor((now - at) / 1000)));
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds)}`;
}

/** "3 分 49 秒" */
export function span(ms, t) {
  const [hours, minutes, seconds] = parts(Math.round(Math.abs(ms) / 1000));
  const all = [[hours, "span.hours"], [minutes, "span.minutes"], [seconds, "span.seconds"]];
  const there = all.filter(([count]) => count).map(([count, key]) => t(key, { count }));
  return there.join(" ") || t("span.seconds", { count: 0 });
}

/** "+3 分 49 秒" */
export const signedSpan = (ms, t) => `${ms < 0 ? "−" : "+"}${span(ms, t)}`;
