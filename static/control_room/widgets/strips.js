/** Strips above the board: no connection, the countdown, the reminder to start. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import * as server from "../clock.js";
import { inFours, kindOf, withdraw } from "../dialogs/code.js";
import { open } from "../dialogs/open.js";
import { goingOn, standing, whom } from "../dialogs/interrupt.js";
import { isLate } from "../dialogs/start.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { names, byId } from "../people.js";
import { set } from "../selection.js";
import { view } from "../view.js";
import { clock, minute, remaining, span } from "../times.js";
import { blocked } from "../whynot.js";
import { button } from "./button.js";

const lost = () => html`
  <p class="notice alarm lost" role="alert">
    <b>${gettext("No connection to the server.")}</b>
    <span>${say(gettext("What is shown is of %(time)s, %(span)s old. Nothing can be done from here until the connection is back; the exam goes on."), {
      time: clock(room.heardAt),
      span: span(server.now() - room.heardAt),
    })}</span>
    <span class="soft">${gettext("Connecting again…")}</span>
  </p>
`;

const forbidden = () => html`<p class="notice alarm" role="alert"><b>${gettext("You are no longer logged in, or have no right to this room. Load the page anew.")}</b></p>`;

const connecting = () => html`<p class="notice idle" role="status">${gettext("Connecting to the server…")}</p>`;

function missing() {
  const { not_logged_in: away = 0 } = room.counts;
  const unread = [...room.sittings.values()].filter(({ state, rules_read: read }) => state === "logged_in" && !read).length;
  return say(gettext("%(away)s not logged in · %(unread)s have not read the rules"), { away, unread });
}

const countdown = (start) => html`
  <div class="countdown" role="timer">
    <span>${gettext("The exam starts in")}</span>
    <b>${remaining(start - server.now())}</b>
    <span>${say(gettext("at %(time)s"), { time: clock(start) })}</span>
    <span class="soft">${missing()}</span>
  </div>
`;

function reminder() {
  const { start_from: from, start_until: until } = room.session;
  const text = isLate()
    ? say(gettext("The latest start was %(until)s: starting now needs an authorization code."), { until: minute(until) })
    : say(gettext("The exam may be started now (%(from)s–%(until)s)."), { from: minute(from), until: minute(until) });
  return html`<p class="notice warn" role="status"><b>${text}</b><span>${missing()}</span>
    ${button({ name: "allow_start", label: pgettext("tool", "Allow start"), look: "p", press: () => open("allow_start") })}</p>`;
}

const MOST_WAITING = 3;
const DIALOGS = { late_start: "allow_start", late_candidate: "resume", extra_time: "give_extra_time", reset: "reset" };

function goOn({ kind, sittings, minutes }) {
  set(sittings);
  open(DIALOGS[kind], { form: minutes ? { minutes: String(minutes) } : {} });
}

/** What a code was asked for is found again after the page was loaded anew. */
const waiting = (request) => html`
  <p class="notice idle" role="status" data-code=${request.id}>
    <b>${say(gettext("Waiting for a code: %(kind)s"), { kind: kindOf(request.kind) })}</b>
    <span class="grow">${[names(request.sittings.map(byId).filter(Boolean)), say(gettext("challenge %(challenge)s"), { challenge: inFours(request.challenge) })].filter(Boolean).join(" · ")}</span>
    ${button({ name: "go_on", label: gettext("Type the code"), look: "s", why: blocked(DIALOGS[request.kind]), press: () => goOn(request) })}
    ${button({ name: "withdraw", label: gettext("Withdraw request"), look: "s", why: blocked(DIALOGS[request.kind]), press: () => withdraw(request.id) })}</p>
`;

/** The room, or some seats, stand still (F5). */
const still = (one) => html`
  <p class="notice warn" role="status" data-interruption=${one.id}>
    <b>${say(gettext("Interrupted since %(time)s (%(span)s)"), { time: clock(one.since), span: span(server.now() - one.since) })}</b>
    <span class="grow">${whom(one)} · “${one.text}”</span>
    ${goingOn(one, "s p")}</p>
`;

const codes = () => [...room.codes.values()].filter(({ id }) => view.dialog?.shows !== id).slice(0, MOST_WAITING).map(waiting);

/** In its window, for who may press it (E7). */
const mayStart = () => room.tools.allow_start?.state === "ready" && !room.session.start_at && !blocked("allow_start");

function timely() {
  const { start_at: start, ended_at: ended } = room.session;
  if (start && !ended && start > server.now()) return countdown(start);
  return mayStart() ? reminder() : nothing;
}

export function strips() {
  if (room.forbidden) return forbidden();
  if (!room.known) return connecting();
  return [room.live ? nothing : lost(), timely(), standing().map(still), codes()];
}
