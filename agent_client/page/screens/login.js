/** Login with the ticket number, or with ticket and ID number as the plan says. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { hand } from "../widgets/deck.js";
import { button, refusal } from "../widgets/parts.js";
import { NOT_ME } from "./confirm.js";

const fields = (page) => (page.state.exam?.login_by === "ticket_and_id" ? ["ticket", "proof"] : ["ticket"]);

const clean = (text) => text.replace(/\s/g, "").toUpperCase();

/** What is missing is said here; the rest the room decides. */
async function logIn(page, event) {
  event.preventDefault();
  const typed = new FormData(event.target);
  const act = { act: "log_in", ticket: clean(typed.get("ticket")), proof: clean(typed.get("proof") ?? "") };
  const empty = fields(page).find((name) => !act[name]);
  page.ui.empty = empty;
  if (empty) event.target.elements[empty].focus();
  else if (await page.do(act)) page.notices.seen(NOT_ME);
  page.redraw();
}

const field = (page, name) => html`<label class="field">
  <span>${page.t(name)}</span>
  <input class="mono" name=${name} autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="32" ?data-first=${name === "ticket"}
    aria-describedby="login-error" aria-invalid=${page.ui.empty === name || Boolean(trouble(page))}>
  <small class="soft">${page.t(`login.${name}_hint`)}</small></label>`;

const isLocked = (page) => page.state.seat?.login_locked ?? false;

function trouble(page) {
  if (page.ui.busy === "log_in") return "";
  if (isLocked(page)) return page.t("login.locked");
  if (page.state.refused?.code === "login.locked") return ""; // released since
  if (page.ui.empty) return page.t("login.empty", { field: page.t(page.ui.empty) });
  return page.refusalOf("log_in") || page.state.refused?.text || "";
}

export function login(page) {
  const { t } = page;
  const busy = page.ui.busy === "log_in";
  return html`<main class="screen" data-region><section class="card login">
    <h1>${t("login.title")}</h1>
    <form @submit=${(event) => logIn(page, event)} novalidate>
      ${isLocked(page) ? nothing : fields(page).map((name) => field(page, name))}
      <div id="login-error">${refusal(trouble(page))}</div>
      ${page.state.link?.online ? nothing : html`<p class="soft">${t("login.offline")}</p>`}
      <footer>${hand(page)}<span class="grow"></span>${isLocked(page) ? nothing : button({ label: t(busy ? "login.busy" : "login.button"), look: "p", type: "submit" })}</footer>
    </form>
  </section></main>`;
}
