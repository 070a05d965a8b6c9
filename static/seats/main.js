/** 机位管理: one picture of the list, drawn from what the server tells and what is chosen here. */

import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { painter, redraw } from "../control_room/draw.js";
import { page } from "../control_room/page.js";
import { follow } from "../control_room/socket.js";
import { dock, settle } from "./dialogs/dock.js";
import { follow as followScan } from "./dialogs/scan.js";
import { listen } from "./keys.js";
import { list, lost, take } from "./list.js";
import { view } from "./view.js";
import { foot } from "./widgets/foot.js";
import { head, strip } from "./widgets/head.js";
import { table } from "./widgets/table.js";
import { told } from "./widgets/told.js";

const TICK_MS = 1000;
const root = document.querySelector("#seats");
const links = { export: root.dataset.export };

const everything = () => html`${strip()}
  <div class="seats ${view.dock ? "docked" : ""} ${list.live ? "" : "old"}">
    <section class="panel" aria-label=${gettext("Seat list")}>${list.known ? html`${head()}${table()}${foot(links)}` : nothing}</section>
    ${view.dock ? dock() : nothing}
  </div>${told()}`;

function paint() {
  render(everything(), root);
  settle();
  followScan();
}

let asked = false;

/** A gap is asked about once; until the whole comes, what lies between is of no use. */
function missed() {
  if (!asked) link.ask();
  asked = true;
}

function hear(message) {
  if (message.type === "snapshot") asked = false;
  if (asked || !take(message)) missed();
  redraw();
}

function part(forbidden) {
  asked = false;
  lost(forbidden);
  redraw();
}

root.replaceChildren();
painter(paint);
listen();
const link = follow(page.socket, { heard: hear, lost: part });
setInterval(redraw, TICK_MS);
redraw();
