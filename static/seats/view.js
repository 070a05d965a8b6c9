/** What this page shows of the list and what is chosen on it; the server knows nothing of it. */

import { inOrder, list } from "./list.js";

export const view = {
  chosen: null,
  dock: null,
  told: null,
};

/** The chosen seat, or undefined: none is chosen, or it is gone. */
export const chosen = () => list.seats.get(view.chosen);

/** Moves the choice by `step` places and gives the seat; the first or the last one when none was chosen. */
export function step(by) {
  const seats = inOrder();
  const at = seats.findIndex(({ id }) => id === view.chosen);
  const next = at < 0 ? (by > 0 ? 0 : seats.length - 1) : Math.max(0, Math.min(seats.length - 1, at + by));
  view.chosen = seats[next]?.id ?? null;
  return seats[next];
}
