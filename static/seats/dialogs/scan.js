/** 自动扫描: the machines without a seat, the ordering rule, and the numbers that they would get. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { act } from "../../control_room/acts.js";
import { redraw } from "../../control_room/draw.js";
import { say } from "../../control_room/say.js";
import { inTurn } from "../doing.js";
import { list, three } from "../list.js";
import { view } from "../view.js";
import { fill } from "./open.js";

const RULES = {
  ip: () => gettext("by IP address"),
  name: () => gettext("by computer name (PC2 before PC10)"),
  arrival: () => gettext("by order of arrival"),
};

/** Machines that are online are meant unless they were left out; those that are away only if they were put in. */
const isMeant = ({ form }, { id, online }) => form.picked.get(id) ?? online;
const meant = (dock) => [...list.waiting.values()].filter((machine) => isMeant(dock, machine)).map(({ id }) => id);

const NUMBER = /^0*[1-9][0-9]{0,2}$/;
const isNumber = (dock) => NUMBER.test(dock.form.start.trim());

const asked = (dock) => ({
  machines: meant(dock),
  order: dock.form.order,
  descending: dock.form.descending,
  start: Number(dock.form.start),
});

const fingerprint = (dock) => JSON.stringify([asked(dock), [...list.waiting.values()].map(({ id, address, hostname }) => [id, address, hostname]), [...list.seats.values()].map(({ number, ip }) => [number, ip])]);

/** Asks anew what would come of it, whenever anything that it depends on is another. */
async function look(dock) {
  if (!isNumber(dock)) {
    dock.print = null;
    dock.rows = [];
    return;
  }
  const print = fingerprint(dock);
  if (dock.print === print) return;
  dock.print = print;
  const answer = await act("scan", asked(dock));
  if (dock.print !== print) return;
  Object.assign(dock, { rows: answer.rows ?? [], answer: answer.ok ? null : answer });
  redraw();
}

export const follow = () => view.dock?.kind === "scan" && view.dock.form.picked && look(view.dock);

function pick(dock, id, on) {
  dock.form.picked.set(id, on);
  redraw();
}

const rule = (dock, order) => html`<label class="choice ${dock.form.order === order ? "on" : ""}">
  <input type="radio" name="order" .checked=${live(dock.form.order === order)} @change=${() => fill(dock, { order })} /><span>${RULES[order]()}</span></label>`;

const rules = (dock) => html`<fieldset><legend>${gettext("Ordering rule")}</legend>${Object.keys(RULES).map((order) => rule(dock, order))}</fieldset>
  <div class="row"><label class="field"><span>${gettext("Direction")}</span>
    <select name="descending" @change=${(event) => fill(dock, { descending: event.target.value === "down" })}>
      <option value="up" ?selected=${!dock.form.descending}>${gettext("ascending")}</option><option value="down" ?selected=${dock.form.descending}>${gettext("descending")}</option></select></label>
  <label class="field"><span>${gettext("Starting number")}</span>
    <input name="start" inputmode="numeric" maxlength="9" autocomplete="off" aria-invalid=${isNumber(dock) ? nothing : "true"} .value=${live(dock.form.start)} @input=${(event) => fill(dock, { start: event.target.value.normalize("NFKC") })} />
    ${isNumber(dock) ? nothing : html`<small class="wrong">${gettext("a number from 1 to 999")}</small>`}</label></div>`;

function verdict({ why, confirm }) {
  if (!why) return html`<span class="st ok">${gettext("free")}</span>`;
  return html`<span class="st ${confirm ? "warn" : "fail"}">${confirm ? gettext("to confirm") : gettext("refused")}</span> <span class="why">${why}</span>`;
}

function row(dock, machine, planned) {
  const on = isMeant(dock, machine);
  return html`<tr class=${planned?.why && !planned.confirm ? "bad" : ""} data-machine=${machine.id}>
    <td><input type="checkbox" aria-label=${say(gettext("Number %(machine)s"), { machine: machine.hostname })} .checked=${live(on)} @change=${() => pick(dock, machine.id, !on)} /></td>
    <td><b>${on && planned ? three(planned.number) : "–"}</b></td><td class="mono">${machine.address}</td><td class="name">${machine.hostname}</td>
    <td class="words">${machine.online ? nothing : html`<span class="st idle">${pgettext("machine", "offline")}</span> `}${on && planned ? verdict(planned) : nothing}</td></tr>`;
}

/** In the order of their numbers; who is left out comes last. */
function machines(dock) {
  const planned = new Map(dock.rows.map((each, place) => [each.machine, { ...each, place }]));
  const place = ({ id }) => planned.get(id)?.place ?? Number.MAX_SAFE_INTEGER;
  const sorted = [...list.waiting.values()].sort((a, b) => place(a) - place(b));
  return html`<div class="frame"><table class="list"><thead><tr><th></th><th>${gettext("Seat number")}</th><th>${gettext("IP address")}</th><th>${gettext("Computer name")}</th><th></th></tr></thead>
    <tbody>${sorted.map((machine) => row(dock, machine, planned.get(machine.id)))}</tbody></table></div>`;
}

const toConfirm = (dock) => dock.rows.filter(({ confirm }) => confirm).length;
const refused = (dock) => dock.rows.filter(({ why, confirm }) => why && !confirm);

/** Another starting number helps only where the numbers are what is refused. */
const advice = (rows) =>
  say(
    rows.every(({ by_number }) => by_number)
      ? gettext("%(count)s refused: choose another starting number")
      : gettext("%(count)s refused for the reason beside each: mend it, or untick them"),
    { count: rows.length },
  );

const confirmation = (dock) =>
  toConfirm(dock)
    ? html`<label class="check"><input type="checkbox" name="confirmed" .checked=${live(dock.form.confirmed)} @change=${(event) => fill(dock, { confirmed: event.target.checked })} />
        ${say(gettext("Take addresses of another network than 监考机IP: %(count)s"), { count: toConfirm(dock) })}</label>`
    : nothing;

const nobody = () => html`<p class="hint">${gettext("No machine without a seat has called in. Start the candidate program on the machines; each appears here by itself.")}</p>`;

function body(dock) {
  if (!list.waiting.size) return nobody();
  return html`${rules(dock)}${machines(dock)}${confirmation(dock)}<p class="soft">${gettext("Nothing has been stored yet.")}</p>`;
}

function why(dock) {
  if (!isNumber(dock)) return gettext("a number from 1 to 999");
  if (!dock.rows.length) return gettext("no machine is ticked");
  if (refused(dock).length) return advice(refused(dock));
  return toConfirm(dock) && !dock.form.confirmed ? gettext("confirm the other network") : "";
}

export const scan = {
  title: () => gettext("Scan: number the machines"),
  wide: true,
  label: ({ rows }) => (rows?.length ? say(gettext("Number %(count)s machines"), { count: rows.length }) : gettext("Number the machines")),
  begin: (dock) => {
    dock.rows = [];
    fill(dock, { picked: new Map(), order: "ip", descending: false, start: String(list.room.next), confirmed: false });
  },
  body: (dock) => (dock.form.picked ? body(dock) : nothing),
  why: (dock) => (dock.form.picked ? why(dock) : gettext("please wait…")),
  send: (dock) => inTurn("number", { ...asked(dock), machines: dock.rows.map(({ machine }) => machine), confirmed: dock.form.confirmed }),
};
