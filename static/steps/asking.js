/** Asking the server from the page 参数配置; a refusal comes as its words. */

export class Refusal extends Error {}

export async function ask(url, options = {}) {
  let response;
  try {
    response = await fetch(url, { headers: { Accept: "application/json", ...options.headers }, ...options });
  } catch {
    throw new Refusal(gettext("The server does not answer. Try again."));
  }
  if (response.status === 413) throw new Refusal(gettext("The file is too large."));
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  if (!isJson) throw new Refusal(gettext("You are no longer logged in. Load the page again."));
  const told = await response.json();
  if (!response.ok) throw new Refusal(told.text);
  return told;
}
