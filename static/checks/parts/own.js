/** 本机检测: the proctor's own machine beside the manual's list. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { closeOwnMachine } from "../acts.js";
import { view } from "../state.js";

const LOOKS = { pass: "ok", fail: "fail", warn: "warn", unknown: "idle" };
const WORDS = {
  pass: () => pgettext("check", "passed"),
  fail: () => pgettext("check", "failed"),
  warn: () => gettext("warning"),
  unknown: () => pgettext("check", "unknown"),
};

const line = ({ title, wanted, found, verdict }) => html`
  <tr class=${verdict}><th scope="row">${title}</th><td>${wanted}</td><td>${found}</td><td><span class="st ${LOOKS[verdict]}">${WORDS[verdict]()}</span></td></tr>
`;

const table = (lines) => html`
  <table class="jk-list"><thead><tr><th>${gettext("What was looked at")}</th><th>${gettext("Needed")}</th><th>${gettext("Found")}</th><th>${gettext("Result")}</th></tr></thead>
  <tbody>${lines.map(line)}</tbody></table>
`;

const closeByKey = ({ key }) => key === "Escape" && closeOwnMachine();

export const own = () =>
  view.own
    ? html`<div class="veil" @keydown=${closeByKey}><section class="jk-panel own" role="dialog" aria-modal="true" aria-label=${gettext("Check of this machine")}>
        <h2>${gettext("Check of this machine")} <small>${gettext("the proctor's machine, by the manual's section 2.1")}</small></h2>
        ${view.own.lines ? table(view.own.lines) : html`<p>${view.own.text ?? gettext("Looking …")}</p>`}
        <div class="jk-buttons"><button type="button" class="jk-btn jk-first" data-act="close" @click=${closeOwnMachine}>${gettext("Close")}</button></div>
      </section></div>`
    : nothing;

/** The dialog has the keyboard as soon as it is there. */
export const settle = () => {
  const close = document.querySelector(".own [data-act=close]");
  if (close && !close.closest(".own").contains(document.activeElement)) close.focus();
};
