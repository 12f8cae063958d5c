"""What is in a file of `torch.save`: tables of tensors, modules, and vocabularies beside them.

A tree may be nested deeply or contain itself; it is walked to `DEEPEST` and to `MOST` nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Any

from wmstudio.lazy_dataclass import dataclass
from wmstudio.weights.inert import Global, Inert
from wmstudio.weights.stored import StoredTensor

DEEPEST, MOST = 6, 20_000
DEEPEST_MODULE = 24
NOT_WEIGHTS = ("optim", "scheduler", "scaler", "ema", "rng", "callbacks", "loops")
"""Beginnings of names of what may hold tensors that are no weights of the model."""


@dataclass
class TensorTable:
    """Tensors by name, and what is known of the modules that they are the weights of.

    ``classes`` are the modules' classes by the modules' names (empty for the model itself), and
    ``settings`` their plain attributes; both are empty where only a table was saved.
    """

    tensors: dict[str, StoredTensor]
    place: str = ""
    """The name in the file under which it was found."""
    classes: dict[str, str] = field(default_factory=dict)
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)


def tensor_tables(tree: Any) -> list[TensorTable]:
    """Every table or module with tensors in it, the one with the most numbers first."""
    found = []
    for place, node in _nodes(tree):
        if isinstance(node, Inert):
            if (table := _of_module(node)).tensors:
                table.place = place
                found.append(table)
        elif isinstance(node, dict):
            tensors = {k: v for k, v in node.items() if isinstance(v, StoredTensor)}
            named = {k: v for k, v in tensors.items() if isinstance(k, str)}
            if named:
                found.append(TensorTable(named, place))
    return sorted(found, key=lambda table: -sum(x.size for x in table.tensors.values()))


def vocabularies(tree: Any) -> Iterator[list[str]]:
    """Lists of texts by id that may be a vocabulary, of whatever form they were kept in."""
    for _, node in _nodes(tree):
        kept = node.attributes if isinstance(node, Inert) else node
        if isinstance(kept, dict):
            yield from _of_table(kept)
        elif isinstance(kept, list | tuple) and kept and all(type(x) is str for x in kept):
            yield list(kept)


def numbers(trees: Iterable[Any], name: str) -> Iterator[int]:
    """Whole numbers from 1 that have this name anywhere in the trees."""
    for tree in trees:
        for _, node in _nodes(tree):
            kept = node.attributes if isinstance(node, Inert) else node
            value = kept.get(name) if isinstance(kept, dict) else None
            if type(value) is int and 1 <= value < 2**20:
                yield value


def _of_table(table: dict[Any, Any]) -> Iterator[list[str]]:
    if not table:
        return
    if all(type(k) is str and type(v) is int for k, v in table.items()):
        last = max(table.values())
        # A vocabulary has about as many texts as its largest id says.
        if min(table.values()) >= 0 and last < len(table) + 2:
            texts = [""] * (last + 1)
            for text, id in table.items():
                texts[id] = text
            yield texts
    elif all(type(k) is int and type(v) is str for k, v in table.items()):
        last = max(table)
        if min(table) >= 0 and last < len(table) + 2:
            yield [table.get(id, "") for id in range(last + 1)]


def _nodes(tree: Any) -> Iterator[tuple[str, Any]]:
    """Everything down to some depth, breadth first, with the name it has in its parent."""
    seen: set[int] = set()
    level: list[tuple[str, Any]] = [("", tree)]
    for _ in range(DEEPEST):
        below: list[tuple[str, Any]] = []
        for place, node in level:
            if id(node) in seen:
                continue
            seen.add(id(node))
            if len(seen) > MOST:
                return
            yield place, node
            below += _children(node)
        level = below


def _children(node: Any) -> list[tuple[str, Any]]:
    kept = [node.attributes, node.entries] if isinstance(node, Inert) else [node]
    found = []
    for table in kept:
        if isinstance(table, dict):
            for name, value in table.items():
                told = name if isinstance(name, str) else ""
                if not told.lower().startswith(NOT_WEIGHTS) and _may_hold(value):
                    found.append((told, value))
        elif isinstance(table, list | tuple) and len(table) < 100:
            found += [("", value) for value in table if _may_hold(value)]
    return found


def _may_hold(value: Any) -> bool:
    return isinstance(value, dict | list | tuple | Inert)


def _of_module(root: Inert) -> TensorTable:
    """The parameters and buffers of a pickled module and of those inside it, by their names."""
    table = TensorTable({})
    waiting: list[tuple[str, Inert, int]] = [("", root, 0)]
    seen: set[int] = set()
    while waiting:
        name, module, depth = waiting.pop(0)
        if id(module) in seen or depth > DEEPEST_MODULE or len(seen) > MOST:
            continue
        seen.add(id(module))
        kept = module.attributes
        of = module.of
        table.classes[name] = of.name if isinstance(of, Global) else ""
        told = ((k, v) for k, v in kept.items() if isinstance(k, str))
        table.settings[name] = {k: v for k, v in told if type(v) in (str, int, bool, float)}
        begin = f"{name}." if name else ""
        for part in ("_parameters", "_buffers"):
            inner = kept.get(part)
            for key, value in inner.items() if isinstance(inner, dict) else ():
                if isinstance(key, str) and isinstance(value, StoredTensor):
                    table.tensors[begin + key] = value
        modules = kept.get("_modules")
        for key, value in modules.items() if isinstance(modules, dict) else ():
            if isinstance(key, str) and isinstance(value, Inert):
                waiting.append((begin + key, value, depth + 1))
    return table
