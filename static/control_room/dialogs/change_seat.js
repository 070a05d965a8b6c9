/** 换机位: one candidate to a spare machine, or two who change places, with package, minutes and what is kept (F6). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { byId, names, seat } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock, remaining } from "../times.js";
import { chosen } from "../view.js";
import { lostOf, lostPart, proposeGiving } from "./lost.js";
import { fill } from "./open.js";
import { aboutChosen, ids, keeps, nobody, who } from "./parts.js";
import { foundFor, importFirst, packagePart, packageSent } from "./package_first.js";
import { preview } from "./preview.js";
import { FAULTS, reasonFields, reasonMissing, reasonOf } from "./reason.js";

const isSwap = () => chosen().length === 2;
const verb = () => (isSwap() ? "swap_seats" : "change_seat");
const plan = (dialog) => preview(dialog, verb(), chosen().slice(0, 2));

/** "3", or "3 → 8" with the package that was brought along. */
const withPackage = (before, after) => (after === undefined || after === before ? before : `${before} → ${after}`);

/** What the old machine still has for itself: known while it is there, or when its package is here. */
function unsent(found, { pending }) {
  if (found) return say(gettext("%(count)s in the package"), { count: found.new });
  return pending ?? "—";
}

const columns = (dialog) => {
  const found = ({ id }) => (foundFor(dialog, id) ? dialog.found : null);
  const taken = (sitting) => found(sitting)?.sides.taken;
  return [
    { label: () => gettext("Last save"), cell: ({ saved_at: at }) => (at ? clock(at) : "-") },
    { label: () => gettext("Answered"), look: "num", cell: (sitting, row) => withPackage(row.answered ?? sitting.answered, taken(sitting)?.answered) },
    { label: () => gettext("Files"), look: "num", cell: (sitting, row) => withPackage(row.files ?? "—", taken(sitting)?.files) },
    { label: () => gettext("Time left"), look: "num", cell: (_, { left_ms: ms }) => (ms ? remaining(ms) : "-") },
    { label: () => gettext("Not sent yet"), look: "num", cell: (sitting, row) => unsent(found(sitting), row) },
  ];
};

const awaited = () => new Set([...room.sittings.values()].map(({ moves_to: number }) => number));
const settled = ({ state }) => state === "submitted" || state === "absent";

/** Who is still to come to a seat: such a machine is chosen by hand only. */
const expected = () => new Map([...room.sittings.values()].filter((sitting) => !settled(sitting) && !sitting.seat).map((sitting) => [sitting.planned_seat, sitting]));

/** Machines that are there and have nobody, the untouched ones first; `planned`: the candidate who has not come yet. */
function spares() {
  const coming = expected();
  const left = (id) => !id || byId(id)?.state === "submitted"; // who has handed in needs the machine no longer
  const free = [...room.seats.values()].filter(({ number, online, sitting }) => online && left(sitting) && !awaited().has(number));
  return free.sort((a, b) => Boolean(a.sitting) - Boolean(b.sitting) || a.number - b.number).map(({ number }) => ({ number, planned: coming.get(number) }));
}

/** A real spare is proposed; a seat that somebody may still come to never is. */
const proposed = () => spares().find(({ planned }) => !planned)?.number ?? 0;
const target = ({ form }) => Number(form.seat ?? proposed());

const option = (dialog) => ({ number, planned }) => html`
  <option .value=${String(number)} .selected=${number === target(dialog)}>${seat(number)}${planned ? say(gettext(" (planned for %(name)s)"), { name: planned.name }) : ""}</option>
`;

const group = (dialog, label, some) => (some.length ? html`<optgroup label=${label}>${some.map(option(dialog))}</optgroup>` : nothing);

function choose(dialog) {
  const all = spares();
  if (!all.length) return html`<p class="fault">${gettext("No machine is free and online.")}</p>`;
  return html`<label class="field"><span>${gettext("To seat")}</span>
    <select name="seat" @change=${(event) => fill(dialog, { seat: event.target.value })}>
      ${proposed() ? nothing : html`<option value="0" .selected=${!target(dialog)}>${gettext("choose a seat")}</option>`}
      ${group(dialog, gettext("Free machines"), all.filter(({ planned }) => !planned))}
      ${group(dialog, gettext("Planned for candidates who have not come yet"), all.filter(({ planned }) => planned))}
    </select></label>`;
}

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
  if (!isSwap() && !spares().length) return gettext("no seat is free");
  if (!isSwap() && !target(dialog)) return gettext("choose a seat");
  return reasonMissing(dialog, FAULTS);
}

/** Who is forced out of a client at which the work is going on (E10). */
const forcedOut = (dialog) => ids(plan(dialog)).map(byId).filter((sitting) => sitting?.state === "in_exam" && sitting.online);

const question = (sittings) =>
  say(gettext("%(names)s: the candidate is online and in the exam. Changing the seat forces the client out. Go on?"), { names: names(sittings) });

const move = (dialog) =>
  act(verb(), {
    sittings: ids(plan(dialog)),
    reason: reasonOf(dialog, FAULTS),
    ...(isSwap() ? {} : { seat: target(dialog) }),
    ...lostOf(dialog, plan(dialog)),
  });

export const changeSeat = {
  verb: "change_seat",
  wide: true,
  title: () => (isSwap() ? gettext("Swap two seats") : gettext("Change of seat")),
  about: aboutChosen,
  begin: proposeGiving,
  body: (dialog) => html`
    ${who(plan(dialog), columns(dialog))} ${where(dialog)} ${chosen().length === 1 ? packagePart(dialog, chosen()[0]) : nothing}
    ${lostPart(dialog, plan(dialog))} ${reasonFields(dialog, FAULTS)} ${keeps(LINES.map(([kind, words]) => [kind, words()]))}
  `,
  why,
  label: (dialog) =>
    isSwap() ? gettext("Swap") : say(gettext("Move to %(seat)s"), { seat: target(dialog) ? seat(target(dialog)) : "-" }),
  ask: (dialog) => (forcedOut(dialog).length ? question(forcedOut(dialog)) : ""),
  send: (dialog) => (isSwap() ? move(dialog) : importFirst(dialog, chosen()[0], () => move(dialog))),
  sent: packageSent,
};
