/** What a machine tells of itself, against the plan's thresholds (F11): each with words, and how bad it is. */

import * as server from "./clock.js";
import { isOffline } from "./figures.js";
import { room } from "./room.js";
import { listed, say } from "./say.js";
import { ago, span } from "./times.js";

const AWAY_MS = 10_000; // a glance at another window is none
const SECOND = 1000;

const above = (value, { warn, alarm }) => (value > alarm ? "alarm" : value > warn ? "warn" : "");
const below = (value, { warn, alarm }) => (value < alarm ? "alarm" : value < warn ? "warn" : "");
const signed = (ms) => `${ms < 0 ? "−" : "+"}${(Math.abs(ms) / SECOND).toFixed(1)}`;

/** The seat of the machine that holds a sitting, as it was last measured; empty where nothing is known. */
export const measuredOf = ({ seat }) => room.seats.get(seat)?.measured ?? {};

/** The version that most machines have. */
function usual() {
  const count = new Map();
  for (const { measured } of room.seats.values()) if (measured?.client) count.set(measured.client, (count.get(measured.client) ?? 0) + 1);
  return [...count].sort((a, b) => b[1] - a[1] || b[0].localeCompare(a[0]))[0]?.[0];
}

function link(sitting, _measured, { offline_s: limit }) {
  if (!sitting.link_since) return null;
  const age = server.now() - sitting.link_since;
  return isOffline(sitting)
    ? { text: say(gettext("offline %(span)s"), { span: span(age) }), level: above(age / SECOND, limit) }
    : { text: say(gettext("online for %(span)s"), { span: span(age) }), level: "" };
}

function save({ state, saved_at: saved }, { pending, unsaved_ms: age = 0 }, { saving_s: limit }) {
  if (state !== "in_exam") return null;
  const last = saved ? ago(saved) : gettext("nothing saved yet");
  if (!pending) return { text: last, level: "" };
  const text = say(gettext("%(last)s; %(count)s changes not uploaded for %(span)s"), { last, count: pending, span: span(age) });
  return { text, level: above(age / SECOND, limit) };
}

const offset = (_sitting, { clock_ms: ms }, { clock_s: limit }) =>
  ms === undefined ? null : { text: say(gettext("%(seconds)s s"), { seconds: signed(ms) }), level: above(Math.abs(ms) / SECOND, limit) };

const disk = (_sitting, { disk_free_mb: mb }, { disk_gb: limit }) =>
  mb === undefined ? null : { text: say(gettext("%(size)s GB free"), { size: (mb / SECOND).toFixed(1) }), level: below(mb / SECOND, limit) };

function battery(_sitting, { battery: percent, plugged }, { battery: limit }) {
  if (percent === undefined) return null;
  const text = say(gettext("battery %(percent)s%"), { percent });
  return plugged ? { text: say(gettext("%(battery)s, charging"), { battery: text }), level: "" } : { text, level: below(percent, limit) };
}

function client(_sitting, { client: version }) {
  if (!version) return null;
  const most = usual();
  return version === most ? { text: version, level: "" } : { text: say(gettext("%(version)s, most have %(client)s"), { version, client: most }), level: "warn" };
}

function attention({ state }, { away_ms: away = 0, tool }) {
  if (state !== "in_exam") return null;
  if (away < AWAY_MS) return { text: gettext("on the exam page"), level: "" };
  if (tool) return { text: gettext("at a tool of the exam"), level: "" };
  return { text: say(gettext("another window for %(span)s"), { span: span(away) }), level: "warn" };
}

function address({ id, ip }) {
  const moved = [...room.matters.values()].find(({ kind, sittings }) => kind === "address_changed" && sittings.includes(id));
  if (!moved) return ip ? { text: ip, level: "" } : null;
  return { text: say(gettext("%(address)s, at login %(before)s"), { address: ip, before: moved.values.before }), level: "warn" };
}

const ALL = [
  ["link", () => gettext("Link"), link],
  ["save", () => gettext("Last save"), save],
  ["offset", () => gettext("Clock difference"), offset],
  ["disk", () => gettext("Disk"), disk],
  ["battery", () => gettext("Battery"), battery],
  ["client", () => gettext("Candidate program"), client],
  ["attention", () => gettext("Window"), attention],
  ["address", () => gettext("Network address"), address],
];

/** [{code, label, text, level}] of what is known; level is "", "warn" or "alarm". */
export function indicators(sitting) {
  const { thresholds } = room.session;
  if (!thresholds) return [];
  const told = ALL.map(([code, label, look]) => ({ code, label: label(), ...look(sitting, measuredOf(sitting), thresholds) }));
  return told.filter(({ text }) => text);
}

const ON_A_TILE = { offset: ["alarm"], disk: ["alarm"], battery: ["alarm", "warn"], attention: ["warn"] };
const SHORT = {
  offset: (ms) => say(pgettext("mark", "clock %(seconds)s s"), { seconds: signed(ms.clock_ms) }),
  disk: (ms) => say(pgettext("mark", "disk %(size)s GB"), { size: (ms.disk_free_mb / SECOND).toFixed(1) }),
  battery: (ms) => say(pgettext("mark", "battery %(percent)s%"), { percent: ms.battery }),
  attention: (ms) => say(pgettext("mark", "other window %(span)s"), { span: span(ms.away_ms) }),
};

/** The gravest of it as a mark for the tile, {look, text, title}, with the others in its title; or null. */
export function worthAMark(sitting) {
  const worth = indicators(sitting).filter(({ code, level }) => ON_A_TILE[code]?.includes(level));
  const [first] = worth.sort((a, b) => Number(b.level === "alarm") - Number(a.level === "alarm"));
  const look = first?.level === "alarm" ? "alarm" : "absent";
  return first ? { look, text: SHORT[first.code](measuredOf(sitting)), title: listed(worth.map(({ text }) => text)) } : null;
}
