/** What lies over everything: the proctor's lock (E16), the interruption of the room (F5). */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { isInterrupted } from "../state.js";
import { clockTime } from "../times.js";
import { dialog } from "./dialog.js";
import { timeLeft } from "./exam_bar.js";
import { button, refusal } from "./parts.js";

const left = (page) => (page.state.deadline ? html`<p class="left" role="timer"><small>${page.t("time.left")}</small> <b>${timeLeft(page)}</b></p>` : nothing);

/** The keyboard starts at the heading, and comes to the button once nothing was pressed for a moment (`focus.js`):
 * who is typing must not acknowledge by a stray key. */
function lock(page) {
  const { t } = page;
  const { text, by, at } = page.state.lock;
  const clock = t(isInterrupted(page.state) ? "lock.clock_stands" : "lock.clock");
  const content = html`<blockquote>${text}</blockquote>
    <p class="soft">${[by && t("lock.by", { name: by }), clockTime(at), page.inExam && clock].filter(Boolean).join("　")}</p>
    ${page.inExam ? left(page) : nothing}
    ${refusal(page.refusalOf("acknowledge_lock"))}
    ${button({ label: t("lock.button"), look: "p", click: () => page.do({ act: "acknowledge_lock" }) })}`;
  return dialog({ kind: "cover locked", title: t("lock.title"), content });
}

function interruption(page) {
  const { t } = page;
  const content = html`<blockquote>${page.state.interrupted || t("interrupted.default")}</blockquote>
    ${page.state.deadline ? html`<p class="soft">${t("interrupted.text")}</p>${left(page)}` : nothing}`;
  return dialog({ kind: "cover interrupted", title: t("interrupted.title"), content });
}

/** One at a time; the lock comes first, for it wants an answer. */
export function cover(page) {
  if (page.state.lock) return lock(page);
  return isInterrupted(page.state) ? interruption(page) : nothing;
}
