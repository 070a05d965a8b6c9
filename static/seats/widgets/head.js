/** Title and figures of the list: seats online, offline, in conflict. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { list } from "../list.js";

const figure = (look, words, count) => html`<span class="st ${look}">${words} <b>${count}</b></span>`;

const some = (look, words, count) => (count ? figure(look, words, count) : nothing);

export function head() {
  const { online, offline, conflict, same_name: names } = list.counts;
  return html`<header>
    <h2>${gettext("Seat management")}</h2>
    <span class="soft">${gettext("Choose a seat with ↑ ↓, move it with Ctrl+↑ ↓; every change is recorded")}</span><span class="grow"></span>
    ${figure("ok", pgettext("machine", "online"), online)} ${figure("idle", pgettext("machine", "offline"), offline)}
    ${some("alarm", gettext("conflict"), conflict)} ${some("warn", gettext("same name"), names)}
  </header>`;
}

/** Above the list: the link is gone, or the numbers are shown on every screen. */
export function strip() {
  if (list.forbidden) return html`<p class="notice alarm" role="status">${gettext("You may not see this room.")}</p>`;
  if (!list.known) return html`<p class="notice" role="status">${gettext("Connecting to the server…")}</p>`;
  if (!list.live) return html`<p class="notice warn" role="status">${gettext("No connection to the server: what is shown may be old. It is tried again and again.")}</p>`;
  return list.room.numbers_shown
    ? html`<p class="notice in" role="status">${gettext("Every machine without a candidate at work shows its seat number full screen; it can be corrected there.")}</p>`
    : nothing;
}
