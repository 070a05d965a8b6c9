/** 补回: measured lost time, proposed exactly, for one, several, or all whom the same fault cut off (F2). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { act } from "../acts.js";
import * as server from "../clock.js";
import { beganAt, faults, keyOf, lengthOf, losses } from "../losses.js";
import { byId, candidates, seat } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock, span } from "../times.js";
import { chosen, view } from "../view.js";
import { cause } from "../words/losses.js";
import { codeMissing, codeOf, codePart } from "./code.js";
import { fill } from "./open.js";
import { choice, keeps } from "./parts.js";
import { FAULTS, reasonFields, reasonMissing, reasonOf } from "./reason.js";

/** Those of the chosen are proposed; with nobody chosen, everybody's. What is not sure is never ticked by itself. */
function proposed(loss) {
  const some = chosen().filter(({ losses: own = [] }) => own.length);
  return loss.sure && (!some.length || view.chosen.has(loss.sitting));
}

const isTicked = (dialog, loss) => dialog.form.ticks?.get(keyOf(loss)) ?? proposed(loss);
const ticked = (dialog) => losses().filter((loss) => isTicked(dialog, loss));

function tick(dialog, some, on) {
  const ticks = new Map(dialog.form.ticks);
  some.forEach((loss) => ticks.set(keyOf(loss), on));
  fill(dialog, { ticks });
}

const box = (dialog, some, label, key) => {
  const count = some.filter((loss) => isTicked(dialog, loss)).length;
  return html`<input type="checkbox" data-tick=${key} aria-label=${label} .checked=${live(count === some.length)}
    .indeterminate=${live(count > 0 && count < some.length)} @change=${() => tick(dialog, some, count < some.length)} />`;
};

const MINUTE = 60_000;

/** Minutes that a code is asked for: the most that one of them has lost, rounded up. */
function minutesOf(dialog) {
  const lost = new Map();
  ticked(dialog).forEach((loss) => lost.set(loss.sitting, (lost.get(loss.sitting) ?? 0) + lengthOf(loss)));
  return Math.max(1, Math.ceil(Math.max(0, ...lost.values()) / MINUTE));
}

const purpose = (dialog) => ({ kind: "extra_time", sittings: [...new Set(ticked(dialog).map(({ sitting }) => sitting))], minutes: minutesOf(dialog) });

const until = ({ ended }) => (ended ? clock(ended) : gettext("goes on"));
const closed = ({ state }) => (state === "submitted" ? html` <small class="soft">${gettext("closed by the deadline: is opened again")}</small>` : nothing);

const row = (dialog) => (loss) => {
  const sitting = byId(loss.sitting);
  return html`<tr class=${isTicked(dialog, loss) ? "sel" : ""}>
    <td>${box(dialog, [loss], sitting.name, keyOf(loss))}</td>
    <td><b>${seat(sitting.seat)}</b></td><td class="name">${sitting.name}${closed(sitting)}</td>
    <td class="num">${clock(loss.began)} – ${until(loss)}</td><td class="num"><b>${span(lengthOf(loss))}</b></td>
  </tr>`;
};

const heading = (some) =>
  say(gettext("%(time)s · %(candidates)s · %(cause)s"), {
    time: clock(beganAt(some)),
    candidates: candidates(new Set(some.map(({ sitting }) => sitting)).size),
    cause: [...new Set(some.map((loss) => cause(loss.cause)))].join(gettext(", ")),
  });

const fault = (dialog) => (some) => html`
  <tbody data-fault=${beganAt(some)}>
    <tr class="head"><td>${box(dialog, some, gettext("All of this fault"), `fault ${beganAt(some)}`)}</td><th colspan="4" scope="rowgroup">${heading(some)}</th></tr>
    ${some.map(row(dialog))}
  </tbody>
`;

const table = (dialog, some) => html`
  <div class="frame"><table class="list faults">
    <thead><tr><th></th><th>${gettext("Seat")}</th><th>${gettext("Name")}</th><th class="num">${gettext("Could not answer")}</th><th class="num">${gettext("Lost")}</th></tr></thead>
    ${faults(some).map(fault(dialog))}
  </table></div>
`;

const unsure = (dialog, some) =>
  some.length
    ? html`<h3>${gettext("Offline now")}</h3>
        <p class="soft">${gettext("Their machines have not told yet whether the candidates could work on. Usually they can: wait until the machine is back, or resume at another one.")}</p>
        ${table(dialog, some)}`
    : nothing;

const sure = (dialog, some) =>
  some.length ? table(dialog, some) : html`<p class="hint">${gettext("Nothing that was measured waits to be given back.")}</p>`;

const ways = (dialog) => html`
  <fieldset><legend>${gettext("Decision")}</legend>
    ${choice(dialog, "way", "give_back", { title: gettext("Give back exactly"), note: gettext("apart from extra time: outside the free minutes and the maximum") })}
    ${choice(dialog, "way", "refuse_loss", { title: gettext("Caused by the candidate"), note: gettext("no time is given; it stands in the ledger with the reason") })}
  </fieldset>
`;

const persons = (dialog) => new Set(ticked(dialog).map(({ sitting }) => sitting)).size;
const needsCode = (dialog) => dialog.form.way === "give_back" && room.session.credit_needs_code;

function why(dialog) {
  if (!ticked(dialog).length) return gettext("tick candidates first");
  if (needsCode(dialog) && ticked(dialog).some(({ ended }) => !ended)) return gettext("with a code: only what has ended");
  return (needsCode(dialog) ? codeMissing(dialog, purpose(dialog)) : "") || reasonMissing(dialog, FAULTS);
}

function label(dialog) {
  const words = dialog.form.way === "refuse_loss" ? gettext("Give nothing back") : gettext("Give back");
  return ticked(dialog).length ? say(gettext("%(what)s: %(count)s"), { what: words, count: persons(dialog) }) : words;
}

export const giveBack = {
  verb: "give_back",
  wide: true,
  title: () => gettext("Give back lost time"),
  about: () => (losses().length ? say(gettext("%(count)s measured"), { count: losses().length }) : ""),
  begin: (dialog) => {
    dialog.form.way = "give_back";
  },
  body: (dialog) => html`
    ${sure(dialog, losses().filter((loss) => loss.sure))} ${unsure(dialog, losses().filter((loss) => !loss.sure))}
    ${ways(dialog)} ${needsCode(dialog) && ticked(dialog).length ? codePart(dialog, purpose(dialog)) : nothing} ${reasonFields(dialog, FAULTS)}
    ${keeps([
      ["ok", gettext("The candidates' clocks change within a second; a machine that is away learns it when it is back")],
      ["ok", gettext("What goes on is measured on, and the rest is proposed later")],
    ])}
  `,
  why,
  label,
  send: (dialog) =>
    act(needsCode(dialog) ? "give_back_by_code" : dialog.form.way, {
      losses: ticked(dialog).map(({ sitting, began }) => ({ sitting, began })),
      until: Math.floor(server.now()),
      reason: reasonOf(dialog, FAULTS),
      ...(needsCode(dialog) ? { minutes: minutesOf(dialog), ...codeOf(dialog, purpose(dialog)) } : {}),
    }),
};
