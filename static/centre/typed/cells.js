/** Cells of one sheet as plain lists: what is pasted, what a new row takes from the one above. No page in here. */

/** The block of cells that a spreadsheet put on the clipboard; cells with line breaks or tabs come in quotes. */
export function block(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    const row = rows.at(-1);
    if (quoted && sign === '"' && text[at + 1] === '"') {
      row[row.length - 1] += '"';
      at += 1;
    } else if (sign === '"' && (quoted || row.at(-1) === "")) quoted = !quoted;
    else if (quoted) row[row.length - 1] += sign;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else if (sign !== "\r") row[row.length - 1] += sign;
  }
  if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows;
}

/** Whether pasting this fills more than one cell. */
export const isBlock = (text) => /[\t\n]/.test(text.trimEnd());

/** The digits at the end counted up by one, however many there are: 190119999990011009 → 190119999990011010. */
export function next(text) {
  const digits = /\d+$/.exec(text)?.[0];
  if (!digits) return text;
  return text.slice(0, -digits.length) + String(BigInt(digits) + 1n).padStart(digits.length, "0");
}

/** A new row under `above`, or a blank one. */
export function following(sheet, above) {
  const taken = { same: (text) => text, next };
  return sheet.columns.map((column, at) => (above && column.carry ? taken[column.carry](above[at]) : ""));
}

export const isBlank = (row) => row.every((cell) => cell.trim() === "");

/** Where each pasted column goes, if the first row of the block names columns; else nothing. */
function named(sheet, [first]) {
  const places = first.map((text) => sheet.columns.findIndex(({ name }) => name === text.trim()));
  return places.filter((at) => at >= 0).length > 1 ? places : null;
}

/** Puts a block into the sheet, its upper left cell at (row, column); rows are added where the sheet may grow. */
export function put(sheet, cells, row, column) {
  const heads = named(sheet, cells);
  const from = sheet.columns.map((each, at) => at).filter((at) => at >= column && !sheet.columns[at].hidden);
  const places = heads ?? from;
  cells.slice(heads ? 1 : 0).forEach((texts, down) => {
    if (!sheet.rows[row + down]) {
      if (sheet.fixed) return;
      sheet.rows.push(following(sheet, null));
    }
    texts.forEach((text, right) => {
      const at = places[right];
      if (at >= 0 && !sheet.columns[at].locked) sheet.rows[row + down][at] = text;
    });
  });
}
