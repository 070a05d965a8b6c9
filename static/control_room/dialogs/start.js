/** 考试授权, 允许登录 and 允许开考: the three steps to the start (E5–E7), after the latest start by a code (E8). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import * as server from "../clock.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock, moment, remaining } from "../times.js";
import { codeMissing, codeOf, codePart } from "./code.js";
import { fill } from "./open.js";
import { mockTicks, ticked } from "./mock.js";
import { keeps } from "./parts.js";

const fact = ([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`;
export const facts = (pairs) => html`<dl class="facts">${pairs.map(fact)}</dl>`;

const subjectLine = ([name, candidates]) =>
  say(ngettext("%(name)s (%(candidates)s candidate)", "%(name)s (%(candidates)s candidates)", candidates), { name, candidates });

function subjects() {
  const all = [...room.sittings.values()].map(({ subject }) => subject);
  return [...new Set(all)].map((name) => [name, all.filter((one) => one === name).length]);
}

/** The centre's authorization as it is signed; of a plan from spreadsheets what the room itself knows. */
function signed() {
  const { session } = room;
  if (session.authorization) return session.authorization;
  return { session: session.name, subjects: subjects(), valid_from: session.authorise_from, valid_until: session.planned_end };
}

const isHere = () => !room.session.authorization || room.session.authorization.here;
const total = (list) => list.reduce((sum, [, candidates]) => sum + candidates, 0);

function authorization() {
  const { session, subjects: list, valid_from: from, valid_until: until } = signed();
  return facts([
    [gettext("Exam"), room.session.plan],
    [gettext("Session"), session],
    [gettext("Subjects"), list.map((each) => html`<div>${subjectLine(each)}</div>`)],
    [gettext("Candidates"), total(list)],
    [gettext("Valid"), `${moment(from)} – ${moment(until)}`],
  ]);
}

/** The centre's file, for a room without a network. */
async function bring(dialog, file) {
  const { ok, text } = await act("hold_authorization", { file: await file.text() });
  fill(dialog, { brought: text, refused: !ok });
}

const chosenFile = (dialog) => (event) => event.target.files[0] && bring(dialog, event.target.files[0]);

const waiting = (dialog) => html`
  <p class="hint">${gettext("The authorization of the test centre is not here yet. It comes by itself once its window is open; without a network bring it as a file.")}</p>
  <label class="field"><span>${gettext("Authorization file")}</span><input type="file" name="authorization" accept=".json,application/json" @change=${chosenFile(dialog)} /></label>
`;

const broughtNote = ({ form }) => (form.brought ? html`<p class=${form.refused ? "fault" : "answer"} role="status">${form.brought}</p>` : nothing);

const authorised = () => room.tools.authorise?.state === "done";
const doneNote = () => say(gettext("Authorised at %(time)s"), { time: moment(room.session.authorised_at) });
const releases = () => gettext("Completing the authorization releases the keys of the papers to the machines of this session");

const here = () => html`${authorization()} ${keeps([["ok", authorised() ? doneNote() : releases()]])}`;

export const authorise = {
  verb: "authorise",
  title: () => gettext("Exam authorization"),
  body: (dialog) => html`${isHere() ? here() : waiting(dialog)} ${broughtNote(dialog)}`,
  why: () => (authorised() ? gettext("authorised already") : isHere() ? "" : gettext("not here yet")),
  label: () => gettext("OK"),
  send: () => act("authorise"),
};

const isMock = () => room.session.kind === "mock";
const loginByItself = () => gettext("From now on candidates can log in at their machines. This happens by itself in its window; pressed here it happens at once.");

export const allowLogin = {
  verb: "allow_login",
  title: () => gettext("Allow login"),
  body: (dialog) => html`
    <p>${isMock() ? gettext("From now on candidates can log in at their machines.") : loginByItself()}</p>
    ${facts([
      ...(isMock() ? [] : [[gettext("By itself from"), clock(room.session.login_from)]]),
      [gettext("Planned start"), clock(room.session.planned_start)],
      [gettext("Candidates"), room.counts.expected],
    ])}
    ${isMock() ? mockTicks(dialog) : nothing}
  `,
  label: () => gettext("Allow login"),
  send: (dialog) => act("allow_login", isMock() ? ticked(dialog) : {}),
};

/** Before the planned start the countdown runs to it, later it runs the plan's seconds (E7). */
function startsAt() {
  const { planned_start: planned, countdown_ms: countdown } = room.session;
  return server.now() < planned ? planned : server.now() + countdown;
}

const unread = () => [...room.sittings.values()].filter(({ state, rules_read: read }) => state === "logged_in" && !read).length;

const PURPOSE = { kind: "late_start" };

/** The latest start is over: a code is asked for (E8). */
export const isLate = () => room.tools.allow_start?.why === "late_code";

const lateStart = (dialog) => html`
  ${facts([
    [gettext("Planned start"), clock(room.session.planned_start)],
    [gettext("Latest start"), clock(room.session.start_until)],
    [gettext("Expected"), room.counts.expected],
    [gettext("Not logged in"), room.counts.not_logged_in],
  ])}
  ${codePart(dialog, PURPOSE)}
  ${keeps([
    ["ok", gettext("A right code alone permits the start, also while the test centre cannot be reached")],
    ["ok", gettext("The whole session moves; nobody loses time")],
    ["warn", gettext("Do not leave the system while the code is being computed")],
  ])}
`;

export const allowStart = {
  verb: "allow_start",
  title: () => (isLate() ? gettext("Authorization of a late start") : gettext("Allow start")),
  body: (dialog) => (isLate() ? lateStart(dialog) : timelyStart()),
  why: (dialog) => (isLate() ? codeMissing(dialog, PURPOSE) : ""),
  label: () => (isLate() ? gettext("OK") : gettext("Allow start")),
  send: (dialog) => (isLate() ? act("start_late", codeOf(dialog, PURPOSE)) : act("allow_start")),
};

const timelyStart = () => html`
    <div class="big"><small>${gettext("Countdown")}</small><b>${remaining(startsAt() - server.now())}</b>
      <span>${say(gettext("start at %(time)s"), { time: clock(startsAt()) })}</span></div>
    ${facts([
      [gettext("Planned start"), clock(room.session.planned_start)],
      [gettext("Expected"), room.counts.expected],
      [gettext("Not logged in"), room.counts.not_logged_in],
      [gettext("Rules not read"), unread()],
    ])}
    ${keeps([
      ["ok", gettext("At zero the exam starts by itself, also if no browser is open")],
      ["warn", gettext("It cannot be taken back. Who comes later can still log in until the late limit")],
    ])}
`;
