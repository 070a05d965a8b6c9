/** The frame of every dialog: title, who it is about, body, what happened, buttons. Docks right (look). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { redraw } from "../draw.js";
import { say } from "../say.js";
import { keepSeen } from "../seen.js";
import { set } from "../selection.js";
import { view } from "../view.js";
import { blocked } from "../whynot.js";
import { button } from "../widgets/button.js";
import { KINDS } from "./kinds.js";
import { close, open } from "./open.js";
import { meant } from "./meant.js";
import { results } from "./results.js";
import { stale } from "./stale.js";

const kindOf = (dialog) => KINDS[dialog.kind];

async function send(dialog) {
  if (dialog.busy || dialog.answer?.ok) return; // a double click is quicker than the next drawing
  dialog.busy = true;
  redraw();
  const answer = await kindOf(dialog).send(dialog);
  Object.assign(dialog, { busy: false, answer });
  dialog.form.password = "";
  kindOf(dialog).sent?.(dialog, answer);
  redraw();
}

function why(dialog) {
  const kind = kindOf(dialog);
  return blocked(kind.verb) || (dialog.busy ? gettext("please wait…") : stale.why(dialog, kind) || (kind.why?.(dialog) ?? ""));
}

const closing = (label, look = "") => button({ name: "close", label, look, press: close });

/** What a dialog asks once more before it acts, of how it is now; empty where nothing is to be asked. */
const question = (dialog) => kindOf(dialog).ask?.(dialog) ?? "";

const asking = (dialog) => html`<p class="question" role="alert">${question(dialog)}</p>
  ${button({ name: "no", label: gettext("No"), press: () => { dialog.asks = false; redraw(); } })}
  ${button({ name: "yes", label: gettext("Yes"), look: "p", why: why(dialog), press: () => { dialog.asks = false; send(dialog); } })}`;

function firstAsk(dialog) {
  if (!question(dialog)) return send(dialog);
  dialog.asks = true;
  return redraw();
}

const primary = (dialog) => {
  const { label, grave } = kindOf(dialog);
  return button({ name: "primary", label: label(dialog), look: grave ? "p grave" : "p", why: why(dialog), press: () => firstAsk(dialog) });
};

/** Those of a batch who were not done, chosen and asked for again: what is shown of them is how it is now. */
function onlyFailed(dialog) {
  const failed = (dialog.answer?.results ?? []).filter(({ ok, sitting }) => !ok && sitting).map(({ sitting }) => sitting);
  if (!kindOf(dialog).whom || !failed.length) return nothing;
  const press = () => {
    set(failed);
    open(dialog.kind);
  };
  return button({ name: "failed", label: say(gettext("Only those not done (%(count)s)"), { count: failed.length }), press });
}

function buttons(dialog) {
  const kind = kindOf(dialog);
  if (!kind.send || dialog.answer?.ok) return html`<span class="grow"></span>${onlyFailed(dialog)} ${closing(gettext("Close"), "p")}`;
  if (dialog.asks && question(dialog)) return asking(dialog);
  return html`${meant(dialog, kind)}<span class="soft">${kind.note?.(dialog) ?? ""}</span><span class="grow"></span>
    ${closing(gettext("Cancel"))} ${primary(dialog)}`;
}

const fault = ({ answer }) => (answer && !answer.ok ? html`<div class="fault" role="alert">${answer.text}${results({ results: answer.results })}</div>` : nothing);

const inner = (dialog) => (dialog.answer?.ok && kindOf(dialog).send ? results(dialog.answer) : html`${stale.notice(dialog, kindOf(dialog))}${kindOf(dialog).body(dialog)}${fault(dialog)}`);

export function dock() {
  const dialog = view.dialog;
  const kind = kindOf(dialog);
  keepSeen(dialog);
  dialog.shows = null; // the request for a code that its body will show
  return html`
    <section class="panel dock ${kind.wide ? "wide" : ""}" role="dialog" aria-labelledby="dock-title" data-dialog=${dialog.kind}>
      <header>
        <h2 id="dock-title" tabindex="-1">${kind.title(dialog)}</h2>
        <span class="soft">${kind.about?.(dialog) ?? ""}</span>
        <span class="grow"></span>
        ${button({ name: "shut", label: gettext("Close"), look: "s", press: close })}
      </header>
      <form class="scroll inner" @submit=${(event) => event.preventDefault()}>${inner(dialog)}</form>
      <footer>${buttons(dialog)}</footer>
    </section>
  `;
}

const FIRST = ".dock form :is(input:not([type=radio]), textarea, select), .dock form input";

/** After drawing: a dialog that has just opened begins its work and gets the focus. */
export function settle() {
  const dialog = view.dialog;
  if (!dialog?.fresh) return;
  dialog.fresh = false;
  kindOf(dialog).begin?.(dialog);
  Object.assign(dialog.form, dialog.kept);
  redraw();
  (document.querySelector(FIRST) ?? document.querySelector("#dock-title")).focus();
}
