/** Who will be done and who is left out, as the server says before anything is sent (F10). */

import { read } from "../acts.js";
import { redraw } from "../draw.js";

const key = (verb, sittings) => `${verb} ${sittings.map(({ id, state, online, locked }) => `${id}${state}${online}${locked?.id ?? ""}`).join(" ")}`;

async function fetchInto(dialog, verb, sittings, wanted) {
  const answer = await read(`preview/${verb}/?sittings=${sittings.map(({ id }) => id).join(",")}`);
  if (dialog.asked !== wanted) return;
  dialog.preview = answer;
  redraw();
}

/** All of them, where the server has nothing to check beforehand. */
export const everyone = (sittings) => ({ will: sittings.map(({ id }) => ({ sitting: id })), leftOut: [], known: true, text: "" });

/**
 * {will: rows, leftOut: rows with `why`, known, text}; asked again when those concerned change.
 * Until the server has answered, and if it does not, all of them will be done as far as this page knows.
 */
export function preview(dialog, verb, sittings) {
  const wanted = key(verb, sittings);
  if (dialog.asked !== wanted) {
    Object.assign(dialog, { asked: wanted, preview: null });
    if (sittings.length) fetchInto(dialog, verb, sittings, wanted);
  }
  const { ok, rows, text = "" } = dialog.preview ?? {};
  if (!ok) return { ...everyone(sittings), known: false, text };
  return { will: rows.filter((row) => row.ok), leftOut: rows.filter((row) => !row.ok), known: true, text: "" };
}
