/** 结束考试: what is left to settle, papers without an answer, the administrator's password (E22). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { act } from "../acts.js";
import * as server from "../clock.js";
import { redraw } from "../draw.js";
import { isOffline } from "../figures.js";
import { names, seat, who } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { remaining, span } from "../times.js";
import { view } from "../view.js";
import { blocked } from "../whynot.js";
import { look, state } from "../words/states.js";
import { button } from "../widgets/button.js";
import { tell } from "../widgets/told.js";
import { fill } from "./open.js";
import { password, st } from "./parts.js";
import { LEAVINGS, NEVER_CAME, NEVER_IN, reasonFields, reasonMissing, reasonOf } from "./reason.js";

const SETTLED = new Set(["submitted", "absent"]);
const inOrder = (a, b) => a.sequence - b.sequence;
const unsettled = () => [...room.sittings.values()].filter((sitting) => !SETTLED.has(sitting.state)).sort(inOrder);
const empty = () => [...room.sittings.values()].filter((sitting) => sitting.state === "submitted" && !sitting.answered).sort(inOrder);

const unequal = () => [...room.sittings.values()].filter((sitting) => sitting.state === "submitted" && sitting.collected === false).sort(inOrder);

const WAYS = {
  submit: () => gettext("Submit with the answers there are"),
  absent: () => gettext("Register absence"),
};

/** One who was in the exam is submitted; one who never was is absent. */
const way = ({ began_at: began }) => (began ? "submit" : "absent");

/** Nobody who was in the exam is said not to have come. */
function reasons(sittings) {
  if (way(sittings[0]) === "submit") return LEAVINGS;
  return sittings.some(({ state: code }) => code === "not_logged_in") ? NEVER_CAME : NEVER_IN;
}

const settleFault = (dialog, list) =>
  blocked("settle") || (dialog.busy ? gettext("please wait…") : reasonMissing(dialog, list) || (dialog.form.password ? "" : gettext("password needed")));

const whom = (sittings) => (sittings.length === 1 ? { sitting: sittings[0].id } : { sittings: sittings.map(({ id }) => id) });

/** For one, or for several who are left in the same way: one refusal stops no other. */
async function settle(dialog, key, sittings) {
  dialog.busy = true;
  redraw();
  const { form } = dialog;
  const answer = await act("settle", { ...whom(sittings), how: way(sittings[0]), reason: reasonOf(dialog, reasons(sittings)), password: form.password });
  const isWhole = answer.ok && (answer.results ?? []).every(({ ok }) => ok);
  Object.assign(dialog, { busy: false, answer: isWhole ? null : { ...answer, ok: false }, settling: answer.ok ? null : key });
  if (answer.ok) tell(answer.text || who(sittings[0]), isWhole);
  redraw();
}

const labelOf = (sittings) => (sittings.length === 1 ? WAYS[way(sittings[0])]() : say(gettext("%(what)s: %(count)s"), { what: WAYS[way(sittings[0])](), count: sittings.length }));

const settling = (dialog, key, sittings) => html`
  <div class="inline" data-settling=${key}>
    ${sittings.length > 1 ? html`<p>${sittings.map(who).join(gettext(", "))}</p>` : nothing}
    ${reasonFields(dialog, reasons(sittings))} ${password(dialog)}
    <p class="row"><span class="grow"></span>
      ${button({ label: gettext("Cancel"), press: () => choose(dialog, null) })}
      ${button({ name: "settle", label: labelOf(sittings), look: "p", why: settleFault(dialog, reasons(sittings)), press: () => settle(dialog, key, sittings) })}</p>
  </div>
`;

function choose(dialog, id) {
  Object.assign(dialog, { settling: id, answer: null });
  dialog.form.category = undefined;
  redraw();
}

const timeLeft = ({ deadline }) => (deadline && deadline > server.now() ? html`<small class="soft">${say(gettext("%(time)s left"), { time: remaining(deadline - server.now()) })}</small>` : nothing);

const offline = (sitting) => (isOffline(sitting) ? st("alarm", say(gettext("offline %(span)s"), { span: span(server.now() - sitting.link_since) })) : nothing);

const one = (dialog) => (sitting) => html`
  <li data-unsettled=${sitting.id}>
    <p class="row"><b>${seat(sitting.seat)}</b> <span class="name">${sitting.name}</span> ${st(look(sitting.state), state(sitting.state))} ${offline(sitting)} ${timeLeft(sitting)}
      <span class="grow"></span>
      ${dialog.settling === sitting.id ? nothing : button({ name: way(sitting), label: WAYS[way(sitting)](), look: "s", why: blocked("settle"), press: () => choose(dialog, sitting.id) })}</p>
    ${dialog.settling === sitting.id ? settling(dialog, sitting.id, [sitting]) : nothing}
  </li>
`;

