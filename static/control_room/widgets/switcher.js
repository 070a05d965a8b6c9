/** 监控视图 and 列表视图: two views on one state. */

import { html } from "../../vendor/lit-html/lit-html.js";
import { redraw } from "../draw.js";
import { showAs, view } from "../view.js";

const VIEWS = [
  ["tiles", () => pgettext("view", "Monitor")],
  ["table", () => pgettext("view", "List")],
];

function choose(as) {
  showAs(as);
  redraw();
}

const one = ([as, label]) => html`
  <button type="button" data-view=${as} class=${view.as === as ? "on" : ""} aria-pressed=${String(view.as === as)} @click=${() => choose(as)}>${label()}</button>
`;

export const switcher = () => html`<div class="switch" role="group" aria-label=${gettext("View")}>${VIEWS.map(one)}</div>`;
