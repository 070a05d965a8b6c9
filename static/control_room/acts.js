/** Acts that are sent to the server, and what it is asked for beside the socket. */

import { page } from "./page.js";
import { shownOf } from "./seen.js";

async function answered(response) {
  if (response.headers.get("Content-Type")?.startsWith("application/json")) {
    const answer = await response.json();
    return { ...answer, ok: response.ok && answer.ok !== false };
  }
  const text =
    response.status === 403
      ? gettext("You have no right to do this, or this page is out of date. Load the page anew.")
      : response.redirected
        ? gettext("You are no longer logged in. Log in again; nothing has changed.")
        : gettext("The server could not answer. Look at the list before you try again.");
  return { ok: false, code: "no_json", text };
}

async function call(path, options = {}) {
  try {
    return await answered(await fetch(page.acts + path, { credentials: "same-origin", ...options }));
  } catch {
    const text = gettext("No answer from the server. Whether it was done is not known: look at the list before you try again.");
    return { ok: false, code: "no_answer", text };
  }
}

const send = (verb, body) =>
  call(`${verb}/`, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": page.csrf }, body });

const underWay = new Map();

/**
 * Does `verb`, with what the page showed of those concerned: {ok, text, results?, code?}; never throws.
 * The same once more while the answer is awaited, as by a double click, is the same act.
 */
export function act(verb, body = {}) {
  const sent = JSON.stringify({ ...body, ...shownOf(verb, body.sittings) });
  const key = `${verb} ${sent}`;
  if (!underWay.has(key)) underWay.set(key, send(verb, sent).finally(() => underWay.delete(key)));
  return underWay.get(key);
}

/** Sends files, or whatever else a form holds. */
export const upload = (path, form) => call(path, { method: "POST", headers: { "X-CSRFToken": page.csrf }, body: form });

/** Sends a piece of a file. */
export const sendPiece = (path, piece) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/octet-stream", "X-CSRFToken": page.csrf }, body: piece });

/** Reads `path` below the address of the acts. */
export const read = (path) => call(path);

/** Where the file of a list lies. */
export const file = (kind, format) => `${page.acts}list/${kind}/?format=${format}`;