/** Nobody who can still hand in by himself is proposed: who is at work is submitted with others only when chosen. */
const isStuck = (sitting) => way(sitting) === "absent" || isOffline(sitting) || Boolean(sitting.deadline && sitting.deadline <= server.now());

/** Those left in the same way; if several of them are chosen on the board, only these. */
function alike(how) {
  const found = unsettled().filter((sitting) => way(sitting) === how);
  const picked = found.filter(({ id }) => view.chosen.has(id));
  return picked.length > 1 ? picked : found.filter(isStuck);
}

/** Several at once: who is meant stands in the form that opens. */
const together = (dialog) => (how) => {
  const sittings = alike(how);
  if (sittings.length < 2) return nothing;
  if (dialog.settling === how) return settling(dialog, how, sittings);
  return html`<p>${button({ name: `${how}_all`, label: labelOf(sittings), look: "s", why: blocked("settle"), press: () => choose(dialog, how) })}</p>`;
};

const left = (dialog) => html`
  <h3>${say(ngettext("%(count)s candidate is not settled", "%(count)s candidates are not settled", unsettled().length), { count: unsettled().length })}</h3>
  <p class="soft">${gettext("The exam ends when everybody has submitted or is absent. For each of these is offered what is left to do.")}</p>
  ${Object.keys(WAYS).map(together(dialog))}
  <ul class="unsettled">${unsettled().map(one(dialog))}</ul>
`;

const emptyPapers = (dialog) => html`
  <div class="confirm" data-empty>
    <p>${say(ngettext("%(count)s submitted paper has no answer: %(names)s", "%(count)s submitted papers have no answer: %(names)s", empty().length), {
      count: empty().length,
      names: names(empty()),
    })}</p>
    <ul>${empty().map((sitting) => html`<li>${who(sitting)}</li>`)}</ul>
    <label class="check"><input type="checkbox" name="empty" .checked=${live(Boolean(dialog.form.empty))} @change=${(event) => fill(dialog, { empty: event.target.checked })} />
      ${gettext("I have checked this with the candidates")}</label>
  </div>
`;

/** At collection both sides state the same head; who is left out of that is named (F3). */
const unequalHeads = (dialog) => html`
  <div class="confirm" data-unequal>
    <p>${say(ngettext("The answers of %(count)s machine are not confirmed to be all here: %(names)s", "The answers of %(count)s machines are not confirmed to be all here: %(names)s", unequal().length), {
      count: unequal().length,
      names: names(unequal()),
    })}</p>
    <ul>${unequal().map((sitting) => html`<li>${who(sitting)}</li>`)}</ul>
    <p class="soft">${gettext("A machine that is on and has a network delivers by itself within seconds.")}</p>
    <label class="check"><input type="checkbox" name="unequal" .checked=${live(Boolean(dialog.form.unequal))} @change=${(event) => fill(dialog, { unequal: event.target.checked })} />
      ${gettext("The exam shall end without it")}</label>
  </div>
`;

const ending = (dialog) => html`
  <h3 class="st ok">${gettext("Everybody has submitted or is absent")}</h3>
  ${empty().length ? emptyPapers(dialog) : nothing} ${unequal().length ? unequalHeads(dialog) : nothing}
  ${password(dialog)}
  <p class="soft">${gettext("After this nothing about a candidate changes except by a recorded reopening.")}</p>
`;

function why({ form }) {
  const { length } = unsettled();
  if (length) return say(ngettext("%(count)s not settled", "%(count)s not settled", length), { count: length });
  if (empty().length && !form.empty) return gettext("confirm the empty papers");
  if (unequal().length && !form.unequal) return gettext("confirm the unequal ones");
  return form.password ? "" : gettext("password needed");
}

const confirmed = ({ form }) => ({ empty_confirmed: Boolean(form.empty), ...(unequal().length ? { unequal_confirmed: Boolean(form.unequal) } : {}) });

export const endSession = {
  verb: "end_session",
  grave: true,
  title: () => gettext("End exam"),
  about: () => say(gettext("expected %(expected)s = submitted %(submitted)s + absent %(absent)s + left %(left)s"), { ...room.counts, left: unsettled().length }),
  body: (dialog) => (unsettled().length ? left(dialog) : ending(dialog)),
  why,
  label: () => gettext("End exam"),
  send: (dialog) => act("end_session", { password: dialog.form.password, ...confirmed(dialog) }),
};
