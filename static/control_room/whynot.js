/** Whether something may be done now: empty, or the reason in words. The server decides again for itself. */

import { now } from "./clock.js";
import { page } from "./page.js";
import { neverCame } from "./people.js";
import { room } from "./room.js";
import { reason } from "./words/reasons.js";

/** The permission that each act asks for; any one of several opens 异常处理. */
const RIGHTS = {
  enter: ["exams.run_session"],
  start_client: ["rooms.command_machines"],
  close_client: ["rooms.command_machines"],
  authorise: ["exams.authorise"],
  allow_login: ["exams.run_session"],
  allow_start: ["exams.run_session"],
  end_session: ["exams.run_session"],
  register_violation: ["incidents.register_violation"],
  cancel_violation: ["incidents.register_violation"],
  resume: ["incidents.resume"],
  give_extra_time: ["incidents.give_extra_time"],
  lock: ["incidents.lock_screen"],
  unlock: ["incidents.lock_screen"],
  register_absence: ["incidents.register_absence"],
  undo_absence: ["incidents.register_absence"],
  reset: ["incidents.reset"],
  settle: ["incidents.register_absence"],
  settle_matter: ["rooms.work_room"],
  take_matter: ["rooms.work_room"],
  give_back_matter: ["rooms.work_room"],
  reconnect: ["rooms.see_room"],
  admit_machine: ["rooms.manage_room"],
  release_login: ["rooms.work_room"],
  send_message: ["rooms.work_room"],
  answer_hand: ["rooms.work_room"],
  mark_present: ["rooms.work_room"],
  undo_present: ["rooms.work_room"],
  let_out: ["rooms.work_room"],
  let_in: ["rooms.work_room"],
  give_back: ["incidents.give_extra_time"],
  take_back_time: ["incidents.give_extra_time"],
  interrupt: ["incidents.interrupt"],
  change_seat: ["incidents.resume"],
  incidents: ["incidents.resume", "incidents.give_extra_time", "incidents.lock_screen", "incidents.reset"],
  auto_log_in: ["exams.run_session"],
  auto_answer: ["exams.run_session"],
  collect_all: ["exams.run_session"],
  refresh: ["rooms.command_machines"],
  report: ["exams.export_answers"],
  collect_single: ["rooms.work_room"],
  collect_package: ["rooms.work_room"],
  import_package: ["rooms.work_room"],
  recover_package: ["exams.export_answers"],
};
const hasHand = ({ id }) => [...room.matters.values()].some(({ kind, sittings }) => kind === "hand_raised" && (sittings ?? []).includes(id));
const answering = ({ state, online }) => state === "in_exam" && online;

/** What every act needs: a connection, and the right. */
export function blocked(verb) {
  if (!room.live) return reason("disconnected");
  return !verb || RIGHTS[verb].some((right) => page.may.has(right)) ? "" : reason("no_right");
}

const RULES = {
  give_extra_time: (sittings) => {
    if (!room.session.extra?.allowed) return "plan_forbids";
    return sittings.some(answering) ? "" : "nobody_online";
  },
  lock: (sittings) => (sittings.some(answering) ? "" : "nobody_online"),
  unlock: (sittings) => (sittings.some(({ locked }) => locked) ? "" : "nobody_locked"),
  resume: (sittings) => {
    if (!room.session.login_allowed_at) return "login_first";
    return sittings.some(({ resumable, late }) => resumable || late) ? "" : "none_resumable";
  },
  give_back: () => ([...room.sittings.values()].some(({ losses = [] }) => losses.length) ? "" : "nothing_lost"),
  interrupt: () => (room.session.start_at && room.session.start_at <= now() ? "" : "not_started"),
  change_seat: (sittings) => {
    if (!room.session.login_allowed_at) return "login_first";
    if (sittings.length > 2) return "one_or_two";
    return sittings.some(({ resumable, moves_to: to }) => resumable || to) ? "" : "none_resumable";
  },
  register_absence: (sittings) => {
    const tool = room.tools.register_absence ?? {};
    if (tool.state === "off" && tool.why !== "nobody") return [tool.why, tool.values];
    return sittings.some(neverCame) ? "" : "nobody_absent";
  },
  undo_absence: (sittings) => (sittings.some(({ state }) => state === "absent") ? "" : "nobody"),
  reset: (sittings) => {
    if (!room.session.reset_allowed) return "plan_forbids";
    if (!room.session.codes?.usable) return "no_codes";
    return sittings.some(({ state }) => state === "logged_in" || state === "in_exam") ? "" : "nobody_in";
  },
  send_message: (sittings) => (sittings.some(({ state }) => state !== "submitted" && state !== "absent") ? "" : "nobody"),
  answer_hand: (sittings) => (sittings.some(hasHand) ? "" : "nobody"),
  mark_present: (sittings) => (sittings.some(({ present_at: at, state }) => !at && state !== "absent") ? "" : "nobody"),
  let_out: (sittings) => {
    const inside = sittings.filter(({ state }) => state === "logged_in" || state === "in_exam");
    if (inside.some(({ out_at: out }) => !out)) return "";
    return inside.length ? "out_already" : "nobody_in";
  },
  let_in: (sittings) => (sittings.some(({ out_at: out }) => out) ? "" : "nobody_out"),
  candidate_log: ({ length }) => (length === 1 ? "" : length ? "one_candidate" : "nobody_chosen"),
};

/** What concerns the whole room, whoever is chosen. */
const OF_THE_ROOM = new Set(["give_back", "interrupt"]);

const NO_ACT = new Set(["candidate_log"]);

function ruled(verb, sittings) {
  if (!sittings.length && !OF_THE_ROOM.has(verb)) return "nobody_chosen";
  if (room.session.ended_at) return "ended";
  return RULES[verb]?.(sittings) ?? "";
}

/** Why `verb` cannot be done for these sittings; empty if it can for at least one. */
export function whyNot(verb, sittings) {
  if (NO_ACT.has(verb)) {
    const why = RULES[verb](sittings);
    return why && reason(why);
  }
  const code = blocked(verb) ? "" : ruled(verb, sittings);
  return blocked(verb) || (code && reason(...[code].flat()));
}

/** A tool of the bar: its state, and if it is off the code and the words of why. */
export function tool(name) {
  const { state = "off", why, values } = room.tools[name] ?? {};
  const off = (code, words = reason(code, values)) => ({ state: "off", code, why: words });
  if (state === "done" || why === "later_version") return state === "done" ? { state } : off(why);
  if (blocked(name)) return off("blocked", blocked(name));
  return state === "off" ? off(why) : { state };
}
