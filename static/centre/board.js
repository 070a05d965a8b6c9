/** 监控平台: asks for the board every few seconds and draws it; what does not answer is said. */

import { html, render } from "../vendor/lit-html/lit-html.js";

const EVERY_MS = 3000;
const PATIENCE_MS = 8000;
const place = document.getElementById("board");
const FIGURES = [
  ["expected", () => gettext("expected")],
  ["not_logged_in", () => gettext("not logged in")],
  ["logged_in", () => gettext("logged in")],
  ["in_exam", () => gettext("in exam")],
  ["submitted", () => gettext("submitted")],
  ["absent", () => gettext("absent")],
  ["offline", () => gettext("offline")],
  ["extra_time", () => gettext("extra time")],
  ["violations", () => gettext("violations")],
  ["resumes", () => gettext("resumes")],
];
const PHASES = {
  planned: () => pgettext("session", "planned"),
  waiting: () => pgettext("session", "waiting"),
  running: () => pgettext("session", "running"),
  ended: () => pgettext("session", "ended"),
  reported: () => pgettext("session", "reported"),
};
let shown = null;
let lost = false;

const FIELDS = { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

function parts(ms, zone) {
  const found = new Intl.DateTimeFormat("en", { ...FIELDS, timeZone: zone }).formatToParts(ms);
  return Object.fromEntries(found.map(({ type, value }) => [type, value]));
}

/** 03-08 14:05 */
function moment(ms, zone = shown.zone) {
  const { month, day, hour, minute } = parts(ms, zone);
  return `${month}-${day} ${hour}:${minute}`;
}

function clock(ms) {
  const { hour, minute, second } = parts(ms, shown.zone);
  return `${hour}:${minute}:${second}`;
}

function contact(room, at) {
  if (!room.contact_at) return html`<span class="st idle">${gettext("never")}</span>`;
  const ago = Math.max(0, Math.round((at - room.contact_at) / 1000));
  if (room.heard) return html`<span class="st ok">${interpolate(gettext("%s s ago"), [ago])}</span>`;
  return html`<span class="st alarm">${moment(room.contact_at)}</span>`;
}

function seal(room) {
  if (!room.seal_at) return html`<span class="soft">-</span>`;
  return html`<span class="st ${room.seal_passed ? "ok" : "alarm"}">${room.seal_passed ? gettext("passed") : gettext("not passed")} ${moment(room.seal_at)}</span>`;
}

const ofRoom = (room, at, rows) => html`
  <td class="who" rowspan=${rows}><b class="mono">${room.code}</b><small>${room.name}</small>
    ${room.unknown_codes ? html`<span class="st alarm">${interpolate(gettext("%s codes not computed here"), [room.unknown_codes])}</span>` : ""}</td>
  <td class="who" rowspan=${rows}>${room.registered ? html`<span class="st ok">${room.machine || gettext("registered")}</span>` : html`<span class="st idle">${gettext("not registered")}</span>`}</td>
  <td class="who" rowspan=${rows}>${contact(room, at)}</td>
  <td class="who num" rowspan=${rows}>${room.online} / ${room.seats}</td>
  <td class="who" rowspan=${rows}>${seal(room)}</td>`;

/** 结果收到: of a session that was reported again the version is said. */
function result(session) {
  if (!session.result) return html`<span class="soft">-</span>`;
  const again = session.versions > 1 ? ` ${interpolate(gettext("version %s"), [session.versions])}` : "";
  return html`<a class="st ok" href="/results/${session.result}/">${moment(session.result_at)}${again}</a>`;
}

function ofSession(session) {
  if (!session) return html`<td class="soft" colspan=${FIGURES.length + 4}>${gettext("nothing is published for this room")}</td>`;
  const phase = session.phase || "planned";
  return html`
    <td>${session.name} ${session.kind === "mock" ? html`<span class="m warn">${gettext("mock")}</span>` : ""}</td>
    <td>${moment(session.planned_start, session.zone)}</td>
    <td><span class="phase ${phase}">${PHASES[phase]()}</span></td>
    ${FIGURES.map(([name]) => html`<td class="num ${session.figures[name] ? "" : "zero"}">${session.figures[name] ?? "-"}</td>`)}
    <td>${result(session)}</td>`;
}

function ofOne(room, at) {
  const sessions = room.sessions.length ? room.sessions : [null];
  return sessions.map((session, index) => html`<tr class=${index ? "" : "first"}>${index ? "" : ofRoom(room, at, sessions.length)}${ofSession(session)}</tr>`);
}

function sums({ rooms }) {
  const running = rooms.flatMap((room) => room.sessions).filter((session) => session.phase === "running").length;
  const told = [
    [gettext("rooms"), rooms.length],
    [gettext("registered"), rooms.filter((room) => room.registered).length],
    [gettext("heard from"), rooms.filter((room) => room.heard).length],
    [gettext("sessions running"), running],
  ];
  return html`<span class="sums">${told.map(([word, count]) => html`<span>${word} <b>${count}</b></span>`)}</span>`;
}

function draw() {
  const state = shown;
  render(html`
    <header><h2>${gettext("Monitoring board")}</h2>${state ? sums(state) : ""}<span class="grow"></span>
      ${lost ? html`<span class="st alarm" role="alert">${gettext("The centre does not answer; the figures are old.")}</span>` : ""}
      <span class="soft">${state ? clock(state.at) : gettext("Asking the rooms …")}</span></header>
    <div class="scroll"><table class="list board"><thead><tr>
      <th>${gettext("room")}</th><th>${gettext("registration")}</th><th>${gettext("last contact")}</th><th class="num">${gettext("seats online")}</th><th>${gettext("seal check")}</th>
      <th>${gettext("session")}</th><th>${gettext("planned start")}</th><th>${gettext("phase")}</th>
      ${FIGURES.map(([, word]) => html`<th class="num">${word()}</th>`)}<th>${gettext("result received")}</th></tr></thead>
      <tbody>${state?.rooms.length ? state.rooms.map((room) => ofOne(room, state.at)) : html`<tr><td class="soft" colspan="19">${state ? gettext("No room yet. Import a plan first.") : ""}</td></tr>`}</tbody></table></div>`, place);
}

async function ask() {
  try {
    const answer = await fetch(place.dataset.state, { headers: { Accept: "application/json" }, redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) throw new Error(String(answer.status));
    shown = await answer.json();
    lost = false;
  } catch {
    lost = true; // whatever it was: old figures must not look new
  }
  draw();
  setTimeout(ask, EVERY_MS);
}

place.replaceChildren();
ask();
