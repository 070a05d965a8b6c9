/** The whole page for a state: bar, notices, screen, and what lies over it. */

import { html, nothing } from "./vendor/lit-html/lit-html.js";
import { repeat } from "./vendor/lit-html/directives/repeat.js";
import { confirm } from "./screens/confirm.js";
import { countdown } from "./screens/countdown.js";
import { closed, moved } from "./screens/ended.js";
import { login } from "./screens/login.js";
import { number } from "./screens/number.js";
import { opening } from "./screens/opening.js";
import { paper } from "./screens/paper.js";
import { rules } from "./screens/rules.js";
import { submitted } from "./screens/submitted.js";
import { waiting } from "./screens/waiting.js";
import { isCovered } from "./state.js";
import { bar } from "./widgets/bar.js";
import { cover } from "./widgets/covers.js";
import { exportDialog } from "./widgets/export_dialog.js";
import { examBar } from "./widgets/exam_bar.js";
import { handDialog } from "./widgets/hand_dialog.js";
import { ledgerDialog } from "./widgets/ledger_dialog.js";
import { notices } from "./widgets/notices.js";
import { submitDialog } from "./widgets/submit_dialog.js";
import { isWelcome, welcomeBack } from "./widgets/welcome_back.js";

const SCREENS = { number, waiting, login, confirm, rules, countdown, paper, interrupted: paper, submitted, moved, closed };
const DIALOGS = { submit: submitDialog, hand: handDialog, export: exportDialog, ledger: ledgerDialog };

function head(page) {
  if (page.state.screen === "number") return nothing;
  return page.inExam ? examBar(page) : bar(page);
}

/** By key, so that one dialog never turns into another one under the candidate's hands. */
function over(page) {
  const { dialog } = page.ui;
  return [
    ...(dialog in DIALOGS ? [[dialog, DIALOGS[dialog]]] : []),
    ...(isWelcome(page) && !isCovered(page.state) ? [["welcome", welcomeBack]] : []),
    ...(isCovered(page.state) ? [[page.state.lock ? "lock" : "interruption", cover]] : []),
  ];
}

export function view(page) {
  if (!page.state) return opening(page);
  const screen = SCREENS[page.state.screen] ?? opening;
  return html`${head(page)}${notices(page)}${screen(page)}
    ${repeat(over(page), ([key]) => key, ([, draw]) => draw(page))}`;
}
