/** 导出作答包, for the invigilator at the candidate's machine: onto a stick, sealed (C3). */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { dialog } from "./dialog.js";
import { button, refusal, state } from "./parts.js";

const file = (path) => html`<li class="mono">${path}</li>`;

const written = ({ t }, { on_stick: onStick, files }) => html`
  <p>${state(onStick ? "ok" : "warn", t(onStick ? "export.done" : "export.no_stick"))}</p><ul class="exported">${files.map(file)}</ul>`;

function outcome(page) {
  const { export: told } = page.state;
  if (!told) return nothing;
  if (told.running) return html`<p>${state("in", page.t("export.running"))}</p>`;
  return told.fault ? refusal(told.fault.text) : written(page, told);
}

export function exportDialog(page) {
  const { t } = page;
  const content = html`
    <p>${t("export.text")}</p>
    <div role="status">${outcome(page)}</div>${refusal(page.refusalOf("export"))}
    <footer>${button({ label: t("export.close"), click: () => page.show(null) })}${button({
      label: t("export.start"),
      look: "p",
      off: page.state.export?.running ? t("export.running") : "",
      click: () => page.do({ act: "export" }),
    })}</footer>`;
  return dialog({ kind: "card export", title: t("export.title"), content, close: () => page.show(null) });
}
