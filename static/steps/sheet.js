/** 考点信息表: dropped or chosen, read by the server; the room that is chosen fills in the form. */

import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { Refusal, ask } from "./asking.js";

const FIELDS = { code: "code", host: "host", port: "port", registration_code: "registration_code" };

export function sheets(place, form, url) {
  let told = null;
  let said = "";
  let chosen = "";

  function fillIn(room) {
    chosen = room.code;
    for (const [name, field] of Object.entries(FIELDS)) form.elements[field].value = room[name];
    form.querySelector("input[name=mode][value=centre]").checked = true;
    draw();
    form.elements.proctor_ip.focus();
  }

  const line = (room) => html`<li class=${room.faults.length ? "bad" : room.code === chosen ? "on" : ""}>
    <b>${room.code}</b>
    <p>${room.host}${room.host ? `:${room.port}` : ""} · ${room.registration_code}</p>
    <p>${room.sessions.join(" · ")} ${room.note}</p>
    ${room.faults.map((fault) => html`<span class="fault">${fault}</span>`)}
    ${room.faults.length ? nothing : html`<button type="button" class="jk-btn" aria-pressed=${room.code === chosen} @click=${() => fillIn(room)}>${gettext("Choose this room")}</button>`}
  </li>`;

  function draw() {
    render(
      html`${said ? html`<p class="jk-said fail">${said}</p>` : nothing}
        ${told ? html`<p class="jk-said">${told.file}</p><ul class="jk-rooms">${told.rooms.map(line)}</ul>` : nothing}`,
      place,
    );
  }

  return async function read(file) {
    const body = new FormData();
    body.append("sheet", file);
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    told = null;
    said = "";
    chosen = "";
    try {
      told = await ask(url, { method: "POST", body });
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      said = refusal.message;
    }
    draw();
  };
}
