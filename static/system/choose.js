/** Ticks all rows that are shown, and shows only those that what is typed may mean. */
const list = document.getElementById("places");
const all = document.getElementById("all-places");
const rows = [...list.querySelectorAll("tbody tr[data-words]")];
const tick = (row) => row.querySelector("input[type=checkbox]");

all.hidden = false;
all.addEventListener("change", () => {
  for (const row of rows) tick(row).checked = all.checked;
  mark();
});
list.addEventListener("change", mark);

function mark() {
  for (const row of rows) row.classList.toggle("sel", tick(row).checked);
  const ticked = rows.filter((row) => tick(row).checked).length;
  all.checked = ticked > 0 && ticked === rows.length;
  all.indeterminate = ticked > 0 && ticked < rows.length;
}

mark();
