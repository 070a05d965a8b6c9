/** 到场登记: tick candidates from the list, or by their ticket with a scanner, a camera or the keyboard (F8). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { redraw } from "../draw.js";
import { byId, seat } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { set } from "../selection.js";
import { view } from "../view.js";
import { button } from "../widgets/button.js";
import { state } from "../words/states.js";
import { cameraButton, picture } from "./camera.js";
import { fill, openList } from "./open.js";
import { field, keeps } from "./parts.js";
import { isTicked, roll } from "./roll.js";

/** A candidate with several subjects is one person. */
function persons() {
  const first = new Map();
  for (const sitting of [...room.sittings.values()].sort((a, b) => a.sequence - b.sequence)) {
    if (!first.has(sitting.ticket)) first.set(sitting.ticket, sitting);
  }
  return [...first.values()];
}

const wanted = ({ form }) => (form.search ?? "").trim().toLowerCase();
const matches = (asked) => ({ ticket, name, seat: at, planned_seat: planned }) => `${ticket} ${name} ${seat(at ?? planned)}`.toLowerCase().includes(asked);
const open = () => persons().filter(({ present_at: at, state: code }) => !at && code !== "absent");
const missing = (dialog) => open().filter(matches(wanted(dialog)));
const ticked = (dialog) => open().filter(isTicked(dialog));

// --- by the ticket
const SHOWN_SCANS = 5;

async function send(dialog, ticket) {
  const answer = await act("scan_ticket", { ticket });
  dialog.scans = [answer, ...(dialog.scans ?? [])].slice(0, SHOWN_SCANS);
  redraw();
}

/** Tickets may come faster than the answers: one after the other, none is lost. */
function scan(dialog, ticket) {
  if (!ticket.trim()) return;
  fill(dialog, { ticket: "" });
  dialog.sending = (dialog.sending ?? Promise.resolve()).then(() => send(dialog, ticket.trim()));
}

/** A hand scanner types the number and Enter. */
function typed(dialog, event) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  scan(dialog, event.target.value);
}

function person(sitting) {
  const where = seat(sitting.seat ?? sitting.planned_seat);
  return html`<span class="big"><b>${where || "-"}</b><span>${sitting.name}<br /><span class="mono">${sitting.ticket}</span><br />${sitting.subject} · ${state(sitting.state)}</span></span>`;
}

const said = ({ ok, again, text }) => html`<p class="st ${ok ? (again ? "warn" : "ok") : "fail"}" data-scanned=${ok ? "ok" : "refused"}>${text}</p>`;

/** The last one large, to be compared with the person; those before it stay in sight. */
function scanned({ scans = [] }) {
  const last = byId(scans[0]?.sitting);
  return html`<div role="status">${last ? person(last) : nothing}${scans.map(said)}</div>`;
}

const byTicket = (dialog) => html`
  <div class="row" @keydown=${(event) => typed(dialog, event)}>
    ${field(dialog, "ticket", gettext("Ticket number"), { placeholder: gettext("scan or type, then Enter") })}
    ${cameraButton(dialog, (ticket) => scan(dialog, ticket))}
  </div>
  ${picture(dialog)} ${scanned(dialog)}
`;

// --- what does not fit
const unmarked = () => persons().filter(({ present_at: at, logged_in_at: entered }) => entered && !at);
const notIn = () => persons().filter(({ present_at: at, logged_in_at: entered }) => at && !entered);

const misfit = (words, sittings) =>
  sittings.length
    ? html`<li class="st warn"><span>${say(words, { count: sittings.length })}</span>
        ${button({ name: "show", label: gettext("Choose these"), look: "s", press: () => { set(sittings.map(({ id }) => id)); redraw(); } })}</li>`
    : nothing;

const misfits = () => html`<ul class="keeps">
  ${misfit(gettext("%(count)s logged in without being marked"), unmarked())} ${misfit(gettext("%(count)s marked and not logged in"), notIn())}
</ul>`;

const figures = () => say(gettext("%(present)s of %(all)s present"), { present: persons().length - open().length - absent(), all: persons().length });
const absent = () => persons().filter(({ present_at: at, state: code }) => !at && code === "absent").length;
const rule = () => (room.session.login_after_check ? [["warn", gettext("The plan lets log in only who is marked")]] : []);

export const attendance = {
  verb: "mark_present",
  wide: true,
  title: () => gettext("Attendance"),
  about: figures,
  begin: (dialog) => {
    dialog.form.ticks = new Set(open().filter(({ id }) => view.chosen.has(id)).map(({ id }) => id));
  },
  body: (dialog) => html`
    ${byTicket(dialog)} ${misfits()}
    <div class="row">${field(dialog, "search", gettext("Not marked"), { kind: "search", placeholder: gettext("ticket number, name, seat") })}
      ${button({ name: "list_attendance", label: gettext("Attendance list"), look: "s", press: () => openList("attendance") })}</div>
    ${open().length ? roll(dialog, missing(dialog)) : html`<p class="hint">${gettext("Everybody is marked or registered as absent.")}</p>`}
    ${keeps(rule())}
  `,
  why: (dialog) => (ticked(dialog).length ? "" : gettext("tick candidates first")),
  label: (dialog) => (ticked(dialog).length ? say(gettext("Mark %(count)s as present"), { count: ticked(dialog).length }) : gettext("Mark as present")),
  send: (dialog) => act("mark_present", { sittings: ticked(dialog).map(({ id }) => id) }),
};
