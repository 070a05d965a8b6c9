/** 启动考生端 and 关闭考生端, for all or chosen seats, with what each one is doing now (E4). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { seat } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { chosen } from "../view.js";
import { choice, reached, st } from "./parts.js";

const all = () => [...room.seats.values()].sort((a, b) => a.number - b.number);
const ofChosen = () => {
  const numbers = new Set(chosen().map((sitting) => sitting.seat));
  return all().filter(({ number }) => numbers.has(number));
};

const SCOPES = {
  all: () => all(),
  chosen: ofChosen,
  off: () => all().filter((each) => !isOpen(each)),
  on: () => all().filter(({ ui_on: on }) => on),
};

const meant = ({ form }) => SCOPES[form.scope ?? "all"]();

/** The server knows "all" itself, also seats that come while this is read. */
const seatsOf = (dialog) => (dialog.form.scope === "all" ? "all" : meant(dialog).map(({ number }) => number));

/** What the machine says that has become of it; one that says nothing of it has done as it was told. */
const STARTED = {
  opening: () => st("warn", gettext("starting")),
  closed: () => st("warn", gettext("starting")),
  nobody: () => st("fail", gettext("the page is not open")),
  no_session: () => st("fail", gettext("desktop not logged in")),
  no_browser: () => st("fail", gettext("no browser found")),
};

function client({ machine, online, ui_on: on, shown }) {
  if (!machine) return st("idle", gettext("no machine yet"));
  if (!online) return st("alarm", gettext("offline"));
  if (!on) return shown === "shown" ? st("warn", gettext("closing")) : st("idle", gettext("not started"));
  return STARTED[shown]?.() ?? st("ok", gettext("started"));
}

const isOpen = ({ ui_on: on, shown }) => on && !(shown in STARTED);

const row = (each) => html`<tr data-seat=${each.number}>
  <td><b>${seat(each.number)}</b></td><td>${each.hostname}</td><td class="mono">${each.ip}</td><td>${client(each)}</td>
</tr>`;

const seats = (dialog) => html`
  <div class="frame tall" role="group" aria-label=${gettext("Which seats")} tabindex=${reached(meant(dialog).length)}><table class="list">
    <thead><tr><th>${gettext("Seat")}</th><th>${gettext("Computer")}</th><th>${gettext("IP address")}</th><th>${gettext("Client")}</th></tr></thead>
    <tbody>${meant(dialog).map(row)}</tbody>
  </table></div>
`;

const scopes = (dialog, left, leftTitle) => html`
  <fieldset><legend>${gettext("Which seats")}</legend>
    ${choice(dialog, "scope", "all", { title: say(gettext("All seats (%(count)s)"), { count: all().length }) })}
    ${choice(dialog, "scope", left, { title: say(leftTitle, { count: SCOPES[left]().length }) })}
    ${choice(dialog, "scope", "chosen", { title: say(gettext("Seats of the chosen candidates (%(count)s)"), { count: ofChosen().length }) })}
  </fieldset>
`;

const progress = () => {
  const started = all().filter(isOpen).length;
  return html`<p class="course-line"><progress class="course" max=${all().length || 1} .value=${started}></progress>
    ${say(gettext("%(started)s of %(all)s started"), { started, all: all().length })}</p>`;
};

const common = {
  begin: (dialog) => {
    dialog.form.scope = ofChosen().length ? "chosen" : "all";
  },
  why: (dialog) => (meant(dialog).length ? "" : gettext("no seats")),
};

/** The seats of the chosen ones, unless all of them have started and others have not. */
function toStart() {
  const off = new Set(SCOPES.off());
  if (!ofChosen().length) return "all";
  return !off.size || ofChosen().some((each) => off.has(each)) ? "chosen" : "off";
}

export const startClient = {
  ...common,
  verb: "start_client",
  begin: (dialog) => {
    dialog.form.scope = toStart();
  },
  title: () => gettext("Start clients"),
  body: (dialog) => html`
    ${progress()} ${scopes(dialog, "off", gettext("Seats not started (%(count)s)"))} ${seats(dialog)}
    <p class="soft">${gettext("Check that every machine has started and shows the right seat number. It may be pressed again for those that have not.")}</p>
  `,
  label: () => gettext("Start the candidate system"),
  send: (dialog) => act("start_client", { seats: seatsOf(dialog) }),
};

export const closeClient = {
  ...common,
  verb: "close_client",
  title: () => gettext("Close clients"),
  body: (dialog) => html`
    ${progress()} ${scopes(dialog, "on", gettext("Seats started (%(count)s)"))} ${seats(dialog)}
    <p class="soft">${gettext("A machine whose candidate is in the exam is left alone; the others are closed.")}</p>
  `,
  label: () => gettext("Close the candidate system"),
  send: (dialog) => act("close_client", { seats: seatsOf(dialog) }),
};
