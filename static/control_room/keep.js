/** What is chosen, filtered, sorted and begun outlives loading the page again, in this tab. */

import { page } from "./page.js";
import { room } from "./room.js";
import { view } from "./view.js";

const PLACE = `control_room.page ${page.session}`;
let kept = null;
let begun = null; // the dialog that stood open before, until the room is known

const SECRET = new Set(["password", "code"]);
const BY_ITSELF = new Set(["enter"]);

/** What was typed and chosen in it; secrets, files and tables are given again. */
const typed = (form) => Object.fromEntries(Object.entries(form).filter(([name, value]) => typeof value === "string" && !SECRET.has(name)));

const dialogOf = ({ kind, list, form, answer }) => (answer?.ok || BY_ITSELF.has(kind) ? null : { kind, list, form: typed(form) });

const state = () => {
  const { as, figure, query, sort, chosenFirst, chosen, anchor, cursor, dialog } = view;
  const shown = { as, figure, query, sort, chosenFirst, chosen: [...chosen], anchor, cursor };
  return JSON.stringify({ ...shown, begun: begun ?? (dialog && dialogOf(dialog)) });
};

/** After drawing: writes only what has changed. A browser that stores nothing loses this and nothing else. */
export function keep() {
  const now = state();
  if (now === kept) return;
  kept = now;
  try {
    sessionStorage.setItem(PLACE, now);
  } catch (full) {
    console.info("What is chosen will not outlive this page:", full);
  }
}

/** Before the first drawing. What an older page has stored in another shape is not taken. */
export function restore() {
  const stored = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  if (!stored || !Array.isArray(stored.chosen) || typeof stored.query !== "string") return;
  const { begun: dialog, ...shown } = stored;
  Object.assign(view, shown, { chosen: new Set(shown.chosen) });
  begun = dialog ?? null;
}

/** The room is known: the dialog that stood open is taken out, once. */
export function takeBegun() {
  const dialog = begun;
  begun = null;
  return dialog;
}

/** The whole has come: who is not in this session any more is not chosen either. */
export function prune() {
  const here = [...view.chosen].filter((id) => room.sittings.has(id));
  if (here.length < view.chosen.size) view.chosen = new Set(here);
}
