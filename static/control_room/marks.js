/** What is the matter with a sitting, in short marks; each one is a word, not only a colour. */

import * as server from "./clock.js";
import { isOffline } from "./figures.js";
import { worthAMark } from "./indicators.js";
import { room } from "./room.js";
import { lostBy } from "./losses.js";
import { seat } from "./people.js";
import { say } from "./say.js";
import { minute, minutes, span } from "./times.js";

const USUAL = { warn: 15, alarm: 60 };

/** How old the last durable save is: "", "slow" over 15 s, "late" over 60 s, or as the plan says (F3, F11). */
export function saving({ state, saved_at: saved }) {
  const age = state === "in_exam" && saved ? server.now() - saved : 0;
  const { warn, alarm } = room.session.thresholds?.saving_s ?? USUAL;
  return age > alarm * 1000 ? "late" : age > warn * 1000 ? "slow" : "";
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

const out = (s) => s.out_at && { look: "absent", text: say(pgettext("mark", "out %(span)s"), { span: span(server.now() - s.out_at) }) };
const message = (s) => s.unread > 0 && { look: "in", text: pgettext("mark", "unread"), title: say(gettext("%(count)s messages not read yet"), { count: s.unread }) };
const present = (s) => s.present_at && s.state === "not_logged_in" && { look: "exam", text: pgettext("mark", "present") };
/** Where most have been marked, or the plan asks for it, one without a mark stands out. */
const isMarked = () => room.session.login_after_check || 2 * room.counts.present > room.counts.expected;
const unmarked = (s) => isMarked() && !s.present_at && (s.state === "logged_in" || s.state === "in_exam") && { look: "absent", text: pgettext("mark", "not marked"), title: gettext("logged in without being marked as present") };
const care = (s) => (s.accommodation_ms > 0 || s.large_type) && { look: "idle", text: pgettext("mark", "care"), title: accommodation(s) };

const lost = (s) => lostBy(s) > 0 && { look: "absent", text: say(pgettext("mark", "lost %(span)s"), { span: span(lostBy(s)) }), title: gettext("measured, and not given back yet") };
const moving = (s) => Boolean(s.moves_to) && { look: "in", text: `→ ${seat(s.moves_to)}`, title: gettext("logs in at this seat") };
/** Its own end, for no reason that another mark tells. */
const differs = (s) =>
  s.state === "in_exam" && s.accommodation_ms > 0 && s.deadline && { look: "idle", text: say(pgettext("mark", "ends %(time)s"), { time: minute(s.deadline) }) };

const MARKS = [offline, interrupted, locked, worthAMark, lost, moving, out, violation, extra, credit, differs, resumed, unread, unseen, message, present, unmarked, care];

/** What was approved before the exam, in words; empty without it (F14). */
export function accommodation({ accommodation_ms: ms, large_type: large }) {
  const time = ms > 0 ? [say(gettext("%(minutes)s min more by approval"), { minutes: minutes(ms) })] : [];
  return [...time, ...(large ? [gettext("large type")] : [])].join(" · ");
}

/** [{look, text, title?}], the gravest first. */
export const marks = (sitting) => MARKS.map((one) => one(sitting)).filter(Boolean);
