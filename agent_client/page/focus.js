/** Where the keyboard is after a drawing: in a new dialog, back where it came from, at the head of a new screen. */

const openers = new Map(); // dialog → what had the focus before it

const QUIET_MS = 1500;
let stirredAt = 0; // the last key, or the last dialog that came

function openDialogs() {
  for (const dialog of document.querySelectorAll("dialog:not([open])")) {
    openers.set(dialog, document.activeElement);
    dialog.showModal();
    dialog.querySelector(dialog.dataset.begins)?.focus();
    stirredAt = performance.now();
  }
}

function leaveDialogs() {
  for (const [dialog, opener] of openers) {
    if (dialog.isConnected) continue;
    openers.delete(dialog);
    if (opener?.isConnected) opener.focus();
  }
}

function enterScreen(page) {
  const screen = `${page.state?.screen}`;
  if (document.body.dataset.screen === screen) return;
  document.body.dataset.screen = screen;
  document.querySelector("[data-first]")?.focus();
}

/** After turning, the reader starts at the question's head, unless the keyboard stays in the list. */
function enterQuestion(page) {
  if (!page.ui.turned) return;
  page.ui.turned = false;
  const inList = document.activeElement?.closest("nav.index");
  const listed = document.querySelector("nav.index [aria-current=true]");
  listed?.scrollIntoView({ block: "nearest", inline: "nearest" });
  (inList ? listed : document.querySelector(".question h2"))?.focus({ preventScroll: true });
}

/** Under the lock the keyboard goes from the heading to its one button when whoever was typing has stopped. */
function offerTheLock() {
  const heading = document.querySelector("dialog.locked[open] h2");
  if (!heading || document.activeElement !== heading || performance.now() - stirredAt < QUIET_MS) return;
  heading.parentElement.querySelector(".btn").focus();
}

export function settleFocus(page) {
  leaveDialogs();
  enterScreen(page);
  enterQuestion(page);
  openDialogs();
  offerTheLock();
}

document.addEventListener("keydown", () => { stirredAt = performance.now(); }, true);
