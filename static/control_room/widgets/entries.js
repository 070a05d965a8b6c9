/** What can be done for the chosen candidates: the entries of 异常处理 and of the menu on a candidate. */

import { open } from "../dialogs/open.js";
import { redraw } from "../draw.js";
import { page } from "../page.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { chosen, showAs, view } from "../view.js";
import { blocked, whyNot } from "../whynot.js";
import { reason } from "../words/reasons.js";

const LABELS = {
  give_extra_time: () => gettext("Extra time"),
  resume: () => gettext("Resume"),
  give_back: () => gettext("Give back lost time"),
  interrupt: () => gettext("Interrupt the exam"),
  change_seat: () => gettext("Change of seat"),
  lock: () => gettext("Lock screen"),
  unlock: () => gettext("Unlock screen"),
  register_violation: () => gettext("Register violation"),
  refresh: () => gettext("Refresh candidate states"),
  candidate_log: () => gettext("Candidate log"),
  course: () => gettext("Course of the session"),
  reset: () => gettext("Reset candidate"),
  import_package: () => gettext("Import answer package"),
  record_sheet: () => gettext("Record sheet"),
  find: () => gettext("Find candidate"),
  candidate: () => gettext("Candidate"),
  send_message: () => gettext("Send message"),
  answer_hand: () => gettext("Answer"),
  let_out: () => gettext("Leaving the room"),
  let_in: () => gettext("Back in the room"),
  mark_present: () => gettext("Attendance"),
  switch_view: () => gettext("Switch view"),
};

export const label = (name) => LABELS[name]();

const MINUTE = 60_000;

/** What each of them can still get free of code; of several the least. */
function freeMinutes(sittings) {
  const free = room.session.extra?.free_minutes ?? 0;
  const concerned = sittings.filter(({ state, online }) => state === "in_exam" && online);
  return Math.max(0, Math.min(free, ...concerned.map(({ extra_ms: given }) => free - Math.ceil(given / MINUTE))));
}

/** What is worth knowing before it is pressed. */
const NOTES = {
  give_extra_time: (sittings) => say(gettext("%(minutes)s min free of code"), { minutes: freeMinutes(sittings) }),
  resume: (sittings) => (sittings.some(({ state, online }) => state === "in_exam" && online) ? gettext("online, asks first") : ""),
};

/** An act for the chosen ones, with its reason if it may not be done. */
function act(name, { line = false } = {}) {
  const sittings = chosen();
  const why = whyNot(name, sittings);
  return { name, label: label(name), why, note: why ? "" : (NOTES[name]?.(sittings) ?? ""), line, choose: () => open(name) };
}

const plain = (name, choose, { line = false } = {}) => ({ name, label: label(name), why: "", note: "", line, choose });

const recordSheet = (options) => plain("record_sheet", () => window.open(page.recordSheet, "_blank", "noopener"), options);
/** The package says whose it is: nobody has to be chosen. */
const importPackage = () => ({ ...plain("import_package", () => open("import_package")), why: blocked("import_package") });
const course = () => plain("course", () => window.open(page.course, "_blank", "noopener"));
/** In a window of its own: it is read, and the exam goes on here. */
const candidateLog = () => {
  const [first] = chosen();
  const open = () => window.open(`${page.candidateLog}${first.id}/`, "_blank", "noopener");
  return { ...act("candidate_log"), choose: open };
};
function switchView() {
  showAs(view.as === "tiles" ? "table" : "tiles");
  redraw();
}

const refresh = () => plain("refresh", () => open("refresh"));
const locks = () => (chosen().some(({ locked }) => locked) ? [act("lock"), act("unlock")] : [act("lock")]);

/** To all, or to who is chosen. */
const message = (options) => ({ ...plain("send_message", () => open("send_message"), options), why: blocked("send_message") || ended() });
const ended = () => (room.session.ended_at ? reason("ended") : "");
const outings = () => (chosen().some(({ out_at: out }) => out) ? [act("let_out"), act("let_in")] : [act("let_out")]);
const attendance = () => ({ ...plain("mark_present", () => open("attendance")), why: blocked("mark_present") || ended() });

export const incidents = () => [
  act("give_extra_time"),
  act("resume"),
  importPackage(),
  ...locks(),
  act("give_back", { line: true }),
  act("change_seat"),
  act("interrupt"),
  plain("refresh", () => open("refresh"), { line: true }),
  recordSheet(),
  course(),
  candidateLog(),
  message({ line: true }),
  ...outings(),
  attendance(),
  act("reset", { line: true }),
];

/** In the manual's order; what it does not have comes last. */
export const onCandidate = (find) => [
  act("give_extra_time"),
  act("give_back"),
  act("change_seat"),
  ...locks(),
  refresh(),
  recordSheet({ line: true }),
  candidateLog(),
  act("reset", { line: true }),
  plain("find", find),
  act("resume"),
  act("register_violation"),
  plain("switch_view", switchView, { line: true }),
  message(),
  ...outings(),
  attendance(),
  plain("candidate", () => open("candidate")),
];
