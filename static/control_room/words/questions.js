/** What a question is called, from its key ("single/3"). */

import { say } from "../say.js";

const KINDS = {
  single: () => pgettext("question", "Single choice %(number)s"),
  multiple: () => pgettext("question", "Multiple choice %(number)s"),
  judge: () => pgettext("question", "True or false %(number)s"),
  fill: () => pgettext("question", "Fill in %(number)s"),
  text: () => pgettext("question", "Short text %(number)s"),
  task: () => pgettext("question", "Practical task %(number)s"),
};

export function question(key) {
  const [kind, number] = key.split("/");
  if (!key) return pgettext("question", "Other work files");
  return KINDS[kind] ? say(KINDS[kind](), { number }) : key;
}
