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

const PLACE = /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g;

/** `t(key, values)`: the words of that key, with {names} filled in; {name|one|many} is `one` for 1 and else `many`. */
export function speaker(words) {
  return (key, values = {}) => (words[key] ?? key).replace(PLACE, (whole, name, one, many) => {
    if (one === undefined) return values[name] ?? whole;
    return Number(values[name]) === 1 ? one : many;
  });
}
