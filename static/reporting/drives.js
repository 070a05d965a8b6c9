/** 第一步: puts 浏览 to the form that works without it; what is typed stands before the drive that is marked. */

import { browsing } from "../steps/folders.js";

const form = document.querySelector(".jk-drives");
const button = document.getElementById("browse");
if (form) {
  button.hidden = false;
  button.addEventListener("click", browsing(document.getElementById("folders"), form.elements.folder, form.dataset.foldersUrl));
}
