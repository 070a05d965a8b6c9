/** What is told to the test centre by telephone, and the code that it computes (E23). The request is stored: it outlives this page. */

import { html } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { redraw } from "../draw.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock } from "../times.js";
import { button } from "../widgets/button.js";
import { tell } from "../widgets/told.js";
import { reason } from "../words/reasons.js";
import { field } from "./parts.js";

const LENGTH = 8;

const KINDS = {
  late_start: () => pgettext("code", "Late start"),
  late_candidate: () => pgettext("code", "Late candidate"),
  extra_time: () => pgettext("code", "Extra time"),
  reset: () => pgettext("code", "Reset"),
};

export const kindOf = (code) => KINDS[code]?.() ?? code;
export const inFours = (letters) => letters.match(/.{1,4}/g).join(" ");

const together = (ids) => [...ids].sort().join(" ");

/** The open request for this and nothing else. */
const standing = ({ kind, sittings = [], minutes = 0 }) =>
  [...room.codes.values()].find((one) => one.kind === kind && one.minutes === minutes && together(one.sittings) === together(sittings));

const usable = () => Boolean(room.session.codes?.usable);

async function send(dialog, verb, body) {
  dialog.busy = true;
  redraw();
  const answer = await act(verb, body);
  Object.assign(dialog, { busy: false, answer: answer.ok ? null : answer });
  if (answer.ok && answer.text) tell(answer.text);
  redraw();
}

const BY = {
  centre: () => gettext("The test centre computes the code on its monitoring platform."),
  superior: () => gettext("The test centre passes this on to its superior organization, which computes the code."),
};

const line = (label, value) => html`<dt>${label}</dt><dd>${value}</dd>`;

const kindOfPlan = () => (room.session.kind === "mock" ? pgettext("exam", "Mock exam") : pgettext("exam", "Formal exam"));

const readable = (request) => html`
  <dl class="facts spoken" data-request=${request.id}>
    ${line(pgettext("code request", "Kind of code"), html`<b>${kindOf(request.kind)}</b>`)}
    ${line(pgettext("code request", "Room code"), html`<b class="mono">${room.session.room}</b>`)}
    ${line(pgettext("code request", "Exam project"), html`<b>${room.session.plan}</b> ${kindOfPlan()}`)}
    ${line(pgettext("code request", "Session"), html`<b>${room.session.number}</b> ${room.session.name}`)}
    ${line(pgettext("code request", "Minutes"), html`<b>${request.minutes}</b>`)}
    ${line(pgettext("code request", "Number of candidates"), html`<b>${request.count}</b>`)}
    ${line(pgettext("code request", "Digest of the tickets"), html`<b class="mono">${inFours(request.tickets)}</b>`)}
    ${line(pgettext("code request", "Challenge"), html`<b class="mono challenge">${inFours(request.challenge)}</b>`)}
  </dl>
`;

const limits = ({ tries_left: tries, since }) =>
  say(gettext("Tries left: %(tries)s. The code is good for %(minutes)s minutes from being computed. Asked at %(time)s."), {
    tries,
    minutes: room.session.codes.valid_minutes,
    time: clock(since),
  });

const asked = (dialog, request) => html`
  <p class="soft">${BY[room.session.codes.by]?.()} ${gettext("Read this out; letters are without I, L, O and U.")}</p>
  ${readable(request)}
  <div @input=${() => { dialog.answer = null; }}>${field(dialog, "code", gettext("Authorization code"), { longest: 24 })}</div>
  <p class="row wrap"><span class="soft" data-limits>${limits(request)}</span><span class="grow"></span>
    ${button({ name: "withdraw", label: gettext("Withdraw request"), look: "s", why: dialog.busy ? gettext("please wait…") : "", press: () => withdraw(request.id) })}</p>
`;

const asking = (dialog, purpose, why) => html`
  <p class="soft">${gettext("The request stays until it is used or withdrawn, also when this page or the server is started again.")}</p>
  <p>${button({ name: "request_code", label: gettext("Ask for a code"), look: "p", why: why || (dialog.busy ? gettext("please wait…") : ""), press: () => send(dialog, "request_code", purpose) })}</p>
`;

/** Takes a request back, from wherever it is shown. */
export async function withdraw(id) {
  const { ok, text } = await act("withdraw_code", { request: id });
  if (text) tell(text, ok);
}

/** `why` keeps it from being asked for. */
export function codePart(dialog, purpose, why = "") {
  const request = standing(purpose);
  dialog.shows = request?.id;
  return html`
    <section class="code" aria-label=${gettext("Authorization code")}>
      <h3>${say(gettext("Authorization code: %(kind)s"), { kind: kindOf(purpose.kind) })}</h3>
      ${!usable()
        ? html`<p class="hint">${gettext("This plan came from spreadsheets. Only the exam package of a test centre brings codes.")}</p>`
        : request ? asked(dialog, request) : asking(dialog, purpose, why)}
    </section>
  `;
}

const typed = ({ form }) => (form.code ?? "").replace(/[\s-]/g, "");

/** Why it cannot be sent yet. */
export function codeMissing(dialog, purpose) {
  if (!usable()) return reason("no_codes");
  if (!standing(purpose)) return gettext("ask for a code first");
  return typed(dialog).length === LENGTH ? "" : gettext("type the eight letters of the code");
}

export const codeOf = (dialog, purpose) => ({ request: standing(purpose)?.id, code: dialog.form.code ?? "" });
