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

const PICTURE = /\.(png|jpe?g|gif|webp|bmp)$/i;

const bytes = (size) => (size < 1e6 ? `${Math.max(1, Math.round(size / 1000))} KB` : `${(size / 1e6).toFixed(1)} MB`);

const picture = ({ name, size }) => html`<details class="picture">
  <summary><span class="mono">${name}</span><small class="soft">${bytes(size)}</small></summary>
  <img src=${`/materials/${encodeURIComponent(name)}`} alt=${name} loading="lazy">
</details>`;

const given = ({ name, size }) => html`<span class="mono">${name}</span><small class="soft">${bytes(size)}</small>`;

const opened = (page, { name, size }) => html`<button class="file mono" title=${page.t("task.open_material")} @click=${() => page.do({ act: "open_material", name })}>${name}</button>
  <small class="soft">${bytes(size)}</small>`;

/** A picture can be looked at here; for everything else the daemon opens the system's program, once the folder is there. */
function material(page, one) {
  if (!page.state.folder) return html`<li>${given(one)}</li>`;
  return html`<li>${PICTURE.test(one.name) ? picture(one) : opened(page, one)}</li>`;
}

const materials = (page, all) =>
  all.length
    ? html`<h4>${page.t("task.materials")}</h4><p class="soft">${page.t("task.materials_hint")}</p>
        <ul class="files materials">${all.map((one) => material(page, one))}</ul>`
    : nothing;

const notKept = (page, { path, why }) => html`<li><span class="mono">${path}</span>${state("fail", page.t(`task.left_out.${why}`))}</li>`;

/** What lies in the folder and will not be handed in is said where the files are, not found out afterwards. */
function leftOut(page) {
  const { t, state: { left_out: told } } = page;
  if (!told) return nothing;
  return html`<div role="alert"><h4>${t("task.left_out", told)}</h4><p class="soft">${t("task.left_out_hint")}</p>
    <ul class="files">${told.files.map((one) => notKept(page, one))}</ul></div>`;
}

export function task(page, question) {
  const { t } = page;
  const empty = !question.files.length && !page.state.files.length;
  return html`<section class="folder" aria-label=${t("task.folder")}>
    <header><div><h3>${t("task.folder")}</h3><p class="soft">${t("task.hint")}</p></div>
      ${button({ label: t("task.open"), look: "p", off: page.state.folder ? "" : t("task.filling"), click: () => page.do({ act: "open_folder" }) })}</header>
    ${materials(page, question.materials ?? [])}
    ${list(t("task.files"), wanted(page, question))}
    ${list(t("task.other_files"), others(page, question))}
    ${leftOut(page)}
    ${empty ? html`<p class="soft">${t("task.no_files")}</p>` : nothing}
    <p class="soft path mono">${page.state.folder}</p>
  </section>`;
}
