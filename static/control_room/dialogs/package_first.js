/** An answer package that comes along with another act: compared in the same dialog, and taken just before it (E14, F6). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { redraw } from "../draw.js";
import { say } from "../say.js";
import { blocked } from "../whynot.js";
import { button } from "../widgets/button.js";
import { brought, send, sent } from "./package.js";

const VERB = "import_package";

/** What was brought for somebody else is not theirs. */
export const foundFor = (dialog, id) => dialog.found?.sitting === id;

function offer(dialog) {
  dialog.package = true;
  redraw();
}

/** Closed until it is wanted: most who move have everything on the server. */
export function packagePart(dialog, sitting) {
  if (dialog.found && !foundFor(dialog, sitting.id)) dialog.found = null;
  const taken = dialog.taken ? html`<p class="st ok wrap">${dialog.taken}</p>` : nothing;
  if (dialog.package) return html`${taken} ${brought(dialog, VERB)}`;
  return html`<p>${button({ name: "bring", label: gettext("Import an answer package too…"), look: "s", why: blocked(VERB), press: () => offer(dialog) })}</p>`;
}

/** Takes the package, if there is one, and then does the act; what is refused of it stops the act. */
export async function importFirst(dialog, sitting, then) {
  if (foundFor(dialog, sitting.id)) {
    const answer = await send(VERB)(dialog);
    if (!answer.ok) return answer;
    dialog.taken = say(gettext("Answer package of %(name)s taken: %(what)s"), { name: sitting.name, what: answer.results[0]?.text ?? "" });
    dialog.found = null;
  }
  const answer = await then();
  return dialog.taken && answer.ok ? { ...answer, text: `${answer.text} ${dialog.taken}` } : answer;
}

export const packageSent = sent(VERB);
