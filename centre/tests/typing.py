"""The typed pages as a browser uses them: open, change cells, check, store."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

Rows = list[list[str]]


@dataclass
class Opened:
    """A page that was opened; `sheets` are its cells by title."""

    client: Client
    address: str
    sheets: dict[str, Rows]
    columns: dict[str, list[str]]
    begun_with: str

    def put(self, sheet: str, row: int, column: str, text: str) -> "Opened":
        """Type into a cell; rows are counted as they are shown, the first is 2."""
        self.sheets[sheet][row - 2][self.columns[sheet].index(column)] = text
        return self

    def rule(self, label: str, text: str) -> "Opened":
        """Type the value of a rule, or of a line of 试卷信息."""
        title = next(title for title in ("考务规则", "试卷信息") if title in self.sheets)
        row = next(at for at, cells in enumerate(self.sheets[title], start=2) if cells[0] == label)
        return self.put(title, row, "值", text)

    def add(self, sheet: str, *cells: str) -> "Opened":
        self.sheets[sheet].append([*cells, *[""] * (len(self.columns[sheet]) - len(cells))])
        return self

    def check(self) -> Any:
        return self._send(store=False)

    def store(self) -> Any:
        return self._send(store=True)

    def _send(self, *, store: bool) -> Any:
        body = json.dumps({"rows": self.sheets, "begun_with": self.begun_with, "store": store})
        return self.client.post(self.address, body, content_type="application/json").json()


def opened(client: Client, address: str) -> Opened:
    begun = client.get(address).context["begun"]
    return Opened(
        client,
        address,
        {sheet["title"]: [list(row) for row in sheet["rows"]] for sheet in begun["sheets"]},
        {sheet["title"]: [column["name"] for column in sheet["columns"]] for sheet in begun["sheets"]},
        begun["begun_with"],
    )


def places(answer: Any) -> list[tuple[str, int, str]]:
    """Where the errors are."""
    found = [fault for fault in answer["faults"] if fault["level"] == "error"]
    return [(fault["sheet"], fault["row"], fault["column"]) for fault in found]
