/** A machine in conflict with a seat: what it is, and the buttons that settle it. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../control_room/say.js";
import { clock } from "../../control_room/times.js";
import { press } from "../doing.js";
import { list, three } from "../list.js";
import { blocked } from "../rights.js";

const at = ({ since }) => (since === null ? "" : clock(since));

const WORDS = {
  claim: (conflict) => say(gettext("%(time)s: this number was typed there"), { time: at(conflict) }),
  hardware: () => gettext("Same hardware as this seat's machine: a copied disk, or set up anew"),
  links: () => gettext("Same identity: stop the candidate program there and delete its data folder, then it enrols anew"),
  address: ({ own }) =>
    own === null ? gettext("Calls from this seat's address") : say(gettext("Seat %(own)s's machine calls from this seat's address"), { own: three(own) }),
};

const ACTS = {
  settle: {
    label: ({ kind }) => (kind === "links" ? gettext("Settled") : gettext("Keep this one")),
    press: ({ matter }) => press("settle", { matter }),
  },
  give: {
    label: () => gettext("Use that one"),
    press: ({ seat, machine }) => press("give", { seat, machine }),
  },
  number: {
    label: () => say(gettext("Number %(seat)s"), { seat: three(list.room.next) }),
    press: ({ machine }) => press("number", { machines: [machine], start: list.room.next }),
  },
};

const button = (conflict, name) => {
  const why = blocked(name);
  return html`<button type="button" class="btn s ${why ? "off" : ""}" data-act=${name} title=${why || nothing} aria-disabled=${why ? "true" : nothing}
    @click=${why ? nothing : () => ACTS[name].press(conflict)}>${ACTS[name].label(conflict)}</button> `;
};

const number = ({ seat }) => (list.seats.has(seat) ? three(list.seats.get(seat).number) : "–");

export const conflictRow = (conflict) => html`
  <tr class="bad twin" data-conflict=${conflict.kind}>
    <td>${number(conflict)}</td>
    <td class="mono">${conflict.address}</td>
    <td class="name">${conflict.hostname}${conflict.own === null ? nothing : html` <span class="m">${three(conflict.own)}</span>`}</td>
    <td class="words" colspan="2"><span class="st alarm">${gettext("conflict")}</span> ${WORDS[conflict.kind](conflict)}</td>
    <td class="num">${conflict.acts.map((name) => button(conflict, name))}</td>
  </tr>
`;
