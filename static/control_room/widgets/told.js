/** The answer to an act that has no dialog. What went well goes by itself, what did not stays until it was read. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { redraw } from "../draw.js";
import { view } from "../view.js";

const SHOWN_MS = 6000;
let timer;

function clear() {
  view.told = null;
  redraw();
}

export function tell(text, ok = true, { stays = !ok } = {}) {
  clearTimeout(timer);
  view.told = { text, ok };
  if (!stays) timer = setTimeout(clear, SHOWN_MS);
  redraw();
}

/** The region is always there, so that what comes into it is read out. */
export const told = () => html`
  <div class="told" role="status">${
    view.told
      ? html`<p class="notice ${view.told.ok ? "ok" : "alarm"}">${view.told.text}
          <button type="button" class="btn s" @click=${clear}>${gettext("Close")}</button></p>`
      : nothing
  }</div>
`;
