/** A practical task: its folder, the files to hand in and how far each of them is (C2). */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { button, state } from "./parts.js";

const LOOKS = { saved: "in", uploading: "in", uploaded: "ok" };

const file = (page, path, found) => html`<li>
  <span class="mono">${path}</span>
  ${found ? state(LOOKS[found.state], page.t(`task.${found.state}`)) : state("idle", page.t("task.missing"))}
</li>`;

const wanted = (page, question) =>
  question.files.map((path) => file(page, path, page.state.files.find((found) => found.path === path)));

const others = (page, question) =>
  page.state.files.filter(({ path }) => !question.files.includes(path)).map((found) => file(page, found.path, found));

const list = (title, rows) => (rows.length ? html`<h4>${title}</h4><ul class="files">${rows}</ul>` : nothing);

export function task(page, question) {
  const { t } = page;
  const empty = !question.files.length && !page.state.files.length;
  return html`<section class="folder" aria-label=${t("task.folder")}>
    <header><div><h3>${t("task.folder")}</h3><p class="soft">${t("task.hint")}</p></div>
      ${button({ label: t("task.open"), look: "p", off: page.state.folder ? "" : t("task.filling"), click: () => page.do({ act: "open_folder" }) })}</header>
    ${list(t("task.files"), wanted(page, question))}
    ${list(t("task.other_files"), others(page, question))}
    ${empty ? html`<p class="soft">${t("task.no_files")}</p>` : nothing}
    <p class="soft path mono">${page.state.folder}</p>
  </section>`;
}
