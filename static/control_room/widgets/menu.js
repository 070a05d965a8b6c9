/** A menu with entries that are greyed with their reason; keyboard as in every menu. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { redraw } from "../draw.js";
import { view } from "../view.js";

const EDGE = 8;

/** Opens at a point of the window. */
export function openAt(x, y, title, entries) {
  view.menu = { x, y, title, entries, at: 0, before: document.activeElement, fresh: true };
  redraw();
}

export function openBelow(element, title, entries) {
  const { left, bottom } = element.getBoundingClientRect();
  openAt(left, bottom + 4, title, entries);
}

export function close() {
  const before = view.menu?.before;
  view.menu = null;
  redraw();
  before?.focus?.();
}

function choose({ why, choose: act }) {
  if (why) return;
  close();
  act();
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function keys(event) {
  const { menu } = view;
  const last = menu.entries.length - 1;
  if (event.key in STEPS) menu.at = (menu.at + STEPS[event.key] + last + 1) % (last + 1);
  else if (event.key === "Home") menu.at = 0;
  else if (event.key === "End") menu.at = last;
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
  document.querySelectorAll(".menu [role=menuitem]")[view.menu?.at]?.focus();
  redraw();
}

/* A menu that was closed stands there until the next drawing: the pointer over it must not take the focus back. */
const entry = (one, index) => html`
  <li role="none" class=${one.line ? "line" : ""}>
    <button
      type="button"
      role="menuitem"
      data-act=${one.name}
      class=${one.why ? "off" : ""}
      tabindex=${index === view.menu.at ? 0 : -1}
      aria-disabled=${one.why ? "true" : nothing}
      @click=${() => choose(one)}
      @pointerenter=${(event) => { if (view.menu) event.target.focus(); }}
      @focus=${() => { if (view.menu) view.menu.at = index; }}
    >${one.label}<small>${one.why || one.note}</small></button>
  </li>
`;

export const menu = () =>
  view.menu
    ? html`<menu class="menu" role="menu" aria-label=${view.menu.title} @keydown=${keys} @contextmenu=${(event) => event.preventDefault()}>
        <li role="none" class="head">${view.menu.title}</li>
        ${view.menu.entries.map(entry)}
      </menu>`
    : nothing;

/** After drawing: puts a new menu where it fits, and the focus into it. */
export function settle() {
  if (!view.menu?.fresh) return;
  view.menu.fresh = false;
  const element = document.querySelector(".menu");
  const { width, height } = element.getBoundingClientRect();
  element.style.left = `${Math.max(EDGE, Math.min(view.menu.x, innerWidth - width - EDGE))}px`;
  element.style.top = `${Math.max(EDGE, Math.min(view.menu.y, innerHeight - height - EDGE))}px`;
  element.querySelector("[role=menuitem]").focus();
}

document.addEventListener("pointerdown", (event) => {
  if (view.menu && !event.target.closest(".menu")) close();
});
