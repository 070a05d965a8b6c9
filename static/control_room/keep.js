/** What is chosen, filtered and sorted outlives loading the page again, in this tab. */

import { page } from "./page.js";
import { room } from "./room.js";
import { view } from "./view.js";

const PLACE = `control_room.page ${page.session}`;
let kept = null;

const state = () => {
  const { as, figure, query, sort, chosenFirst, chosen, anchor, cursor } = view;
  return JSON.stringify({ as, figure, query, sort, chosenFirst, chosen: [...chosen], anchor, cursor });
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
  Object.assign(view, stored, { chosen: new Set(stored.chosen) });
}

/** The whole has come: who is not in this session any more is not chosen either. */
export function prune() {
  const here = [...view.chosen].filter((id) => room.sittings.has(id));
  if (here.length < view.chosen.size) view.chosen = new Set(here);
}
