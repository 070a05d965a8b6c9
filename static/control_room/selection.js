/** Choosing among the sittings that are shown: by click, with Ctrl and Shift, by keyboard, by a band. */

import { shown } from "./shown.js";
import { view } from "./view.js";

const ids = () => shown().map(({ id }) => id);

function between(from, to) {
  const order = ids();
  const [a, b] = [order.indexOf(from), order.indexOf(to)];
  return a < 0 || b < 0 ? [to] : order.slice(Math.min(a, b), Math.max(a, b) + 1);
}

function place(id) {
  view.anchor = id;
  view.cursor = id;
}

export function only(id) {
  view.chosen = new Set([id]);
  place(id);
}

export function toggle(id) {
  const set = new Set(view.chosen);
  if (!set.delete(id)) set.add(id);
  view.chosen = set;
  place(id);
}

/** From the last one chosen to this one; `add` keeps what is chosen elsewhere. */
export function reach(id, { add = false } = {}) {
  const start = view.anchor ?? id;
  view.chosen = new Set([...(add ? view.chosen : []), ...between(start, id)]);
  view.anchor = start;
  view.cursor = id;
}

/** A click, as in every list: Ctrl adds or takes away, Shift reaches. */
export function click(id, { ctrlKey, metaKey, shiftKey }) {
  const add = ctrlKey || metaKey;
  if (shiftKey) reach(id, { add });
  else if (add) toggle(id);
  else only(id);
}

export function set(chosen) {
  view.chosen = new Set(chosen);
}

export const all = () => set(ids());

export function none() {
  view.chosen = new Set();
  view.anchor = null;
}

/** Moves the cursor by `step` places and returns where it is; with `extend` it reaches on the way. */
export function move(step, { extend = false } = {}) {
  const order = ids();
  const at = order.indexOf(view.cursor);
  const next = order[at < 0 ? 0 : Math.max(0, Math.min(order.length - 1, at + step))];
  if (next === undefined) return null;
  if (extend) reach(next);
  else view.cursor = next;
  return next;
}
