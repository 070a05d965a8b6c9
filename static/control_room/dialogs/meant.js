/** Above the buttons: what will be done for how many, by name. After a part was refused: those again. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { byId, candidates, names } from "../people.js";
import { say } from "../say.js";

/** `whom` of a dialog gives the ids of those who will be done. */
export function meant(dialog, { whom, title }) {
  const sittings = (whom?.(dialog) ?? []).map(byId).filter(Boolean);
  if (!sittings.length) return nothing;
  const values = { what: title(dialog), candidates: candidates(sittings.length), names: names(sittings) };
  return html`<p class="meant">${say(gettext("%(what)s for %(candidates)s: %(names)s"), values)}</p>`;
}
