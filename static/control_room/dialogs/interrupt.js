/** 中断: the room or some seats stand still with a text; going on credits everybody; also noticed late (F5). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { redraw } from "../draw.js";
import { byId, candidates, names } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import * as server from "../clock.js";
import { clock, meantBy, span } from "../times.js";
import { chosen } from "../view.js";
import { blocked } from "../whynot.js";
import { button } from "../widgets/button.js";
import { tell } from "../widgets/told.js";
import { choice, field, keeps } from "./parts.js";
import { FAULTS, reasonFields, reasonMissing, reasonOf } from "./reason.js";

export const standing = () => room.session.interruptions ?? [];

export const whom = ({ whole_room: whole, sittings }) =>
  whole ? gettext("the whole room") : names(sittings.map(byId).filter(Boolean));

async function goOn({ id }) {
  const { ok, text } = await act("go_on", { interruption: id });
  if (text) tell(text, ok);
  redraw();
}

/** 继续考试, wherever the interruption is shown. */
export const goingOn = (one, look = "s p") =>
  button({ name: "go_on", label: gettext("Go on with the exam"), look, why: blocked("interrupt"), press: () => goOn(one) });

const line = (one) => html`
  <li data-interruption=${one.id}><p class="row"><b>${say(gettext("Since %(time)s (%(span)s)"), { time: clock(one.since), span: span(server.now() - one.since) })}</b>
    <span class="grow">${whom(one)} · “${one.text}”</span> ${goingOn(one)}</p></li>
`;

const list = () => (standing().length ? html`<h3>${gettext("Stands still now")}</h3><ul class="entries">${standing().map(line)}</ul>` : nothing);

const open = ({ state }) => state !== "submitted" && state !== "absent";
const everybody = () => [...room.sittings.values()].filter(open).sort((a, b) => a.sequence - b.sequence);

const scope = (dialog) => html`
  <fieldset><legend>${gettext("Whom")}</legend>
    ${choice(dialog, "scope", "all", { title: say(gettext("The whole room (%(count)s)"), { count: everybody().length }) })}
    ${choice(dialog, "scope", "chosen", { title: say(gettext("The chosen ones (%(count)s)"), { count: chosen().length }) })}
  </fieldset>
`;

const way = (dialog) => html`
  <fieldset><legend>${gettext("When")}</legend>
    ${choice(dialog, "way", "interrupt", { title: gettext("From now on"), note: gettext("clocks and screens stop until the exam goes on") })}
    ${choice(dialog, "way", "interrupt_afterwards", { title: gettext("It is over already"), note: gettext("noticed late: credit from a moment to another") })}
  </fieldset>
`;

const moment = (shown) => (shown ? meantBy(shown, room.session.start_at) : null);
const spanOf = ({ form }) => ({ from: moment(form.from), to: moment(form.to) });

const when = (dialog) => html`
  <div class="row">
    ${field(dialog, "from", gettext("From"), { kind: "time", step: 1 })} ${field(dialog, "to", gettext("To"), { kind: "time", step: 1 })}
  </div>
`;

const text = (dialog) => field(dialog, "message", gettext("What the candidates read"), { longest: 300 });
const isLate = ({ form }) => form.way === "interrupt_afterwards";

const KEEPS = [
  ["ok", () => gettext("Answers stay; nothing falls due while the room stands still")],
  ["ok", () => gettext("On going on everybody gets back exactly what it took, also who is offline")],
  ["warn", () => gettext("Who has handed in already is not concerned")],
];

function spanMissing(dialog) {
  const { from, to } = spanOf(dialog);
  if (!from || !to) return gettext("say from when to when");
  if (Math.max(from, to) > server.now() || from < room.session.start_at) return gettext("within the exam, up to now");
  return to <= from ? gettext("“to” must be after “from”") : "";
}

function why(dialog) {
  if (dialog.form.scope === "chosen" && !chosen().length) return gettext("choose candidates first");
  if (isLate(dialog)) return spanMissing(dialog) || reasonMissing(dialog, FAULTS);
  return (dialog.form.message?.trim() ? "" : gettext("write a message")) || reasonMissing(dialog, FAULTS);
}

const concerned = ({ form }) => (form.scope === "chosen" ? chosen() : everybody());

function ask(dialog) {
  const who = { candidates: candidates(concerned(dialog).length), names: names(concerned(dialog)) };
  if (!isLate(dialog)) return say(gettext("The clocks and screens of %(candidates)s stop now: %(names)s. Go on?"), who);
  const { from, to } = spanOf(dialog);
  return say(gettext("%(candidates)s are credited %(span)s, less what was given back already: %(names)s. Go on?"), { ...who, span: span(to - from) });
}

export const interrupt = {
  verb: "interrupt",
  title: () => gettext("Interrupt the exam"),
  begin: (dialog) => {
    dialog.form = {
      scope: chosen().length ? "chosen" : "all",
      way: "interrupt",
      message: gettext("The exam is interrupted. Please stay seated; the time stands still and you will get it back."),
    };
  },
  body: (dialog) => html`
    ${list()} ${way(dialog)} ${scope(dialog)} ${isLate(dialog) ? when(dialog) : text(dialog)} ${reasonFields(dialog, FAULTS)}
    ${keeps(KEEPS.map(([kind, words]) => [kind, words()]))}
  `,
  why,
  label: (dialog) => (isLate(dialog) ? gettext("Credit") : gettext("Interrupt")),
  ask,
  send: (dialog) =>
    act(dialog.form.way, {
      sittings: dialog.form.scope === "all" ? "all" : chosen().map(({ id }) => id),
      reason: reasonOf(dialog, FAULTS),
      ...(isLate(dialog) ? spanOf(dialog) : { text: dialog.form.message.trim() }),
    }),
};
