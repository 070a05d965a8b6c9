/** Opening and closing what docks at the right; the list stays in sight. */

import { redraw } from "../../control_room/draw.js";
import { chosen, view } from "../view.js";

/** `form` is what the person fills in, `busy` while an act is under way, `answer` the server's refusal of it. */
export function open(kind) {
  view.dock = { kind, seat: chosen(), form: {}, busy: false, answer: null, fresh: true, before: document.activeElement };
  redraw();
}

export function close() {
  const { before } = view.dock;
  view.dock = null;
  redraw();
  before?.focus?.();
}

/** Changes what has been filled in. */
export function fill(dock, values) {
  Object.assign(dock.form, values);
  redraw();
}
