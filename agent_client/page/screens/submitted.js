/** 已交卷, with the receipt. */

import { html } from "../vendor/lit-html/lit-html.js";
import { leaving, receiptOf } from "../widgets/receipt.js";

export function submitted(page) {
  const { receipt } = page.state;
  return html`<main class="screen" data-region><section class="card handed">
    <p class="glyph" aria-hidden="true">✔</p><h1 data-first tabindex="-1">${page.t("submitted.title")}</h1>
    ${receipt ? receiptOf(page, receipt) : html`<p>${page.t("submitted.waiting")}</p>`}
    ${leaving(page)}
  </section></main>`;
}
