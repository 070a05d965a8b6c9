/** Where the keyboard is after a drawing: in a new dialog, back where it came from, at the head of a new screen. */

const openers = new Map(); // dialog → what had the focus before it

function openDialogs() {
  for (const dialog of document.querySelectorAll("dialog:not([open])")) {
    openers.set(dialog, document.activeElement);
    dialog.showModal();
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

export function settleFocus(page) {
  leaveDialogs();
  enterScreen(page);
  enterQuestion(page);
  openDialogs();
}
