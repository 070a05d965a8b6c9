/** The pushed state with something in every place where a list may be missing (docs/local-page.md: absent values are null). */

const EMPTY = { rules: [], guide: [], marks: [], files: [], notices: [] };
const SAFETY = { saved_at: null, uploaded_at: null, pending: 0, oldest_pending_at: null, last_n: 0 };

const filled = (empty, found) => {
  const there = Object.entries(found ?? {}).filter(([, value]) => value !== null);
  return { ...empty, ...Object.fromEntries(there) };
};

export const isInterrupted = ({ interrupted, screen }) => typeof interrupted === "string" || screen === "interrupted";

/** Whether a lock or an interruption lies over the screen. */
export const isCovered = (state) => Boolean(state.lock) || isInterrupted(state);

export function complete(state) {
  const { deadline, welcome_back } = state;
  return {
    ...state,
    ...filled(EMPTY, { rules: state.rules, guide: state.guide, marks: state.marks, files: state.files, notices: state.notices }),
    answers: state.answers ?? {},
    link: state.link ?? { online: false, since: state.now },
    safety: filled(SAFETY, state.safety),
    deadline: deadline && { ...deadline, entries: deadline.entries ?? [] },
    welcome_back: welcome_back && { ...welcome_back, entries: welcome_back.entries ?? [] },
  };
}
