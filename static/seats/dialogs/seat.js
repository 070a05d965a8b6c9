/** 新增, 修改, 删除 of one seat. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { say } from "../../control_room/say.js";
import { inTurn } from "../doing.js";
import { list, three } from "../list.js";
import { view } from "../view.js";
import { fill } from "./open.js";

const OTHER_NETWORK = "seats.other_network";
const NUMBER = /^[0-9]{1,3}$/;

const typed = (text) => (text ?? "").normalize("NFKC").trim();

const field = (dock, name, label, { note = "", longest = nothing, mode = nothing } = {}) => html`
  <label class="field"><span>${label}</span>
    <input name=${name} autocomplete="off" inputmode=${mode} maxlength=${longest} .value=${live(dock.form[name] ?? "")} @input=${(event) => fill(dock, { [name]: event.target.value })} />
    ${note ? html`<small>${note}</small>` : nothing}</label>`;

/** Asked only after it was refused for this. */
const confirmation = (dock) =>
  dock.answer?.code === OTHER_NETWORK || dock.form.confirmed
    ? html`<label class="check"><input type="checkbox" name="confirmed" .checked=${live(Boolean(dock.form.confirmed))} @change=${(event) => fill(dock, { confirmed: event.target.checked })} />
        ${gettext("Take this address of another network all the same")}</label>`
    : nothing;

const body = (dock) => html`
  ${field(dock, "number", gettext("Seat number"), { longest: 9, mode: "numeric", note: dock.kind === "add" ? gettext("proposed: the largest number + 1") : "" })}
  ${field(dock, "ip", gettext("IP address"), { longest: 40, mode: "decimal", note: dock.kind === "add" ? gettext("the first machine without a seat that calls from here takes it") : "" })}
  ${field(dock, "hostname", gettext("Computer name"), { longest: 100 })}
  ${field(dock, "note", gettext("Note"), { longest: 200 })}
  ${confirmation(dock)}`;

function missing({ form }) {
  if (!NUMBER.test(typed(form.number)) || Number(typed(form.number)) === 0) return gettext("a number from 1 to 999");
  return typed(form.ip) ? "" : gettext("the IP address is missing");
}

const values = ({ form }) => ({
  number: Number(typed(form.number)),
  ip: typed(form.ip),
  hostname: form.hostname ?? "",
  note: form.note ?? "",
  confirmed: Boolean(form.confirmed),
});

const isThere = (dock) => (list.seats.has(dock.seat.id) ? "" : gettext("this seat is not there any more"));

async function added(dock) {
  const answer = await inTurn("add", values(dock));
  if (answer.ok) view.chosen = answer.seat;
  return answer;
}

export const add = {
  title: () => gettext("Add a seat"),
  label: () => gettext("Save"),
  begin: (dock) => fill(dock, { number: three(list.room.next) }),
  body,
  why: missing,
  send: added,
};

export const change = {
  title: (dock) => say(gettext("Change seat %(seat)s"), { seat: three(dock.seat.number) }),
  label: () => gettext("Save"),
  begin: (dock) => fill(dock, { number: three(dock.seat.number), ip: dock.seat.ip, hostname: dock.seat.hostname, note: dock.seat.note }),
  body,
  why: (dock) => isThere(dock) || missing(dock),
  send: (dock) => inTurn("change", { seat: dock.seat.id, ...values(dock) }),
};

export const remove = {
  title: (dock) => say(gettext("Delete seat %(seat)s?"), { seat: three(dock.seat.number) }),
  label: () => gettext("Delete"),
  grave: true,
  body: ({ seat }) => html`
    <dl class="facts"><dt>${gettext("Seat number")}</dt><dd>${three(seat.number)}</dd><dt>${gettext("IP address")}</dt><dd class="mono">${seat.ip}</dd>
      <dt>${gettext("Computer name")}</dt><dd>${seat.hostname || "–"}</dd><dt>${gettext("Note")}</dt><dd>${seat.note || "–"}</dd></dl>
    <p class="soft">${gettext("Its machine stands in 自动扫描 again. The numbers of the other seats stay.")}</p>`,
  why: isThere,
  send: (dock) => inTurn("delete", { seat: dock.seat.id }),
};
