/** Why a button may not be used now: the server's codes, and the page's own, in words. */

import { say } from "../say.js";
import { minute } from "../times.js";

const from = (ms) => say(gettext("from %(time)s"), { time: minute(ms) });

const REASONS = {
  window: ({ from: at }) => from(at),
  late_code: ({ until }) => say(gettext("latest start %(time)s is over"), { time: minute(until) }),
  no_codes: () => gettext("this plan came without authorization codes"),
  nobody_in: () => gettext("nobody logged in or in the exam"),
  no_machines: () => gettext("no machines yet"),
  no_paper: () => gettext("no paper yet"),
  no_candidates: () => gettext("no candidates yet"),
  not_authorised: () => gettext("authorise first"),
  no_login: () => gettext("allow login first"),
  not_started: () => gettext("start first"),
  not_ended: () => gettext("end exam first"),
  not_reported: () => gettext("report results first"),
  unsettled: ({ count }) => say(ngettext("%(count)s not submitted", "%(count)s not submitted", count), { count }),
  in_exam: ({ count }) => say(ngettext("%(count)s in the exam", "%(count)s in the exam", count), { count }),
  nobody: () => gettext("nobody concerned"),
  nobody_absent: () => gettext("nobody to register"),
  nobody_online: () => gettext("nobody online and in the exam"),
  nobody_locked: () => gettext("nobody locked"),
  out_already: () => gettext("out already"),
  nobody_out: () => gettext("nobody is out"),
  nothing_lost: () => gettext("nothing measured waits"),
  one_or_two: () => gettext("choose one or two candidates"),
  none_resumable: () => gettext("nobody to resume"),
  one_candidate: () => gettext("one candidate at a time"),
  nobody_chosen: () => gettext("choose candidates first"),
  plan_forbids: () => gettext("the plan does not allow it"),
  ended: () => gettext("the exam has ended"),
  centre_away: () => gettext("test centre not reached"),
  later_version: () => gettext("later version"),
  no_right: () => gettext("no right"),
  disconnected: () => gettext("no connection"),
};

/** A code that this page does not know is better shown as "not now" than not at all. */
export const reason = (code, values = {}) => REASONS[code]?.(values ?? {}) ?? gettext("not now");
