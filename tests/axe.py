"""axe-core in a page that is open: what WCAG 2.1 A and AA forbid and axe holds for serious."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
RUN = """async () => {
    const rules = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] };
    const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    return violations.filter(({ impact }) => impact === "serious" || impact === "critical");
}"""
MOST_PLACES = 4


def serious(page: Page) -> list[str]:
    """One line for each rule that is broken, with the first places."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(SCRIPT.read_text())  # through the debugger: the page's own content policy stays as it is
    return [_line(violation) for violation in page.evaluate(RUN)]


def _line(violation: dict[str, Any]) -> str:
    places = [_place(node) for node in violation["nodes"][:MOST_PLACES]]
    return f"{violation['id']} ({len(violation['nodes'])}): {'; '.join(places)}"


def _place(node: dict[str, Any]) -> str:
    told = [check["message"] for kind in ("any", "all", "none") for check in node[kind]][:1]
    return f"{' '.join(node['target'])} {' '.join(told)}"
