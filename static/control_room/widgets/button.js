/** A button that says why it may not be used: dashed, still reachable, with the reason inside. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";

/** `why` keeps it from being pressed; `note` is said below the label of one that may be. */
export const button = ({ label, press, look = "", why = "", note = "", name = nothing, opens = nothing }) => html`
  <button
    type="button"
    class="btn ${why ? "off" : look}"
    data-act=${name}
    aria-haspopup=${opens}
    aria-disabled=${why ? "true" : nothing}
    @click=${why ? (event) => event.preventDefault() : press}
  >${label}${why || note ? html`<small>${why || note}</small>` : nothing}</button>
`;
