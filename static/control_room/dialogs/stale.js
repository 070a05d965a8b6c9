/** Somebody else, or the exam itself, was quicker: who has changed since the dialog was opened, and the button until it was looked at. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { redraw } from "../draw.js";
import { names, who } from "../people.js";
import { say } from "../say.js";
import { changed, differing, lookedAgain } from "../seen.js";
import { clock } from "../times.js";
import { button } from "../widgets/button.js";
import { state } from "../words/states.js";

/** How each fact stands now. */
const NOW = {
  state: (row) => state(row.state),
  deadline_version: ({ deadline }) => say(gettext("ends %(time)s"), { time: deadline ? clock(deadline) : "-" }),
  violations: ({ violations: count }) => say(ngettext("%(count)s violation", "%(count)s violations", count), { count }),
  resumes: ({ resumes: count }) => say(ngettext("%(count)s resume", "%(count)s resumes", count), { count }),
  locked: ({ locked }) => (locked ? say(gettext("locked: “%(text)s”"), { text: locked.text }) : gettext("not locked")),
};

const online = ({ online: linked, link_since: since }) => (linked ? [gettext("online")] : since ? [gettext("offline")] : []);

const line = (dialog, verb) => (row) =>
  html`<li><b>${who(row)}</b> ${[...differing(dialog, verb, row).map((name) => NOW[name](row)), ...online(row)].join(" · ")}</li>`;

const open = (dialog, { send, verb }) => (send && !dialog.busy && !dialog.answer?.ok ? changed(dialog, verb) : []);

function seen(dialog) {
  lookedAgain(dialog);
  Object.assign(dialog, { answer: null, asks: false });
  redraw();
}

function notice(dialog, kind) {
  const sittings = open(dialog, kind);
  if (!sittings.length) return nothing;
  return html`<div class="confirm changed" role="alert">
    <p>${say(gettext("Changed since this was opened: %(names)s. What is shown is how it is now."), { names: names(sittings) })}</p>
    <ul>${sittings.map(line(dialog, kind.verb))}</ul>
    <p class="row"><span class="grow"></span>${button({ name: "seen", label: gettext("Seen"), look: "s", press: () => seen(dialog) })}</p>
  </div>`;
}

const why = (dialog, kind) => (open(dialog, kind).length ? gettext("look at what has changed") : "");

export const stale = { notice, why };
