/** Bottom: how far it is, and the buttons, each with the reason when it may not be used. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../control_room/say.js";
import { act, lookAtOwnMachine } from "../acts.js";
import { page } from "../page.js";
import { check, running, view } from "../state.js";

const percent = () => (check.figures.steps ? Math.floor((100 * check.figures.done) / check.figures.steps) : 0);
const ended = () => (check.figures.passed ?? 0) + (check.figures.failed ?? 0);

const button = ({ words, press, why = "", first = false, name }) => html`
  <button type="button" data-act=${name} class="jk-btn ${first ? "jk-first" : ""} ${why ? "off" : ""}" aria-disabled=${why ? "true" : "false"} @click=${() => !why && !view.busy && press()}>
    ${words}${why ? html`<small>${why}</small>` : nothing}</button>
`;

const mayNot = () => (page.may ? "" : gettext("your role only looks"));
const whileRunning = () => (running() ? gettext("after the check") : "");
const withoutSeats = () => (check.figures.room ? "" : gettext("no seat yet"));
const withoutRun = () => (check.run.state === "none" ? gettext("nothing checked yet") : "");

const startOrStop = () =>
  running()
    ? button({ name: "stop", words: gettext("Stop the check"), press: () => act("stop"), why: mayNot() })
    : withoutRun()
      ? button({ name: "start", words: gettext("Start the environment check"), press: () => act("start"), why: mayNot() || withoutSeats(), first: true })
      : nothing;

const again = () =>
  button({
    name: "again",
    words: gettext("Check the failed ones again"),
    press: () => act("again"),
    why: mayNot() || withoutRun() || whileRunning() || (check.figures.failed ? "" : gettext("none failed")),
    first: !running() && check.figures.failed > 0,
  });

const anew = () =>
  button({ name: "anew", words: gettext("Check anew"), press: () => act("start"), why: mayNot() || withoutRun() || whileRunning() || withoutSeats() });

const report = () =>
  withoutRun() || whileRunning()
    ? button({ name: "report", words: gettext("Export the report"), why: withoutRun() || whileRunning() })
    : html`<a class="jk-btn" data-act="report" href=${page.report}>${gettext("Export the report")}</a>`;

export const foot = () => html`
  <footer class="jk-panel foot">
    ${view.fault ? html`<p class="fault" role="alert">${view.fault}</p>` : nothing}
    <div class="row"><b>${gettext("Progress")}</b>
      <progress class="course" max="100" value=${percent()} aria-label=${gettext("Progress")}></progress><b class="pc">${percent()}%</b>
      <span class="soft">${say(gettext("%(done)s of %(all)s seats done"), { done: ended(), all: check.figures.seats ?? 0 })}</span>
      <span class="rule"></span>
      ${startOrStop()} ${again()} ${anew()} ${report()} ${button({ name: "own", words: gettext("This machine"), press: lookAtOwnMachine })}
    </div>
  </footer>
`;
