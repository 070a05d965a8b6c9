/** What the candidate has to be told: by the room, by the clock, by this page. Newest first. */

const LOOKS = { message: "in word", hand: "ok", time: "in", refused: "alarm" };

const kindOf = ({ kind }) => (kind in LOOKS ? kind : "message");
const sender = ({ values }) => (values?.sender ? ` ${values.sender}` : "");

const fromRoom = (notice) => ({
  id: notice.id,
  at: notice.at,
  look: LOOKS[notice.kind] ?? "in",
  head: (t) => t(`notice.${kindOf(notice)}`) + sender(notice),
  text: () => notice.text,
});

/** An act that came to nothing. The state repeats it in `refused`, which only the login screen shows. */
export const refusal = ({ code, text }) => ({
  id: `refused/${code}/${text}`,
  look: "alarm",
  head: (t) => t("notice.refused"),
  text: () => text,
});

export class Notices {
  #own = [];
  #seen = new Set();
  #count = 0;

  /** `notice`: look, head(t), text(t). One with the same `id` is said once. */
  add(notice, at) {
    const id = notice.id ?? `own/${(this.#count += 1)}`;
    this.#seen.delete(id);
    this.#own = [...this.#own.filter((other) => other.id !== id), { ...notice, id, at }];
  }

  seen(id) {
    this.#seen.add(id);
    this.#own = this.#own.filter((notice) => notice.id !== id);
  }

  /** Those not seen yet. */
  open(state) {
    const unseen = [...this.#own, ...state.notices.map(fromRoom)].filter(({ id }) => !this.#seen.has(id));
    return unseen.sort((one, other) => other.at - one.at);
  }

  clear() {
    this.#own = [];
  }
}
