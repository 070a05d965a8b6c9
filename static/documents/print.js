/** The browser's print dialog; without a script the button stays away. */
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => print());
