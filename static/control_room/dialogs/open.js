/** Opening and closing what docks at the right; what it is about are the chosen ones, which stay in sight. */

import { redraw } from "../draw.js";
import { view } from "../view.js";

/** `form` is what the person fills in, `busy` while an act is under way, `answer` what the server said to it. */
export function open(kind, more = {}) {
  const before = view.dialog?.before ?? document.activeElement;
  view.dialog = { kind, form: {}, busy: false, answer: null, fresh: true, before, ...more };
  redraw();
}

export const openList = (list) => open("list", { list });

export function close() {
  const { before } = view.dialog;
  view.dialog = null;
  redraw();
  before?.focus?.();
}

/** Changes what has been filled in. */
export function fill(dialog, values) {
  Object.assign(dialog.form, values);
  redraw();
}
