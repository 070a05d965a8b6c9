/** 环境检测: counts, requirements, live results, progress; drawn from what the server tells. */

import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { painter, redraw } from "../control_room/draw.js";
import { follow } from "../control_room/socket.js";
import { page, place } from "./page.js";
import { check, lost, running, take } from "./state.js";
import { figures } from "./parts/figures.js";
import { foot } from "./parts/foot.js";
import { needs } from "./parts/needs.js";
import { own, settle } from "./parts/own.js";
import { results } from "./parts/results.js";

const away = () =>
  check.known && !check.live
    ? html`<p class="away" role="status">${check.forbidden ? gettext("You may not see this room.") : gettext("The server is away: what you see is old. The page connects again by itself.")}</p>`
    : nothing;

painter(() => {
  render(html`${away()}<div class="side">${figures()}${needs()}</div>${results()}${foot()}${own()}`, place);
  settle();
});

let asked = false;
let ran = false;

function hear(message) {
  if (message.type === "snapshot") asked = false;
  if (asked || !take(message)) {
    if (!asked) link.ask();
    asked = true;
  }
  settleSteps();
  redraw();
}

/** The numbered bar is the server's: once a run has ended here it is fetched anew. */
async function settleSteps() {
  const now = running();
  const ended = ran && !now;
  ran = now;
  if (!ended) return;
  const response = await fetch(location.href, { credentials: "same-origin" });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".jk-steps");
  if (fresh) document.querySelector(".jk-steps")?.replaceWith(fresh);
}

const link = follow(page.socket, {
  heard: hear,
  lost: (forbidden) => {
    asked = false;
    lost(forbidden);
    redraw();
  },
});
redraw();
