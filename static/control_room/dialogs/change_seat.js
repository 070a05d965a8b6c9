/** 换机位: one candidate to a spare machine, or two who change places, with what is kept (F6). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { byId, seat } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock, remaining } from "../times.js";
import { chosen } from "../view.js";
import { fill } from "./open.js";
import { aboutChosen, ids, keeps, nobody, who } from "./parts.js";
import { preview } from "./preview.js";
import { FAULTS, reasonFields, reasonMissing, reasonOf } from "./reason.js";

const isSwap = () => chosen().length === 2;
const verb = () => (isSwap() ? "swap_seats" : "change_seat");
const plan = (dialog) => preview(dialog, verb(), chosen().slice(0, 2));

const COLUMNS = [
  { label: () => gettext("Last save"), cell: ({ saved_at: at }) => (at ? clock(at) : "-") },
  { label: () => gettext("Answered"), look: "num", cell: (sitting, row) => row.answered ?? sitting.answered },
  { label: () => gettext("Files"), look: "num", cell: (_, { files = "" }) => files },
  { label: () => gettext("Time left"), look: "num", cell: (_, { left_ms: ms }) => (ms ? remaining(ms) : "-") },
  { label: () => gettext("Not sent yet"), look: "num", cell: (_, { pending = "" }) => pending },
];

const awaited = () => new Set([...room.sittings.values()].map(({ moves_to: number }) => number));

/** Machines that are there and have nobody: where the plan has no candidate first. */
function spares() {
  const planned = new Set([...room.sittings.values()].filter(({ state }) => state === "not_logged_in").map(({ planned_seat: number }) => number));
  const left = (id) => !id || byId(id)?.state === "submitted"; // who has handed in needs the machine no longer
  const free = [...room.seats.values()].filter(({ number, online, sitting }) => online && left(sitting) && !awaited().has(number));
  return free.map(({ number }) => ({ number, planned: planned.has(number) })).sort((a, b) => a.planned - b.planned || a.number - b.number);
}

const target = ({ form }) => Number(form.seat ?? spares()[0]?.number ?? 0);

const option = (dialog) => ({ number, planned }) => html`
  <option .value=${String(number)} .selected=${number === target(dialog)}>${seat(number)}${planned ? ` (${gettext("planned for somebody")})` : ""}</option>
`;

const choose = (dialog) =>
  spares().length
    ? html`<label class="field"><span>${gettext("To seat")}</span>
        <select name="seat" @change=${(event) => fill(dialog, { seat: event.target.value })}>${spares().map(option(dialog))}</select></label>`
    : html`<p class="fault">${gettext("No machine is free and online.")}</p>`;

const where = (dialog) => {
  if (!chosen().length) return nothing;
  if (!isSwap()) return choose(dialog);
  const [one, other] = chosen();
  return html`<p>${say(gettext("%(one)s goes to seat %(to)s, %(other)s to seat %(back)s."), { one: one.name, to: seat(other.seat), other: other.name, back: seat(one.seat) })}</p>`;
};

const LINES = [
  ["ok", () => gettext("Every saved answer and file is there after login, and the clock goes on")],
  ["ok", () => gettext("The old machine is released; the candidate can log in only at the new seat")],
  ["ok", () => gettext("What is lost until the paper is open again is measured, and then proposed to be given back")],
  ["warn", () => gettext("What is not sent yet follows from the old machine and is shown to you; it is not mixed in")],
];

function why(dialog) {
  if (chosen().length > 2) return gettext("choose one or two candidates");
  if (nobody(plan(dialog))) return nobody(plan(dialog));
  if (isSwap() && plan(dialog).will.length < 2) return gettext("both or none");
  if (!isSwap() && !target(dialog)) return gettext("no seat is free");
  return reasonMissing(dialog, FAULTS);
}

export const changeSeat = {
  verb: "change_seat",
  wide: true,
  title: () => (isSwap() ? gettext("Swap two seats") : gettext("Change of seat")),
  about: aboutChosen,
  body: (dialog) => html`
    ${who(plan(dialog), COLUMNS)} ${where(dialog)} ${reasonFields(dialog, FAULTS)} ${keeps(LINES.map(([kind, words]) => [kind, words()]))}
  `,
  why,
  label: (dialog) =>
    isSwap() ? gettext("Swap") : say(gettext("Move to %(seat)s"), { seat: target(dialog) ? seat(target(dialog)) : "-" }),
  send: (dialog) =>
    act(verb(), { sittings: ids(plan(dialog)), reason: reasonOf(dialog, FAULTS), ...(isSwap() ? {} : { seat: target(dialog) }) }),
};
