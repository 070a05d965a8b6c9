/** Questions and what the candidate has done with them: the state, and over it what is still on its way. */

const slot = (kind, question) => `${kind}/${question}`;
const LETTERS = "ABCDEFGH";
const TRUTHS = [["对", "question.true"], ["错", "question.false"]];

/** The answer as the candidate left it, saved or not; "" without one. */
export function answerTo(page, question) {
  const onTheWay = page.outbox.newest(slot("answer", question.key));
  return onTheWay ? onTheWay.value : page.state.answers[question.key] ?? "";
}

/** Written down for the daemon; `when` as in `Outbox.put`. */
export function answer(page, question, value, when = {}) {
  page.outbox.put(slot("answer", question.key), { act: "answer", question: question.key, value }, when);
}

/** Chooses `value`; several choices are kept together, in order. */
export function choose(page, question, value) {
  const before = answerTo(page, question);
  const after = question.kind === "multiple" ? toggled(before, value) : value;
  if (after !== before) answer(page, question, after);
}

function toggled(letters, letter) {
  const after = letters.includes(letter) ? letters.replace(letter, "") : letters + letter;
  return [...after].sort().join("");
}

/** "typed", "due", "sending", "saved", "refused", or nothing when the state says it all. */
export const savingOf = (page, question) => page.outbox.phase(slot("answer", question.key));

export const refusalOf = (page, question) => page.outbox.reason(slot("answer", question.key));

export function isMarked(page, question) {
  const onTheWay = page.outbox.newest(slot("mark", question.key));
  return onTheWay ? onTheWay.marked : page.state.marks.includes(question.key);
}

export function toggleMark(page, question) {
  const marked = !isMarked(page, question);
  page.outbox.put(slot("mark", question.key), { act: "mark", question: question.key, marked });
}

/** A practical task counts as answered once one of its files is there. */
export function isAnswered(page, question) {
  if (question.kind !== "task") return answerTo(page, question).trim() !== "";
  return page.state.files.some((file) => !question.files.length || question.files.includes(file.path));
}

/** `{letter, value, text}` for each choice; none for what is written or made. */
export function choicesOf(question, t) {
  if (question.kind === "judge") return TRUTHS.map(([value, key], i) => ({ letter: LETTERS[i], value, text: t(key) }));
  return question.options.map((text, i) => ({ letter: LETTERS[i], value: LETTERS[i], text }));
}

/** Whether the state already says what the answered `act` asked for; `n` is the daemon's number for it. */
export function shows(state, act, n) {
  if (act.act === "mark") return state.marks.includes(act.question) === act.marked;
  if (act.act === "large_type") return state.size === act.size;
  if (act.act === "answer") return (state.answers[act.question] ?? "") === act.value || n <= state.safety.last_n;
  return true;
}
