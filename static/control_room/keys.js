/** Keys of the page; none of them does anything that cannot be undone. */

import { close as closeDialog, open } from "./dialogs/open.js";
import { redraw } from "./draw.js";
import { along, nextRegion } from "./regions.js";
import * as selection from "./selection.js";
import { view } from "./view.js";
import { focusFind } from "./widgets/find.js";
import { menuFor } from "./widgets/picking.js";
import { columns } from "./widgets/fit.js";

const TYPING = "input:not([type=checkbox]), textarea, select";
const element = (id) => document.querySelector(`[data-id="${id}"]`);

function go(step, event) {
  const id = selection.move(step, { extend: event.shiftKey });
  if (!id) return;
  element(id)?.focus();
  element(id)?.scrollIntoView({ block: "nearest" });
}

function showMenu() {
  const place = view.cursor && element(view.cursor)?.getBoundingClientRect();
  if (place) menuFor(view.cursor, place.left + 8, place.bottom - 8);
}

function escape() {
  if (view.dialog) closeDialog();
  else if (view.figure || view.query) Object.assign(view, { figure: "", query: "" });
  else selection.none();
}

const across = () => (view.as === "tiles" ? 1 : 0);
const down = () => (view.as === "tiles" ? columns() : 1);

/** On a candidate. */
const ON_ONE = {
  ArrowRight: (event) => go(across(), event),
  ArrowLeft: (event) => go(-across(), event),
  ArrowDown: (event) => go(down(), event),
  ArrowUp: (event) => go(-down(), event),
  Home: (event) => go(-Infinity, event),
  End: (event) => go(Infinity, event),
  " ": () => view.cursor && selection.toggle(view.cursor),
  ContextMenu: showMenu,
  Enter: () => {
    if (!view.cursor) return;
    selection.only(view.cursor);
    open("candidate");
  },
};

const ANYWHERE = {
  "/": focusFind,
  "?": () => open("keys"),
  Escape: escape,
  F6: nextRegion,
};

const ON_BAR = { ArrowRight: () => along(1), ArrowLeft: () => along(-1) };

function wanted(event) {
  const { key, target } = event;
  if (view.menu) return undefined;
  if (target.closest(TYPING)) return { Escape: escape, F6: nextRegion }[key];
  const onOne = target.closest("[data-id]");
  if (event.ctrlKey || event.metaKey) {
    if (key.toLowerCase() === "f") return focusFind;
    if (key === " ") return onOne && ON_ONE[" "];
    return key.toLowerCase() === "a" && !target.closest(".dock") ? selection.all : undefined;
  }
  if (event.altKey) return undefined;
  if (onOne && key === "F10" && event.shiftKey) return showMenu;
  return (onOne && ON_ONE[key]) || (target.closest("[role=toolbar]") && ON_BAR[key]) || ANYWHERE[key];
}

/** A candidate who got the focus by Tab is where the cursor is. */
function follow({ target }) {
  const id = target.closest?.("[data-id]")?.dataset.id;
  if (id) view.cursor = id;
}

export function listen() {
  document.addEventListener("focusin", follow);
  document.addEventListener("keydown", (event) => {
    const act = wanted(event);
    if (!act) return;
    event.preventDefault();
    act(event);
    redraw();
  });
}
