/** 举手, with or without words (F9). */

import { html } from "../vendor/lit-html/lit-html.js";
import { dialog } from "./dialog.js";
import { button, refusal } from "./parts.js";

const MOST_LETTERS = 200;

const up = (page) => ({
  id: "hand",
  look: "ok",
  head: (t) => t("hand.up"),
  text: (t) => t(page.inExam ? "hand.up_text" : "hand.up_waiting"),
});

async function raise(page, event) {
  event.preventDefault();
  const words = new FormData(event.target).get("words").trim();
  if (!(await page.do({ act: "raise_hand", words }))) return;
  page.notices.add(up(page), page.clock.now());
  page.show(null);
}

export function handDialog(page) {
  const { t } = page;
  const content = html`<form @submit=${(event) => raise(page, event)}>
    <p>${t("hand.text")}</p>
    <label class="field"><span>${t("hand.words")}</span><textarea name="words" rows="3" maxlength=${MOST_LETTERS}></textarea></label>
    ${refusal(page.refusalOf("raise_hand"))}
    <footer>${button({ label: t("hand.cancel"), click: () => page.show(null) })}${button({ label: t("hand.button"), look: "p", type: "submit" })}</footer>
  </form>`;
  return dialog({ kind: "card hand-up", title: t("hand.title"), content, begins: "textarea", close: () => page.show(null) });
}
