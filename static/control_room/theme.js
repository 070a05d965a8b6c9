/* Light or dark as chosen in the administration; before the page is drawn, hence not a module. */
{
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
