/** What this page showed of the candidates when a dialog was opened for them: an act carries it, and what has changed since is refused. */

import { room } from "./room.js";
import { chosen, view } from "./view.js";

const TIME = ["state", "deadline_version"];
const PLACE = ["state", "resumes"];

/** What each act stands on. Acts that name the state to reach need nothing: done twice they are done once. */
const FACTS = {
  give_extra_time: TIME,
  give_extra_time_by_code: TIME,
  register_violation: ["violations"],
  resume: PLACE,
  admit_late: PLACE,
  reset: PLACE,
  lock: ["locked"],
  unlock: ["locked"],
};

const fact = (row, name) => (name === "locked" ? Boolean(row.locked) : row[name]);
const facts = (row, names) => Object.fromEntries(names.map((name) => [name, fact(row, name)]));

/** While a dialog is open, before it is drawn: who is newly chosen is seen as of now. */
export function keepSeen(dialog) {
  dialog.seen ??= new Map(room.sittings);
  dialog.knew ??= new Set();
  for (const { id } of chosen()) if (!dialog.knew.has(id)) dialog.seen.set(id, room.sittings.get(id));
  dialog.knew = new Set(view.chosen);
}

/** What has changed of one that the dialog's act stands on. */
export const differing = (dialog, verb, row) =>
  (FACTS[verb] ?? []).filter((name) => fact(dialog.seen.get(row.id) ?? row, name) !== fact(row, name));

/** The chosen ones of whom something has changed that the dialog's act stands on. */
export const changed = (dialog, verb) => chosen().filter((row) => differing(dialog, verb, row).length);

/** The person has looked at what is now. */
export const lookedAgain = (dialog) => {
  dialog.seen = new Map(room.sittings);
};

/** What goes with an act for these sittings: {shown: {id: facts}}, or nothing. */
export function shownOf(verb, ids) {
  const names = FACTS[verb];
  if (!names || !ids) return {};
  const rows = ids.map((id) => view.dialog?.seen?.get(id) ?? room.sittings.get(id)).filter(Boolean);
  return { shown: Object.fromEntries(rows.map((row) => [row.id, facts(row, names)])) };
}
