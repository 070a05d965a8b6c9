/** One candidate in full: what a double click opens. */

import { html } from "../../vendor/lit-html/lit-html.js";
import * as server from "../clock.js";
import { isOffline } from "../figures.js";
import { who } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock, minutes, remaining, span } from "../times.js";
import { chosen } from "../view.js";
import { whyNot } from "../whynot.js";
import { button } from "../widgets/button.js";
import { course } from "../widgets/course.js";
import { label } from "../widgets/entries.js";
import { measured } from "../widgets/measured.js";
import { look, state } from "../words/states.js";
import { accommodation } from "../marks.js";
import { handButton } from "./message.js";
import { ledger } from "./ledger.js";
import { open } from "./open.js";
import { st } from "./parts.js";
import { asidePart } from "./set_aside.js";
import { facts } from "./start.js";

const at = (ms) => (ms ? clock(ms) : "-");

function link(sitting) {
  const how = sitting.online ? st("ok", gettext("online")) : st(isOffline(sitting) ? "alarm" : "idle", gettext("offline"));
  return sitting.link_since ? html`${how} ${say(gettext("for %(span)s"), { span: span(server.now() - sitting.link_since) })}` : "-";
}

const leftOf = ({ state: code, deadline, remaining_ms: still }) => (code === "in_exam" ? remaining(deadline ? deadline - server.now() : (still ?? 0)) : "-");
const given = ({ extra_ms: extra, credit_ms: credit }) => say(gettext("extra time %(extra)s min, credit %(credit)s"), { extra: minutes(extra), credit: span(credit) });
const lockOf = ({ locked }) => (locked ? st("alarm", gettext("locked")) : gettext("no"));

/** How often and how long; who is out now, since when. */
function outOf({ outs = 0, away_ms: away = 0, out_at: out }) {
  const times = say(ngettext("%(count)s time, %(span)s", "%(count)s times, %(span)s", outs), { count: outs, span: span(away + (out ? server.now() - out : 0)) });
  return out ? html`${st("warn", say(gettext("out since %(time)s"), { time: clock(out) }))} · ${times}` : outs ? times : gettext("no");
}

const rows = (sitting) => [
  [gettext("Ticket number"), html`<span class="mono">${sitting.ticket}</span>`],
  [gettext("Sequence"), sitting.sequence],
  [gettext("Subject"), sitting.subject],
  [gettext("Exam state"), st(look(sitting.state), state(sitting.state))],
  [gettext("Online"), link(sitting)],
  [gettext("IP address"), html`<span class="mono">${sitting.ip ?? "-"}</span>`],
  [gettext("Logged in"), at(sitting.logged_in_at)],
  [gettext("Rules"), sitting.rules_read ? gettext("read") : gettext("not read")],
  [gettext("Began"), at(sitting.began_at)],
  [gettext("Ends"), at(sitting.deadline)],
  [gettext("Time left"), leftOf(sitting)],
  [gettext("Time given"), given(sitting)],
  [gettext("Answered"), say(gettext("%(answered)s of %(questions)s"), { answered: sitting.answered, questions: room.session.questions })],
  [gettext("Last save"), at(sitting.saved_at)],
  [gettext("Submitted"), at(sitting.closed_at)],
  [gettext("Violations"), sitting.violations],
  [gettext("Resumes"), sitting.resumes],
  [gettext("Locked"), lockOf(sitting)],
  [gettext("Present"), sitting.present_at ? clock(sitting.present_at) : gettext("not marked")],
  [gettext("Out of the room"), outOf(sitting)],
  [gettext("Messages not read"), sitting.unread ?? 0],
  [gettext("Accommodation"), accommodation(sitting) || gettext("none")],
];

const VERBS = ["resume", "give_extra_time", "give_back", "change_seat", "lock", "register_violation", "send_message"];
const outVerb = ({ out_at: out }) => (out ? "let_in" : "let_out");

const one = (dialog, sitting) => html`
  <h3>${who(sitting)}</h3>
  ${asidePart(dialog, sitting)} ${ledger(dialog, sitting)} ${facts(rows(sitting))}
  <p class="row wrap">${handButton(sitting)} ${[...VERBS, outVerb(sitting)].map((verb) => button({ name: verb, label: label(verb), why: whyNot(verb, [sitting]), press: () => open(verb) }))}</p>
  ${measured(sitting)} ${course(dialog, sitting)}
`;

export const candidate = {
  title: () => gettext("Candidate"),
  body: (dialog) => (chosen().length ? one(dialog, chosen()[0]) : html`<p class="hint">${gettext("Nobody chosen.")}</p>`),
};
