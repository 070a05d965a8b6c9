/** A native dialog: it holds the keyboard, Esc closes it, what lies under it cannot be reached. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";

let count = 0;
const ids = new Map(); // kind → id of its heading

function headingOf(kind) {
  if (!ids.has(kind)) ids.set(kind, `dialog-${(count += 1)}`);
  return ids.get(kind);
}

/** `close` is called on Esc; the state decides whether the dialog goes. What `begins` selects in it takes the keyboard, else the heading. */
export const dialog = ({ kind, title, content, close, begins = "h2" }) => html`
  <dialog class=${kind} aria-labelledby=${headingOf(kind)} data-begins=${begins} closedby="none"
    @keydown=${(event) => event.key === "Escape" && [event.preventDefault(), close?.()]} @cancel=${(event) => event.preventDefault()}>
    <h2 id=${headingOf(kind)} tabindex="-1">${title}</h2>
    ${content ?? nothing}
  </dialog>`;
