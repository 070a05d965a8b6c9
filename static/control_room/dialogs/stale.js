/** Somebody else, or the exam itself, was quicker: who has changed since the dialog was opened, and the button until it was looked at. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { redraw } from "../draw.js";
import { names } from "../people.js";
import { say } from "../say.js";
import { changed, lookedAgain } from "../seen.js";
import { button } from "../widgets/button.js";

const open = (dialog, { send, verb }) => (send && !dialog.busy && !dialog.answer?.ok ? changed(dialog, verb) : []);

function seen(dialog) {
  lookedAgain(dialog);
  dialog.answer = null;
  redraw();
}

function notice(dialog, kind) {
  const sittings = open(dialog, kind);
  if (!sittings.length) return nothing;
  return html`<div class="confirm changed" role="alert">
    <p>${say(gettext("Changed since this was opened: %(names)s. What is shown is how it is now."), { names: names(sittings) })}</p>
    <p class="row"><span class="grow"></span>${button({ name: "seen", label: gettext("Seen"), look: "s", press: () => seen(dialog) })}</p>
  </div>`;
}

const why = (dialog, kind) => (open(dialog, kind).length ? gettext("look at what has changed") : "");

export const stale = { notice, why };
