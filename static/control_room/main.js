/** The control room: one picture of the room, drawn from what the server tells and what is chosen here. */

import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { asked as askedFor } from "./asked.js";
import { dock, settle as settleDock } from "./dialogs/dock.js";
import { KINDS } from "./dialogs/kinds.js";
import { open } from "./dialogs/open.js";
import { painter, redraw } from "./draw.js";
import { arrive } from "./jump.js";
import { keep, prune, restore, takeBegun } from "./keep.js";
import { listen } from "./keys.js";
import { page } from "./page.js";
import { lost, room, take } from "./room.js";
import { follow } from "./socket.js";
import { hearAlarms, wakeSound } from "./sound.js";
import { view } from "./view.js";
import { blocked } from "./whynot.js";
import { isAlarm } from "./words/matters.js";
import { bar } from "./widgets/bar.js";
import { counts } from "./widgets/counts.js";
import { feed } from "./widgets/feed.js";
import { fit } from "./widgets/fit.js";
import { matters } from "./widgets/matters.js";
import { menu, settle as settleMenu } from "./widgets/menu.js";
import { refreshed } from "./refresh.js";
import { strips } from "./widgets/strips.js";
import { table } from "./widgets/table.js";
import { tiles } from "./widgets/tiles.js";
import { told } from "./widgets/told.js";
import { toolbar } from "./widgets/toolbar.js";

const TICK_MS = 1000;

const aside = () => html`<aside class="side" aria-label=${gettext("To settle")}>${matters()}${feed()}</aside>`;

const everything = () => html`
  ${room.known ? toolbar() : nothing} ${strips()} ${room.known ? counts() : nothing}
  <main class="board ${view.dialog ? "docked" : ""} ${room.live ? "" : "old"}">
    ${view.as === "tiles" ? tiles() : table()} ${view.dialog ? dock() : aside()}
  </main>
  ${menu()} ${told()}
  <div class="band" hidden></div>
`;

function paint() {
  render(bar(), document.querySelector("#bar"));
  render(everything(), document.querySelector("#room"));
  fit(room.sittings.size, document.querySelector(".board"));
  settleMenu();
  settleDock();
  arrive();
  keep();
}

let asked = false;

/** A gap is asked about once; until the whole comes, what lies between is of no use. */
function missed() {
  if (!asked) link.ask();
  asked = true;
}

/** Who is in charge is asked once, if it is not noted and this person may note it. */
function whole() {
  refreshed();
  prune();
  askedFor();
  const begun = takeBegun();
  if (begun && begun.kind in KINDS && !view.dialog) open(begun.kind, { list: begun.list, kept: begun.form });
  if (!room.session.administrator && !room.session.ended_at && !blocked("enter") && !view.dialog) open("enter");
}

function hear(message) {
  if (message.type === "snapshot") asked = false;
  if (asked || !take(message)) missed();
  else if (message.type === "snapshot") whole();
  if (!asked) hearAlarms([...room.matters.values()].filter(isAlarm));
  redraw();
}

function part(forbidden) {
  asked = false;
  lost(forbidden);
  redraw();
}

restore();
painter(paint);
listen();
const link = follow(page.socket, { heard: hear, lost: part });
addEventListener("room:ask", link.ask);
addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // what Back brings out of the browser's memory is old
addEventListener("resize", redraw);
addEventListener("pointerdown", wakeSound);
addEventListener("keydown", wakeSound);
setInterval(redraw, TICK_MS);
redraw();
