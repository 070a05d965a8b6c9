/** The switch of the alarms' tone. */

import { html } from "../../vendor/lit-html/lit-html.js";
import { redraw } from "../draw.js";
import { isMute, isOn, turn } from "../sound.js";

const words = () => (isMute() ? gettext("Sound on: click once") : isOn() ? gettext("Sound on") : gettext("Sound off"));

function press() {
  turn(!isOn() || isMute());
  redraw();
}

export const soundSwitch = () => html`
  <button type="button" class="btn s sound" data-act="sound" aria-pressed=${String(isOn())} title=${gettext("A tone for each new alarm, in this browser")} @click=${press}>${words()}</button>
`;
