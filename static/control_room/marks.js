/** What is the matter with a sitting, in short marks; each one is a word, not only a colour. */

import * as server from "./clock.js";
import { isOffline } from "./figures.js";
import { worthAMark } from "./indicators.js";
import { room } from "./room.js";
import { say } from "./say.js";
import { minutes, span } from "./times.js";

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

const MARKS = [offline, interrupted, locked, worthAMark, violation, extra, credit, resumed, unread, unseen];

/** [{look, text, title?}], the gravest first. */
export const marks = (sitting) => MARKS.map((one) => one(sitting)).filter(Boolean);
