/** What can be done for the chosen candidates: the entries of 异常处理 and of the menu on a candidate. */

import { open } from "../dialogs/open.js";
import { page } from "../page.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { chosen } from "../view.js";
import { whyNot } from "../whynot.js";

const LABELS = {
  give_extra_time: () => gettext("Extra time"),
  resume: () => gettext("Resume"),
  lock: () => gettext("Lock screen"),
  unlock: () => gettext("Unlock screen"),
  register_violation: () => gettext("Register violation"),
  refresh: () => gettext("Refresh candidate states"),
  candidate_log: () => gettext("Candidate log"),
  course: () => gettext("Course of the session"),
  reset: () => gettext("Reset candidate"),
  record_sheet: () => gettext("Record sheet"),
  find: () => gettext("Find candidate"),
  candidate: () => gettext("Candidate"),
};

export const label = (name) => LABELS[name]();

/** What is worth knowing before it is pressed. */
const NOTES = {
  give_extra_time: () => say(gettext("%(minutes)s min free of code"), { minutes: room.session.extra?.free_minutes ?? 0 }),
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
const course = () => plain("course", () => window.open(page.course, "_blank", "noopener"));
/** In a window of its own: it is read, and the exam goes on here. */
const candidateLog = () => {
  const [first] = chosen();
  const open = () => window.open(`${page.candidateLog}${first.id}/`, "_blank", "noopener");
  return { ...act("candidate_log"), choose: open };
};
const refresh = () => plain("refresh", () => open("refresh"));
const locks = () => (chosen().some(({ locked }) => locked) ? [act("lock"), act("unlock")] : [act("lock")]);

export const incidents = () => [
  act("give_extra_time"),
  act("resume"),
  ...locks(),
  plain("refresh", () => open("refresh"), { line: true }),
  recordSheet(),
  course(),
  candidateLog(),
  act("reset", { line: true }),
];

export const onCandidate = (find) => [
  plain("find", find),
  refresh(),
  { ...act("give_extra_time"), line: true },
  act("resume"),
  ...locks(),
  act("register_violation", { line: true }),
  act("reset"),
  recordSheet({ line: true }),
  candidateLog(),
  plain("candidate", () => open("candidate")),
];
