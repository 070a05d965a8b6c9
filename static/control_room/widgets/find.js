/** 查找考生: narrows while one types, and jumps to the best answer on Enter (E15). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { redraw } from "../draw.js";
import { jump } from "../jump.js";
import { say } from "../say.js";
import { find as best } from "../shown.js";
import { tell } from "./told.js";
import { view } from "../view.js";

export const focusFind = () => document.querySelector("#find").focus();

export function ask(query) {
  view.query = query;
  redraw();
}

function go() {
  const found = view.query.trim() && best(view.query);
  if (found) jump(found.id);
  else if (view.query.trim()) tell(say(gettext("Nobody found for “%(query)s”."), { query: view.query.trim() }), false, { stays: false });
}

function keys(event) {
  if (event.key === "Enter") go();
  else if (event.key === "Escape") {
    ask("");
    event.target.blur();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

export const find = () => html`
  <input
    id="find"
    class="find"
    type="search"
    autocomplete="off"
    aria-label=${gettext("Find candidate")}
    aria-keyshortcuts="/"
    placeholder=${gettext("Find: ticket number, name, seat  /")}
    .value=${live(view.query)}
    @input=${(event) => ask(event.target.value)}
    @keydown=${keys}
  />
`;
