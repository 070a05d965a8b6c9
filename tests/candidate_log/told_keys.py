"""What the program's own source says may stand in an event, or in a line of a machine's log."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITERS = frozenset({"note", "_note", "note_request", "append", "Entry", "_record", "_entry"})


def keys_written(*places: str) -> set[str]:
    """Of every function there that writes an event: its keywords, and the keys of the literals it builds."""
    return {key for place in places for function in _writing(place) for key in _keys(function)}


def codes_noted(place: str) -> set[str]:
    """What the machines call their lines."""
    calls = (call for tree in _trees(place) for call in ast.walk(tree) if _is_writer(call))
    return {text for call in calls for text in _texts(call.args[:1])}


def _trees(place: str) -> Iterator[ast.Module]:
    path = ROOT / place
    for source in [path] if path.suffix else sorted(path.rglob("*.py")):
        if "migrations" not in source.parts:
            yield ast.parse(source.read_text("utf-8"))


def _writing(place: str) -> Iterator[ast.AST]:
    for tree in _trees(place):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(_is_writer, ast.walk(node))):
                yield node


def _is_writer(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and len(node.args) > 0 and _name(node.func) in WRITERS and _is_event(node)


def _is_event(call: ast.Call) -> bool:
    """A list is appended to as well; an event begins with its code, or has keywords."""
    first = call.args[0]
    is_code = isinstance(first, ast.Constant) and isinstance(first.value, str)
    return is_code or bool(call.keywords) or isinstance(first, ast.IfExp)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _keys(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and _is_writer(node):
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)
        if isinstance(node, ast.Dict):
            yield from _texts(key for key in node.keys if key)


def _texts(nodes: object) -> Iterator[str]:
    for node in nodes:  # type: ignore[attr-defined]  # expressions of the tree
        for leaf in ast.walk(node):
            if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                yield leaf.value
