/** The foot of the table: how many, in which order, and what is for all of them. */

import { html } from "../../vendor/lit-html/lit-html.js";
import { exports } from "../dialogs/list.js";
import { open } from "../dialogs/open.js";
import { redraw } from "../draw.js";
import { candidates } from "../people.js";
import { view } from "../view.js";
import { button } from "./button.js";

function chosenFirst() {
  view.chosenFirst = !view.chosenFirst;
  redraw();
}

export const foot = (sittings) => html`
  <footer>
    <span class="soft">${candidates(sittings.length)}</span>
    <label class="check"><input type="checkbox" .checked=${view.chosenFirst} @change=${chosenFirst} /> ${gettext("Chosen first")}</label>
    <span class="grow"></span>
    ${exports("sittings")}
    ${button({ name: "refresh", label: gettext("Refresh candidate states"), press: () => open("refresh") })}
  </footer>
`;
