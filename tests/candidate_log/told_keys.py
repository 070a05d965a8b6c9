"""What the program's own source says may stand in an event, or in a line of a machine's log."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITERS = frozenset({"note", "_note", "note_request", "append", "Entry", "_record", "_entry"})


def keys_written(*places: str) -> set[str]:
    """Of every function there that writes an event: its keywords, and the keys of the literals it builds."""
    functions = (
        node for place in places for node in _nodes(place) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {key for function in functions if any(_events(function)) for key in _keys(function)}


def values_written(*places: str) -> set[tuple[str, str]]:
    """Of every function there that writes an event: each key that it gives words of the program's own, and these."""
    functions = (
        node for place in places for node in _nodes(place) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {pair for function in functions if any(_events(function)) for pair in _pairs(function)}


def codes_noted(place: str) -> set[str]:
    """What events, or lines of a machine, are called there."""
    return {text for call in _events_of(_nodes(place)) for text in _texts(call.args[:1])}


def _nodes(place: str) -> Iterator[ast.AST]:
    path = ROOT / place
    for source in [path] if path.suffix else sorted(path.rglob("*.py")):
        if "migrations" not in source.parts:
            yield from ast.walk(ast.parse(source.read_text("utf-8")))


def _events(node: ast.AST) -> Iterator[ast.Call]:
    return _events_of(ast.walk(node))


def _events_of(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    return (node for node in nodes if isinstance(node, ast.Call) and _is_event(node))


def _is_event(call: ast.Call) -> bool:
    """A list is appended to as well; an event begins with its code, or has keywords."""
    if not call.args or _name(call.func) not in WRITERS:
        return False
    return bool(call.keywords) or any(_texts(call.args[:1]))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _keys(function: ast.AST) -> Iterator[str]:
    for call in _events(function):
        yield from (keyword.arg for keyword in call.keywords if keyword.arg)
    for node in ast.walk(function):
        if isinstance(node, ast.Dict):
            yield from _texts(key for key in node.keys if key)


def _pairs(function: ast.AST) -> Iterator[tuple[str, str]]:
    for call in _events(function):
        yield from ((keyword.arg, text) for keyword in call.keywords if keyword.arg for text in _texts([keyword.value]))
    for node in ast.walk(function):
        if isinstance(node, ast.Dict):
            named = zip(node.keys, node.values, strict=True)
            yield from (
                (key, text) for name, value in named if name for key in _texts([name]) for text in _texts([value])
            )


def _texts(nodes: Iterable[ast.expr]) -> Iterator[str]:
    """The constants themselves, and those that a condition chooses from."""
    for node in nodes:
        leaves = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
        for leaf in leaves:
            if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                yield leaf.value
