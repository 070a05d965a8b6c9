/** Keys of the list: ↑ ↓ choose, with Ctrl they move the seat, F2 changes, Delete asks, Esc closes. */

import { redraw } from "../control_room/draw.js";
import { close, open } from "./dialogs/open.js";
import { move } from "./doing.js";
import { blocked } from "./rights.js";
import { step, view } from "./view.js";

const TYPING = "input, textarea, select";

function go(by) {
  const seat = step(by);
  redraw();
  if (seat) requestAnimationFrame(() => document.querySelector(`tr[data-id="${seat.id}"]`)?.focus());
}

const ask = (kind) => () => blocked(kind) || open(kind);

const PLAIN = {
  ArrowUp: () => go(-1),
  ArrowDown: () => go(1),
  Home: () => go(-Infinity),
  End: () => go(Infinity),
  F2: ask("change"),
  Delete: ask("delete"),
};

const WITH_CTRL = { ArrowUp: () => move("up"), ArrowDown: () => move("down") };

function wanted(event) {
  if (event.key === "Escape") return view.dock ? close : undefined;
  if (event.altKey || event.shiftKey || event.target.closest(TYPING) || event.target.closest(".dock, .jk-nav")) return undefined;
  return (event.ctrlKey || event.metaKey ? WITH_CTRL : PLAIN)[event.key];
}

export function listen() {
  document.addEventListener("keydown", (event) => {
    const act = wanted(event);
    if (!act) return;
    event.preventDefault();
    act();
  });
}
