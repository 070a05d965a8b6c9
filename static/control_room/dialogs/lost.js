/** 按实测补回 or not, in the dialog that frees candidates from their machines: what was lost is booked with the act (E10, F2, F6). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { lostSoFar } from "../losses.js";
import { byId, candidates } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { span } from "../times.js";
import { blocked } from "../whynot.js";
import { choice } from "./parts.js";

/** The last answer in the package that was brought along, where it is of the machine that is away. */
const written = ({ found }, id) => (found?.sitting === id && found.outcome !== "stale" ? (found.sides.package.last_at ?? 0) : 0);

const lost = (dialog, plan) => plan.will.map(({ sitting }) => lostSoFar(byId(sitting) ?? {}, written(dialog, sitting))).filter((ms) => ms > 0);

/** "0:27", "0:27 to 4:00 each" */
function each(spans) {
  const [least, most] = [span(Math.min(...spans)), span(Math.max(...spans))];
  return least === most ? most : say(gettext("%(least)s to %(most)s each"), { least, most });
}

/** What such a dialog begins with. */
export const proposeGiving = ({ form }) => {
  form.lost ??= "give";
};

const isOpen = () => !room.session.credit_needs_code && !blocked("give_back");

/** What was measured of one, for the table. */
export const lostCell = (sitting, ms = 0) => html`<b>${lostSoFar(sitting) || ms ? span(lostSoFar(sitting) || ms) : "-"}</b>`;

/** The choice; nothing while nothing was lost. */
export function lostPart(dialog, plan) {
  const spans = lost(dialog, plan);
  if (!spans.length) return nothing;
  if (!isOpen()) return html`<p class="hint">${gettext("Lost time is given back afterwards: the plan asks for a code, or another person for the right.")}</p>`;
  const told = { candidates: candidates(spans.length), spans: each(spans) };
  return html`<fieldset data-lost><legend>${gettext("Lost time")}</legend>
    ${choice(dialog, "lost", "give", { title: gettext("Give back as measured (recommended)"), note: say(gettext("%(candidates)s: %(spans)s until now, booked with this act; the way to the open paper is measured on"), told) })}
    ${choice(dialog, "lost", "keep", { title: gettext("Give nothing back now"), note: gettext("it stays to settle, to be given back or refused with a reason") })}
  </fieldset>`;
}

/** What goes with the act. */
export const lostOf = (dialog, plan) => (lost(dialog, plan).length && isOpen() && dialog.form.lost === "give" ? { give_back: true } : {});
