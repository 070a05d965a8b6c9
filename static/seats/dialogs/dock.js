/** The frame of every dialog: title, body, what was refused, buttons. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { redraw } from "../../control_room/draw.js";
import { button } from "../../control_room/widgets/button.js";
import { blocked } from "../rights.js";
import { view } from "../view.js";
import { tell } from "../widgets/told.js";
import { bring } from "./import.js";
import { close } from "./open.js";
import { scan } from "./scan.js";
import { add, change, remove } from "./seat.js";

/** A dialog is: title, body, label, why? (what is missing), send, begin? (once), grave?, foot? (further buttons). */
const KINDS = { add, change, delete: remove, scan, import: bring };
const kindOf = (dock) => KINDS[dock.kind];

async function send(dock) {
  Object.assign(dock, { busy: true, answer: null });
  redraw();
  const answer = await kindOf(dock).send(dock);
  dock.busy = false;
  if (answer.ok) {
    tell(answer.text);
    if (view.dock === dock) close();
  } else dock.answer = answer;
  redraw();
}

const why = (dock) => blocked(dock.kind === "delete" || dock.kind === "change" ? "add" : dock.kind) || (dock.busy ? gettext("please wait…") : (kindOf(dock).why?.(dock) ?? ""));

function submit(event, dock) {
  event.preventDefault();
  if (!why(dock)) send(dock);
}

const fault = ({ answer }) => html`<div role="alert">${answer ? html`<p class="fault">${answer.text}</p>` : nothing}</div>`;

export function dock() {
  const dock = view.dock;
  const kind = kindOf(dock);
  const reason = why(dock);
  return html`
    <form class="panel dock ${kind.wide ? "wide" : ""}" role="dialog" aria-labelledby="dock-title" data-dialog=${dock.kind} novalidate @submit=${(event) => submit(event, dock)}>
      <header><h2 id="dock-title" tabindex="-1">${kind.title(dock)}</h2><span class="grow"></span>
        ${button({ name: "shut", label: gettext("Close"), look: "s", press: close })}</header>
      <div class="scroll inner">${kind.body(dock)}${fault(dock)}</div>
      <footer>${kind.foot?.(dock) ?? nothing}<span class="grow"></span>
        ${button({ name: "cancel", label: gettext("Cancel"), press: close })}
        <button type="submit" class="btn ${reason ? "off" : "p"} ${kind.grave ? "grave" : ""}" data-act="primary" aria-disabled=${reason ? "true" : nothing}>${kind.label(dock)}${reason ? html`<small>${reason}</small>` : nothing}</button></footer>
    </form>`;
}

/** After drawing: a dialog that has just opened begins its work and gets the focus. */
export function settle() {
  const dock = view.dock;
  if (!dock?.fresh) return;
  dock.fresh = false;
  kindOf(dock).begin?.(dock);
  redraw();
  (document.querySelector(".dock .inner :is(input, select)") ?? document.querySelector("#dock-title")).focus();
}
