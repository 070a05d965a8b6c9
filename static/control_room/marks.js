/** What is the matter with a sitting, in short marks; each one is a word, not only a colour. */

import * as server from "./clock.js";
import { isOffline } from "./figures.js";
import { lostBy } from "./losses.js";
import { seat } from "./people.js";
import { say } from "./say.js";
import { minute, minutes, span } from "./times.js";

const SLOW_MS = 15_000;
const BAD_MS = 60_000;

/** How old the last durable save is: "", "slow" over 15 s, "late" over 60 s (F3). */
export function saving({ state, saved_at: saved }) {
  const age = state === "in_exam" && saved ? server.now() - saved : 0;
  return age > BAD_MS ? "late" : age > SLOW_MS ? "slow" : "";
}

const offline = (s) => isOffline(s) && { look: "alarm full", text: say(gettext("offline %(span)s"), { span: span(server.now() - s.link_since) }) };
const interrupted = (s) => s.interrupted && { look: "absent", text: pgettext("exam", "interrupted") };
const locked = (s) => s.locked && { look: "absent", text: gettext("locked") };
const violation = (s) => s.violations > 0 && { look: "alarm", text: pgettext("mark", "viol."), title: say(gettext("%(count)s violations"), { count: s.violations }) };
const extra = (s) => s.extra_ms !== 0 && { look: "in", text: `+${minutes(s.extra_ms)}`, title: say(gettext("extra time %(minutes)s min"), { minutes: minutes(s.extra_ms) }) };
const credit = (s) => s.credit_ms !== 0 && { look: "exam", text: say(pgettext("mark", "back %(span)s"), { span: span(s.credit_ms) }) };
const resumed = (s) => s.resumes > 0 && { look: "done", text: pgettext("mark", "res."), title: say(gettext("%(count)s resumes"), { count: s.resumes }) };
const unread = (s) => s.state === "logged_in" && !s.rules_read && { look: "idle", text: gettext("rules unread") };
const unseen = (s) =>
  s.state === "in_exam" && s.online && s.deadline_seen < s.deadline_version && { look: "absent", text: gettext("time unconfirmed") };

const lost = (s) => lostBy(s) > 0 && { look: "absent", text: say(pgettext("mark", "lost %(span)s"), { span: span(lostBy(s)) }), title: gettext("measured, and not given back yet") };
const moving = (s) => Boolean(s.moves_to) && { look: "in", text: `→ ${seat(s.moves_to)}`, title: gettext("logs in at this seat") };
/** Its own end, for no reason that another mark tells. */
const differs = (s) =>
  s.state === "in_exam" && s.accommodation_ms > 0 && s.deadline && { look: "idle", text: say(pgettext("mark", "ends %(time)s"), { time: minute(s.deadline) }) };

const MARKS = [offline, interrupted, locked, lost, moving, violation, extra, credit, differs, resumed, unread, unseen];

/** [{look, text, title?}], the gravest first. */
export const marks = (sitting) => MARKS.map((one) => one(sitting)).filter(Boolean);
