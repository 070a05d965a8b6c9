/** 参数配置: puts 浏览 and the centre's sheet to the form that works without them. */

import { browsing } from "./folders.js";
import { sheets } from "./sheet.js";

const page = document.getElementById("parameters");
const form = page.querySelector("form");
const drop = document.getElementById("drop");
const chooser = document.getElementById("sheet");

document.getElementById("browse").addEventListener("click", browsing(document.getElementById("folders"), form.elements.storage_path, page.dataset.foldersUrl));

const read = sheets(document.getElementById("rooms"), form, page.dataset.sheetUrl);
chooser.addEventListener("change", () => chooser.files.length && read(chooser.files[0]));

const over = (isOver) => drop.classList.toggle("over", isOver && !chooser.disabled);
page.addEventListener("dragover", (event) => {
  event.preventDefault(); // else the browser would open the file
  over(true);
});
page.addEventListener("dragleave", () => over(false));
page.addEventListener("drop", (event) => {
  event.preventDefault();
  over(false);
  if (!chooser.disabled && event.dataTransfer.files.length) read(event.dataTransfer.files[0]);
});
