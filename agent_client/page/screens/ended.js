/** Nothing more to do at this machine: moved to another seat, or closed. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { state } from "../widgets/parts.js";
import { leaving, receiptOf } from "../widgets/receipt.js";

export const moved = (page) => html`<main class="screen" data-region><section class="card still">
  <h1 data-first tabindex="-1">${page.t("moved.title")}</h1><p>${page.t("moved.text")}</p>
  ${leaving(page)}
</section></main>`;

function delivery({ t, state: { safety } }) {
  if (!safety.saved_at) return nothing;
  return safety.pending ? state("in", t("closed.pending", { count: safety.pending })) : state("ok", t("closed.delivered"));
}

export function closed(page) {
  const { t } = page;
  const { receipt } = page.state;
  const timeIsUp = page.state.deadline && page.remaining === 0;
  return html`<main class="screen" data-region><section class="card handed">
    <h1 data-first tabindex="-1">${t("closed.title")}</h1><p>${t(timeIsUp ? "closed.text" : "closed.plain")}</p>
    ${receipt ? receiptOf(page, receipt) : nothing}
    <p class="leave">${delivery(page)}</p>
    ${leaving(page)}
  </section></main>`;
}
