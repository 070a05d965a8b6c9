/** 浏览: walks through the folders of the server's machine, and takes one as the storage path. */

import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { Refusal, ask } from "./asking.js";

export function browsing(dialog, field, url) {
  let folder = null;
  let fault = "";

  async function go(path) {
    try {
      folder = await ask(`${url}?${new URLSearchParams({ path })}`);
      fault = "";
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      fault = refusal.message;
    }
    draw();
    dialog.querySelector("input").value = "";
  }

  const below = (name) => (folder.path.endsWith(folder.separator) ? folder.path + name : folder.path + folder.separator + name);

  function take() {
    const name = dialog.querySelector("input").value.trim();
    field.value = name ? below(name) : folder.path;
    dialog.close();
    field.focus();
  }

  const entry = (words, path) => html`<li><button type="button" @click=${() => go(path)}>${words}</button></li>`;

  function list() {
    const disks = folder.parent ? [] : folder.disks.filter((disk) => disk !== folder.path);
    return html`<ul>
      ${folder.parent ? entry(gettext("↑ one folder up"), folder.parent) : nothing}
      ${disks.map((disk) => entry(disk, disk))}
      ${folder.folders.map((name) => entry(name, below(name)))}
      ${folder.more ? html`<li class="empty">${gettext("There are more; type the path instead.")}</li>` : nothing}
      ${folder.folders.length ? nothing : html`<li class="empty">${gettext("no folder in here")}</li>`}
    </ul>`;
  }

  function draw() {
    render(
      html`<h2>${folder?.path ?? ""}</h2>
        ${fault ? html`<p class="jk-said fail">${fault}</p>` : nothing} ${folder ? list() : nothing}
        <footer>
          <input aria-label=${gettext("New folder in it")} placeholder=${gettext("New folder in it")} maxlength="100" />
          <button type="button" class="jk-btn jk-first" ?disabled=${!folder} @click=${take}>${gettext("Use this folder")}</button>
          <button type="button" class="jk-btn" @click=${() => dialog.close()}>${gettext("Cancel")}</button>
        </footer>`,
      dialog,
    );
  }

  return function open() {
    draw();
    if (!dialog.open) dialog.showModal();
    return go(field.value);
  };
}
