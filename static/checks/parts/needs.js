/** Left bottom: what is asked of the machines, and who asks it. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { page } from "../page.js";
import { check } from "../state.js";

const from = () => check.needs.plan || gettext("defaults of this room");

export const needs = () => html`
  <section class="jk-panel needs" aria-label=${gettext("Requirements")}>
    <h2>${gettext("Requirements")} <small title=${from()}>${from()}</small>${page.requirements ? html`<a href=${page.requirements}>${gettext("Change")}</a>` : nothing}</h2>
    <div class="scroll" tabindex="0"><table><tbody>${check.needs.rows.map(([item, amount]) => html`<tr><th scope="row">${item}</th><td>${amount}</td></tr>`)}</tbody></table></div>
  </section>
`;
