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
  give_back: () => gettext("Give back lost time"),
  interrupt: () => gettext("Interrupt the exam"),
  change_seat: () => gettext("Change of seat"),
  lock: () => gettext("Lock screen"),
  unlock: () => gettext("Unlock screen"),
  register_violation: () => gettext("Register violation"),
  refresh: () => gettext("Refresh candidate states"),
  candidate_log: () => gettext("Candidate log"),
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
const refresh = () => plain("refresh", () => open("refresh"));
const locks = () => (chosen().some(({ locked }) => locked) ? [act("lock"), act("unlock")] : [act("lock")]);

export const incidents = () => [
  act("give_extra_time"),
  act("resume"),
  ...locks(),
  act("give_back", { line: true }),
  act("change_seat"),
  act("interrupt"),
  plain("refresh", () => open("refresh"), { line: true }),
  recordSheet(),
  act("candidate_log"),
  act("reset", { line: true }),
];

export const onCandidate = (find) => [
  plain("find", find),
  refresh(),
  { ...act("give_extra_time"), line: true },
  act("resume"),
  act("give_back"),
  act("change_seat"),
  ...locks(),
  act("register_violation", { line: true }),
  act("reset"),
  recordSheet({ line: true }),
  act("candidate_log"),
  plain("candidate", () => open("candidate")),
];
