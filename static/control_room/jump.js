/** Goes to a candidate: shows, chooses, focuses and scrolls to him. */

import { redraw } from "./draw.js";
import { belongs } from "./figures.js";
import { room } from "./room.js";
import { only } from "./selection.js";
import { view } from "./view.js";

const FLASH_MS = 1600;
let wanted = null;

/** Whatever hides the candidate is taken off. */
export function jump(id) {
  const sitting = room.sittings.get(id);
  if (!sitting) return;
  view.query = "";
  if (!belongs(sitting, view.figure)) view.figure = "";
  only(id);
  wanted = id;
  redraw();
}

/** After drawing: the focus goes to the one who was asked for. */
export function arrive() {
  const element = wanted && document.querySelector(`[data-id="${wanted}"]`);
  if (!element) return;
  wanted = null;
  element.focus();
  element.scrollIntoView({ block: "nearest" });
  element.classList.add("found");
  setTimeout(() => element.classList.remove("found"), FLASH_MS);
}
