/** What this page shows of the room and what is chosen on it; the server knows nothing of it. */

import { room } from "./room.js";

export const view = {
  as: localStorage.getItem("control_room.view") === "table" ? "table" : "tiles",
  figure: "",
  query: "",
  sort: { key: "sequence", up: true },
  chosenFirst: false,
  chosen: new Set(),
  anchor: null,
  cursor: null,
  dialog: null,
  menu: null,
  told: null,
};

export function showAs(as) {
  view.as = as;
  localStorage.setItem("control_room.view", as);
}

/** The chosen sittings in the order of their sequence, whether shown or not. */
export const chosen = () =>
  [...room.sittings.values()].filter(({ id }) => view.chosen.has(id)).sort((a, b) => a.sequence - b.sequence);
