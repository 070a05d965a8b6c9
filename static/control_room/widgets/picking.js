/** Mouse and touch on a candidate, the same on tiles and in the table. */

import { open } from "../dialogs/open.js";
import { redraw } from "../draw.js";
import { byId, who } from "../people.js";
import * as selection from "../selection.js";
import { view } from "../view.js";
import { banded } from "./band.js";
import { onCandidate } from "./entries.js";
import { focusFind } from "./find.js";
import { openAt } from "./menu.js";

const idAt = (event) => event.target.closest?.("[data-id]")?.dataset.id;

/** The menu is about the chosen ones; on one who is not among them, about that one. */
export function menuFor(id, x, y) {
  if (!view.chosen.has(id)) selection.only(id);
  view.cursor = id;
  const more = view.chosen.size > 1 ? ` +${view.chosen.size - 1}` : "";
  openAt(x, y, who(byId(id)) + more, onCandidate(focusFind));
}

function click(event) {
  const id = idAt(event);
  if (!id || banded()) return;
  if (event.target.closest("input[type=checkbox]")) event.shiftKey ? selection.reach(id, { add: true }) : selection.toggle(id);
  else selection.click(id, event);
  event.target.closest("[data-id]").focus();
  redraw();
}

function menu(event) {
  const id = idAt(event);
  if (!id) return;
  event.preventDefault();
  // The keyboard's menu key gives no point: then it opens at the candidate.
  const { left, bottom } = event.target.closest("[data-id]").getBoundingClientRect();
  const keyboard = event.clientX === 0 && event.clientY === 0;
  menuFor(id, keyboard ? left + 8 : event.clientX, keyboard ? bottom - 8 : event.clientY);
}

function openOne(event) {
  const id = idAt(event);
  if (!id || event.target.closest("input")) return;
  selection.only(id);
  open("candidate");
}

export const picking = { click, menu, open: openOne };
