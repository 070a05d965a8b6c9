/** The bar of every screen but the paper's: what exam, which seat, whether there is a server, the language. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { clockTime } from "../times.js";
import { link, seatNumber } from "./parts.js";

export const mockMark = (page) => (page.state.exam?.formal === false ? html`<span class="m mock">${page.t("mock")}</span>` : nothing);

/** Changes to the other language; written in that language. */
export const language = (page) => html`<button type="button" class="btn lang" lang=${page.lang === "zh" ? "en" : "zh-Hans"}
  @click=${() => page.do({ act: "language", lang: page.lang === "zh" ? "en" : "zh" })}>${page.t("other_language")}</button>`;

/** Whether the page is dark: as chosen, else as the system has it. */
const isDark = (page) => (page.state.scheme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

/** For a dark room, and back. */
export const scheme = (page) => html`<button type="button" class="btn lang"
  @click=${() => page.do({ act: "scheme", scheme: isDark(page) ? "light" : "dark" })}>${page.t(isDark(page) ? "scheme.light" : "scheme.dark")}</button>`;

export function bar(page) {
  const { t, state } = page;
  return html`<header class="bar" data-region>
    <span class="brand">${t("app")}</span>${mockMark(page)}
    <span class="exam-name">${[state.exam?.name, state.exam?.session].filter(Boolean).join(" · ")}</span>
    <span class="grow"></span>
    <span>${t("seat", { number: seatNumber(state.seat) })}</span>${link(page)}
    <span class="now">${clockTime(page.clock.now())}</span>${scheme(page)}${language(page)}
  </header>`;
}
