/** 考试授权, 允许登录 and 允许开考: the three steps to the start (E5–E7), after the latest start by a code (E8). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import * as server from "../clock.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock, moment, remaining } from "../times.js";
import { codeMissing, codeOf, codePart } from "./code.js";
import { keeps } from "./parts.js";

const fact = ([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`;
export const facts = (pairs) => html`<dl class="facts">${pairs.map(fact)}</dl>`;

const subjectLine = ([name, candidates]) =>
  say(ngettext("%(name)s (%(candidates)s candidate)", "%(name)s (%(candidates)s candidates)", candidates), { name, candidates });

function subjects() {
  const all = [...room.sittings.values()].map(({ subject }) => subject);
  return [...new Set(all)].map((name) => [name, all.filter((one) => one === name).length]);
}

function authorization() {
  const { session } = room;
  return facts([
    [gettext("Exam"), session.plan],
    [gettext("Session"), session.name],
    [gettext("Subjects"), subjects().map((each) => html`<div>${subjectLine(each)}</div>`)],
    [gettext("Candidates"), room.counts.expected],
    [gettext("Valid"), `${moment(session.authorise_from)} – ${moment(session.planned_end)}`],
  ]);
}

const authorised = () => room.tools.authorise?.state === "done";

export const authorise = {
  verb: "authorise",
  title: () => gettext("Exam authorization"),
  body: () => html`
    ${authorization()}
    ${authorised()
      ? keeps([["ok", say(gettext("Authorised at %(time)s"), { time: moment(room.session.authorised_at) })]])
      : keeps([["ok", gettext("Completing the authorization releases the keys of the papers to the machines of this session")]])}
  `,
  why: () => (authorised() ? gettext("authorised already") : ""),
  label: () => gettext("OK"),
  send: () => act("authorise"),
};

export const allowLogin = {
  verb: "allow_login",
  title: () => gettext("Allow login"),
  body: () => html`
    <p>${gettext("From now on candidates can log in at their machines. This happens by itself in its window; pressed here it happens at once.")}</p>
    ${facts([
      [gettext("By itself from"), clock(room.session.login_from)],
      [gettext("Planned start"), clock(room.session.planned_start)],
      [gettext("Candidates"), room.counts.expected],
    ])}
  `,
  label: () => gettext("Allow login"),
  send: () => act("allow_login"),
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
