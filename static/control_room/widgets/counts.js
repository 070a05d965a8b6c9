/** The figures of the status bar: each one filters, or opens its list (E2). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { open, openList } from "../dialogs/open.js";
import { redraw } from "../draw.js";
import { FIGURES, figure } from "../figures.js";
import { say } from "../say.js";
import { none } from "../selection.js";
import { shown } from "../shown.js";
import { room } from "../room.js";
import { view } from "../view.js";
import { find } from "./find.js";
import { openMatters } from "./matters.js";
import { switcher } from "./switcher.js";

const TOTALS = new Set(["expected", "all"]);

function press({ code, list, dialog }) {
  if (dialog) return open(dialog);
  if (list) return openList(list);
  view.figure = TOTALS.has(code) || view.figure === code ? "" : code;
  return redraw();
}

const one = (each) => html`
  ${each.apart ? html`<span class="apart"></span>` : nothing}
  <button
    type="button"
    class="figure ${each.look ? `s ${each.look}` : ""}"
    data-figure=${each.code}
    aria-pressed=${each.list || each.dialog || TOTALS.has(each.code) ? nothing : String(view.figure === each.code)}
    aria-haspopup=${each.list || each.dialog ? "dialog" : nothing}
    @click=${() => press(each)}
  >${each.label()} <b class=${figure(each.code) ? "" : "zero"}>${figure(each.code)}</b></button>
`;

function unchoose() {
  none();
  redraw();
}

function hidden() {
  const left = new Set(shown().map(({ id }) => id));
  return [...view.chosen].filter((id) => !left.has(id)).length;
}

function chosenWords() {
  const words = say(gettext("%(count)s chosen"), { count: view.chosen.size });
  return hidden() ? say(gettext("%(chosen)s (%(hidden)s hidden)"), { chosen: words, hidden: hidden() }) : words;
}

const chip = () =>
  view.chosen.size
    ? html`<button type="button" class="chip" title=${`${chosenWords()} · ${gettext("Clear selection")}`} @click=${unchoose}><span>${chosenWords()}</span> <b>✕</b></button>`
    : nothing;

function filtered() {
  if (!view.figure && !view.query.trim()) return nothing;
  const words = say(gettext("%(shown)s of %(all)s shown"), { shown: shown().length, all: room.sittings.size });
  return html`<span class="some" role="status" title=${words}>${words}</span>`;
}

export const counts = () => html`
  <div class="counts">
    <div class="figures" role="group" aria-label=${gettext("Figures")}>${FIGURES.map(one)}</div>
    ${filtered()} ${chip()} ${openMatters()} <span class="grow"></span> ${find()} ${switcher()}
  </div>
`;
