/** Brings a file to the server in pieces, so that its size costs neither side memory. */

import { sendPiece } from "./acts.js";

const PIECE = 512 * 1024;

/** A version 4 UUID; randomUUID is only there on https. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** {ok, upload} once all of it is there, else the server's answer; `progress` hears the share, 0 to 1. */
export async function bring(file, progress) {
  const upload = uuid();
  let offset = 0;
  do {
    const answer = await sendPiece(`package/${upload}/?offset=${offset}`, file.slice(offset, offset + PIECE));
    if (!answer.ok) return answer;
    offset = answer.offset;
    progress(file.size ? offset / file.size : 1);
  } while (offset < file.size);
  return { ok: true, upload };
}
