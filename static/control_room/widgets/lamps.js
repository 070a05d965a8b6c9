/** Three lamps with words: authorization, network connection, saving of answers (E2). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { centreFault } from "../words/centre.js";

const lamp = (look, words, more = "") => html`<li class="lamp ${look}" title=${more || nothing}>${words}</li>`;

const authorised = (value) => (value === "ok" ? lamp("good", gettext("Authorised")) : lamp("idle", gettext("Not authorised")));

const CENTRE = {
  ok: (why) => (why ? lamp("slow", gettext("Network connected"), why) : lamp("good", gettext("Network connected"))),
  off: (why) => lamp("bad", gettext("Network disconnected"), why),
  standalone: () => lamp("idle", gettext("Standalone")),
};

const SAVING = {
  ok: () => lamp("good", gettext("Answers saved")),
  slow: (count) => lamp("slow", say(ngettext("Answers: %(count)s slow", "Answers: %(count)s slow", count), { count })),
  bad: (count) => lamp("bad", say(ngettext("Answers: %(count)s not saved", "Answers: %(count)s not saved", count), { count })),
};

/** Without a connection nothing green is known. */
const unknown = () => html`<ul class="lamps" aria-label=${gettext("Lamps")}>${lamp("idle", gettext("Not known: no connection"))}</ul>`;

export function lamps() {
  if (!room.live) return unknown();
  const { authorised: paper = "off", centre = "off", centre_fault: fault = "", saving = {} } = room.lamps;
  return html`<ul class="lamps" aria-label=${gettext("Lamps")}>
    ${authorised(paper)} ${CENTRE[centre]?.(centreFault(fault))} ${SAVING[saving.state ?? "ok"]?.(saving.count ?? 0)}
  </ul>`;
}
