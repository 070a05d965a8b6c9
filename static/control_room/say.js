/** Messages with values. */

/** Fills `%(name)s` in a translated text. */
export const say = (text, values) => interpolate(text, values, true);

/** Several names in one line. */
export const listed = (names) => names.join(pgettext("between names", ", "));
