/** 列表视图: a row a candidate, with the manual's columns (E3). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import * as server from "../clock.js";
import { redraw } from "../draw.js";
import { isOffline } from "../figures.js";
import { marks, saving } from "../marks.js";
import { seat } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { all, none } from "../selection.js";
import { shown } from "../shown.js";
import { ago, remaining, span } from "../times.js";
import { view } from "../view.js";
import { look, state } from "../words/states.js";
import { batch } from "./batch.js";
import { foot } from "./foot.js";
import { picking } from "./picking.js";

const st = (kind, words) => html`<span class="st ${kind}">${words}</span>`;

function link(sitting) {
  if (isOffline(sitting)) return st("alarm", say(gettext("offline %(span)s"), { span: span(server.now() - sitting.link_since) }));
  if (sitting.online) return st("ok", gettext("online"));
  return sitting.link_since ? st("idle", gettext("offline")) : "-";
}

function delivered({ state: code }) {
  if (code === "absent") return "-";
  return code === "submitted" ? st("done", state(code)) : gettext("not submitted");
}

function left({ state: code, deadline, remaining_ms: still }) {
  if (code !== "in_exam") return "-";
  return remaining(deadline ? deadline - server.now() : (still ?? 0));
}

function saved(sitting) {
  if (sitting.state === "submitted") return gettext("received");
  if (sitting.state !== "in_exam" || !sitting.saved_at) return "-";
  return html`<span class=${saving(sitting)}>${ago(sitting.saved_at)}</span>`;
}

const mark = ({ look: kind, text, title }) => html` <i class="m ${kind}" title=${title ?? nothing}>${text}</i>`;
const asMarks = (sitting) => marks(sitting).filter(({ look: kind }) => kind !== "alarm full").map(mark);

const COLUMNS = [
  { key: "ticket", label: () => gettext("Ticket number"), look: "mono", cell: (s) => s.ticket },
  { key: "name", label: () => gettext("Name"), look: "name", cell: (s) => html`<span title=${s.name}>${s.name}</span>${asMarks(s)}` },
  { key: "sequence", label: () => gettext("Sequence"), cell: (s) => s.sequence },
  { key: "subject", label: () => gettext("Subject"), cell: (s) => s.subject, several: true },
  { key: "seat", label: () => gettext("Seat"), cell: (s) => html`<b>${seat(s.seat)}</b>` },
  { key: "state", label: () => gettext("Exam state"), cell: (s) => st(look(s.state), state(s.state)) },
  { key: "online", label: () => gettext("Online"), cell: link },
  { key: "submitted", label: () => gettext("Submission"), cell: delivered },
  { key: "ip", label: () => gettext("IP address"), look: "mono", cell: (s) => s.ip ?? "" },
  { key: "left", label: () => gettext("Time left"), look: "num", cell: left },
  { key: "saved", label: () => gettext("Last save"), look: "num", cell: saved },
];

const subjects = () => new Set([...room.sittings.values()].map(({ subject }) => subject)).size;
const columns = () => COLUMNS.filter(({ several }) => !several || subjects() > 1);

function sortBy(key) {
  view.sort = { key, up: view.sort.key === key ? !view.sort.up : true };
  redraw();
}

function head({ key, label, look: kind = "" }) {
  const here = view.sort.key === key;
  const sorted = here ? (view.sort.up ? "ascending" : "descending") : nothing;
  return html`<th class=${kind === "num" ? kind : ""} aria-sort=${sorted} scope="col">
    <button type="button" data-sort=${key} @click=${() => sortBy(key)}>${label()}${here ? (view.sort.up ? " ▴" : " ▾") : ""}</button>
  </th>`;
}

function allBox(sittings) {
  const every = sittings.length > 0 && sittings.every(({ id }) => view.chosen.has(id));
  const some = !every && sittings.some(({ id }) => view.chosen.has(id));
  const press = () => {
    every ? none() : all();
    redraw();
  };
  return html`<input type="checkbox" aria-label=${gettext("Select all shown")} .checked=${live(every)} .indeterminate=${live(some)} @click=${press} />`;
}

const row = (sitting, first, shownColumns) => html`
  <tr
    class=${view.chosen.has(sitting.id) ? "sel" : ""}
    data-id=${sitting.id}
    aria-selected=${String(view.chosen.has(sitting.id))}
    tabindex=${first === sitting.id ? 0 : -1}
  >
    <td><input type="checkbox" tabindex="-1" aria-label=${say(gettext("Select %(name)s"), { name: sitting.name })} .checked=${live(view.chosen.has(sitting.id))} /></td>
    ${shownColumns.map(({ cell, look: kind = "" }) => html`<td class=${kind}>${cell(sitting)}</td>`)}
  </tr>
`;

export function table() {
  const sittings = shown();
  const here = columns();
  const first = sittings.some(({ id }) => id === view.cursor) ? view.cursor : sittings[0]?.id;
  return html`
    <section class="panel" aria-label=${gettext("Candidates")}>
      ${batch()}
      <div class="scroll">
        <table class="list" role="grid" aria-multiselectable="true">
          <thead><tr><th>${allBox(sittings)}</th>${here.map(head)}</tr></thead>
          <tbody @click=${picking.click} @dblclick=${picking.open} @contextmenu=${picking.menu}>
            ${repeat(sittings, ({ id }) => id, (sitting) => row(sitting, first, here))}
          </tbody>
        </table>
      </div>
      ${foot(sittings)}
    </section>
  `;
}
