/** How safe the work is, in two honest stages: on this machine's disk, on the server's disk (C3). */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { clockTime, since } from "../times.js";
import { state } from "./parts.js";

const WORK = ["answer", "mark"];

export const unsaved = (page) => page.outbox.waiting(...WORK);

export const notTaken = (page) => page.outbox.refused(...WORK);

/** 已保存 only when the daemon answers and has answered everything. */
function saved(page) {
  const { t } = page;
  const { saved_at } = page.state.safety;
  if (page.away) return state("warn", t(unsaved(page) ? "safety.not_saved" : "safety.no_answer"));
  if (notTaken(page)) return state("fail", t("safety.refused", { count: notTaken(page) }));
  if (unsaved(page)) return state("in", t("safety.saving"));
  if (!saved_at) return state("idle", t("safety.nothing"));
  return state("ok", t("safety.saved"), t("safety.saved_where", { time: clockTime(saved_at) }));
}

/** The state may be older than the daemon's last answer: then something is still to be uploaded. */
const toUpload = (page) => Math.max(page.state.safety.pending, page.outbox.lastSaved > page.state.safety.last_n ? 1 : 0);

/** A daemon that was started without a server does not know since when. */
function offline({ t, state: { link }, clock }) {
  return link.since ? t("offline_for", { time: since(link.since, clock.now()) }) : t("offline");
}

function uploaded(page) {
  const { t } = page;
  const { uploaded_at } = page.state.safety;
  if (page.away) return nothing;
  if (!page.state.link.online) return state("warn", offline(page));
  if (unsaved(page)) return state("idle", t("safety.waiting"));
  if (toUpload(page)) return state("in", t("safety.uploading", { count: toUpload(page) }));
  return uploaded_at ? state("ok", t("safety.uploaded"), t("safety.uploaded_where", { time: clockTime(uploaded_at) })) : nothing;
}

export const safety = (page) => html`<div class="safe">${saved(page)}${uploaded(page)}</div>`;
