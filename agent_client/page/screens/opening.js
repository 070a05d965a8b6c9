/** Nothing to show yet. */

import { html } from "../vendor/lit-html/lit-html.js";

export const opening = ({ t }) => html`<main class="screen"><section class="card still">
  <h1>${t("opening.title")}</h1><p class="soft">${t("opening.text")}</p>
</section></main>`;
