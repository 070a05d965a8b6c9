/** What has just happened, in one sentence. Codes are those of the journal. */

import { listed, say } from "../say.js";

const LINES = {
  session_entered: () => gettext("%(who)s entered the session"),
  authorization_received: () => gettext("The test centre's authorization is here"),
  late_authorization_filed: () => gettext("The authorization of the late start is filed"),
  authorised: () => gettext("The session is authorised"),
  login_allowed: () => gettext("Login is allowed"),
  start_allowed: () => gettext("%(who)s allowed the start"),
  session_ended: () => gettext("%(who)s ended the exam"),
  automation_set: () => gettext("%(who)s: %(what)s"),
  collected_all: () => gettext("%(who)s had everything collected"),
  logged_in: () => gettext("%(name)s logged in at seat %(seat)s"),
  exam_begun: () => gettext("%(name)s began the exam"),
  rules_read: () => gettext("%(name)s has read the rules"),
  submitted: () => gettext("%(name)s submitted"),
  closed_at_deadline: () => gettext("%(name)s was submitted at the deadline"),
  submitted_as_it_stands: () => gettext("%(who)s submitted %(name)s as it stands"),
  violation_registered: () => gettext("%(who)s registered violation %(type)s of %(name)s"),
  violation_cancelled: () => gettext("%(who)s cancelled a violation of %(name)s"),
  package_collected: () => gettext("%(who)s collected the answer package of %(name)s"),
  package_imported: () => gettext("%(who)s imported the answer package of %(name)s"),
  resumed: () => gettext("%(who)s resumed %(name)s"),
  late_admitted: () => gettext("%(who)s let %(name)s in late"),
  reset: () => gettext("%(who)s reset %(name)s"),
  code_requested: () => gettext("%(who)s asked for an authorization code"),
  code_refused: () => gettext("An authorization code was refused"),
  code_withdrawn: () => gettext("%(who)s withdrew the request for an authorization code"),
  extra_time_given: () => gettext("%(who)s gave %(name)s %(minutes)s min extra time"),
  screen_locked: () => gettext("%(who)s locked the screen of %(name)s"),
  screen_unlocked: () => gettext("%(who)s unlocked the screen of %(name)s"),
  lock_acknowledged: () => gettext("%(name)s acknowledged the screen lock"),
  absence_registered: () => gettext("%(who)s registered %(name)s as absent"),
  absence_undone: () => gettext("%(who)s took back the absence of %(name)s"),
  interrupted: () => gettext("%(who)s interrupted the room"),
  went_on: () => gettext("%(who)s let the room go on"),
  interrupted_afterwards: () => gettext("%(who)s credited an interruption that was noticed late"),
  credited: () => gettext("%(who)s gave lost time back to %(name)s"),
  credit_refused: () => gettext("%(who)s gave nothing back to %(name)s: caused by the candidate"),
  time_taken_back: () => gettext("%(who)s took back time of %(name)s"),
  reopened: () => gettext("%(name)s is in the exam again: the deadline has moved"),
  candidate_moved: () => gettext("%(who)s sent %(name)s to another seat"),
  result_reported: () => gettext("%(who)s reported the results"),
  receipt_held: () => gettext("The results are reported; the receipt is here"),
  client_started: () => gettext("%(who)s started the clients"),
  client_closed: () => gettext("%(who)s closed the clients"),
  link_down: () => gettext("Seat %(seat)s is offline"),
  link_up: () => gettext("Seat %(seat)s is online again"),
  hand_answered: () => gettext("%(who)s answered %(name)s"),
  let_out: () => gettext("%(name)s left the room"),
  let_in: () => gettext("%(name)s is back in the room"),
  hand_raised: () => gettext("%(name)s raised a hand"),
};

const AUTOMATION = {
  log_in: (on) => (on ? gettext("automatic login on") : gettext("automatic login off")),
  answer: (on) => (on ? gettext("automatic answers on") : gettext("automatic answers off")),
};

/** Which of them was switched, and to what. */
const switched = ({ before = {}, after = {} }) =>
  Object.entries(AUTOMATION)
    .filter(([name]) => before?.[name] !== after?.[name])
    .map(([name, words]) => words(after[name]));

/** The sentence of a line; `known` is what the board knows: name and seat. */
export function sentence({ code, who, values = {} }, known) {
  const what = code === "automation_set" ? listed(switched(values)) : "";
  const all = { type: "", minutes: "", what, ...values, ...known, who: who || gettext("The system") };
  return LINES[code] ? say(LINES[code](), all) : say(gettext("%(who)s: %(code)s %(name)s"), { ...all, code });
}
