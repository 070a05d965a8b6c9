/** Starts the page: words, socket, one drawing a frame, the keys. */

import { render } from "./vendor/lit-html/lit-html.js";
import { sleepWatch } from "./clock.js";
import { settleFocus } from "./focus.js";
import { listen } from "./keys.js";
import { follow } from "./live.js";
import { Page } from "./page.js";
import { view } from "./view.js";
import { loadWords } from "./words.js";

const TICK_MS = 250;
const LANGUAGE_TAGS = { zh: "zh-Hans", en: "en" };

let planned = false;

function redraw() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(draw);
}

const page = new Page({ words: await loadWords(), redraw });

function draw() {
  planned = false;
  document.documentElement.lang = LANGUAGE_TAGS[page.lang];
  document.documentElement.dataset.theme = page.state?.scheme ?? "";
  document.title = page.t("app");
  render(view(page), document.body);
  settleFocus(page);
}

const askAnew = follow({ heard: (state) => page.hear(state), lost: () => page.lose() });
const hasSlept = sleepWatch();

function tick() {
  if (hasSlept()) askAnew();
  page.tick();
  redraw();
}

listen(page);
setInterval(tick, TICK_MS);
redraw();
