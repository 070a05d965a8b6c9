/** The keys of the page. */

import { html } from "../../vendor/lit-html/lit-html.js";

const KEYS = [
  ["/ · Ctrl+F", () => gettext("find a candidate; Enter jumps to the best answer")],
  ["← ↑ → ↓", () => gettext("go over the candidates; with Shift choose on the way")],
  ["Space · Ctrl+Space", () => gettext("choose or leave")],
  ["Enter", () => gettext("the candidate in full")],
  ["Shift+F10 · Menu", () => gettext("menu of the candidate or of the chosen ones")],
  ["F6", () => gettext("to the next part of the page: buttons, figures, candidates, what waits or the dialog; Shift+F6 back")],
  ["← →", () => gettext("along the buttons of a bar")],
  ["Ctrl+A", () => gettext("choose all that are shown")],
  ["Esc", () => gettext("close, then take off filters, then clear the selection")],
  ["?", () => gettext("this page")],
];

export const keys = {
  title: () => gettext("Keys"),
  body: () => html`<dl class="facts keys">${KEYS.map(([key, words]) => html`<dt><kbd>${key}</kbd></dt><dd>${words()}</dd>`)}</dl>
    <p class="soft">${gettext("With the mouse: click, Ctrl or Shift and click, drag a frame; right click or long press for the menu; double click for the candidate in full.")}</p>`,
};
