/** 刚刚: what has just happened, newest first. */

import { html } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { byId, seat } from "../people.js";
import { room } from "../room.js";
import { clock } from "../times.js";
import { sentence } from "../words/feed.js";

const known = (line) => ({ name: byId(line.sitting)?.name ?? "", seat: seat(line.seat ?? byId(line.sitting)?.seat) });

const one = (line) => html`<li><time>${clock(line.at)}</time> ${sentence(line, known(line))}</li>`;

export const feed = () => html`<h2>${gettext("Just now")}</h2><ol class="feed">${repeat(room.feed, ({ n }) => n, one)}</ol>`;
