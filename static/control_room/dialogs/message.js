/** 发消息 to one, several or all, and the answer to a raised hand; 知道了 at the machine is the receipt (F9). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { messageTexts, want } from "../catalogues.js";
import { who as named } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { chosen } from "../view.js";
import { button } from "../widgets/button.js";
import { fill, open, openList } from "./open.js";
import { aboutChosen, choice, counted, ids, keeps, nobody, who } from "./parts.js";
import { preview } from "./preview.js";

const LONGEST = 300;

const reading = ({ state }) => state !== "submitted" && state !== "absent";
const everybody = () => [...room.sittings.values()].filter(reading).sort((a, b) => a.sequence - b.sequence);
const concerned = ({ form }) => (form.scope === "all" ? everybody() : chosen());
const plan = (dialog) => preview(dialog, "send_message", concerned(dialog));

const scope = (dialog) => html`
  <fieldset><legend>${gettext("Whom")}</legend>
    ${choice(dialog, "scope", "chosen", { title: say(gettext("The chosen ones (%(count)s)"), { count: chosen().length }) })}
    ${choice(dialog, "scope", "all", { title: say(gettext("Everybody who has not handed in (%(count)s)"), { count: everybody().length }) })}
  </fieldset>
`;

const template = (dialog) => html`
  <label class="field"><span>${gettext("Template")}</span>
    <select name="template" @change=${(event) => event.target.value && fill(dialog, { text: event.target.value })}>
      <option value="">${gettext("choose a text, or write one")}</option>
      ${messageTexts().map((text) => html`<option .value=${text}>${text}</option>`)}
    </select></label>
`;

const words = (dialog, label) => html`
  <label class="field tall"><span>${label}</span>
    <textarea name="text" rows="3" maxlength=${LONGEST} .value=${dialog.form.text ?? ""}
      @input=${(event) => fill(dialog, { text: event.target.value })}></textarea></label>
`;

const text = ({ form }) => (form.text ?? "").trim();
const records = (label, list) => html`<p class="row"><span class="grow"></span>${button({ name: `list_${list}`, label, look: "s", press: () => openList(list) })}</p>`;

export const message = {
  verb: "send_message",
  title: () => gettext("Send message"),
  about: aboutChosen,
  begin: (dialog) => {
    want();
    dialog.form = { scope: chosen().length ? "chosen" : "all" };
  },
  body: (dialog) => html`
    ${scope(dialog)} ${who(plan(dialog))} ${template(dialog)} ${words(dialog, gettext("Message"))}
    ${keeps([
      ["ok", gettext("Who is offline or not logged in yet reads it as soon as the machine is there")],
      ["ok", gettext("“Understood” at the machine is the receipt; until then the tile says so")],
    ])}
    ${records(gettext("Messages and receipts"), "messages")}
  `,
  why: (dialog) => nobody(plan(dialog)) || (text(dialog) ? "" : gettext("write a message")),
  label: (dialog) => counted(gettext("Send message"), plan(dialog)),
  send: (dialog) => act("send_message", { sittings: ids(plan(dialog)), text: text(dialog) }),
};

/** The open hand of the candidate who is chosen. */
export function handOf(sitting) {
  const isTheirs = ({ kind, sittings }) => kind === "hand_raised" && (sittings ?? []).includes(sitting?.id);
  return [...room.matters.values()].find(isTheirs);
}

const hand = () => handOf(chosen()[0]);
const said = ({ values }) => (values?.words ? say(gettext("“%(words)s”"), { words: values.words }) : gettext("without words"));

const raised = (matter) => html`<h3>${named(chosen()[0])}</h3><p class="answer">${said(matter)}</p>`;

export const answerHand = {
  verb: "answer_hand",
  title: () => gettext("Answer a raised hand"),
  begin: want,
  body: (dialog) => html`
    ${hand() ? raised(hand()) : html`<p class="hint">${gettext("No hand is raised here.")}</p>`}
    ${template(dialog)} ${words(dialog, gettext("Answer"))}
    ${keeps([["ok", gettext("Without words it is settled because somebody went there")]])}
    ${records(gettext("Raised hands and answers"), "hands")}
  `,
  why: () => (hand() ? "" : gettext("no hand is raised")),
  label: (dialog) => (text(dialog) ? gettext("Send answer") : gettext("Went there")),
  send: (dialog) => act("answer_hand", { matter: hand().id, text: text(dialog) }),
};

/** Opens the answer, if this candidate has raised a hand. */
export const handButton = (sitting) =>
  handOf(sitting) ? button({ name: "answer_hand", label: gettext("Answer a raised hand"), look: "p", press: () => open("answer_hand") }) : nothing;
