/** The buttons of the list. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { button } from "../../control_room/widgets/button.js";
import { say } from "../../control_room/say.js";
import { open } from "../dialogs/open.js";
import { press } from "../doing.js";
import { list, three } from "../list.js";
import { blocked } from "../rights.js";
import { chosen } from "../view.js";

const shows = (state, words) => blocked(state) || (list.room.numbers_shown === (state === "show") ? words : "");

function numbers() {
  return html`
    ${button({ name: "show", label: gettext("Show seat numbers"), why: shows("show", gettext("they are shown")), press: () => press("show") })}
    ${button({ name: "hide", label: gettext("Hide seat numbers"), why: shows("hide", gettext("not shown now")), press: () => press("hide") })}`;
}

function waits() {
  const { waiting } = list.counts;
  return waiting ? say(gettext("%(count)s without a number"), { count: waiting }) : "";
}

const dialog = (kind, label, { look = "", note = "" } = {}) =>
  button({ name: kind, label, look, note, why: blocked(kind), opens: "dialog", press: () => open(kind) });

export function foot(links) {
  const seat = chosen();
  return html`<footer>
    <span class="total">${gettext("Seats")} <b>${list.counts.seats}</b></span>
    <span class="soft">${seat ? say(gettext("%(seat)s chosen"), { seat: three(seat.number) }) : nothing}</span>
    <span class="grow"></span>
    ${numbers()}<span class="rule"></span>
    <a class="btn" data-act="export" href=${links.export}>${gettext("Export")}</a>
    ${dialog("import", gettext("Import"))} ${dialog("scan", gettext("Scan"), { note: waits() })}<span class="rule"></span>
    ${dialog("add", pgettext("seat", "Add"))} ${dialog("change", pgettext("seat", "Change"))} ${dialog("delete", gettext("Delete"), { look: "grave" })}
  </footer>`;
}
