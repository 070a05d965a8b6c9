/** The interface's words, in the candidate's language. */

const LANGUAGES = ["zh", "en"];

async function list(lang) {
  return (await fetch(`/page/words.${lang}.json`)).json();
}

/** Both lists, so that the language can change while the daemon does not answer. */
export async function loadWords() {
  const lists = await Promise.all(LANGUAGES.map(list));
  return Object.fromEntries(LANGUAGES.map((lang, i) => [lang, lists[i]]));
}

/** `t(key, values)`: the words of that key, with {names} filled in. */
export function speaker(words) {
  return (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
