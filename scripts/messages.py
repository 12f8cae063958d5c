"""Find the messages of everything below the window, for `make strings`; see docs/translating.md.

Nothing there knows of translations: it raises errors that are whole English sentences. They are
read out of the code, with letters for the values that are put into them: `{a} is larger than {b}`.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from math import prod
from pathlib import Path
from string import ascii_lowercase

NOT_HERE = {"gui", "testing"}
"""Packages whose texts are translated where they are written, or are for authors of tests."""
OF_PROGRAMMERS = frozenset(
    {
        "AssertionError",
        "AttributeError",
        "IndexError",
        "KeyError",
        "NotImplementedError",
        "RuntimeError",
        "StopIteration",
        "TypeError",
        "WireError",
    }
)
"""Kinds of errors that stay in English: mistakes of a caller, and damage between two programs of
ours, which is of use in a report only."""
SAYING = frozenset(
    {
        "Failure",
        "Found",
        "LayersRead",
        "PartCopied",
        "Proven",
        "Refused",
        "SearchEnded",
        "Unsaved",
        "Weighed",
        "note",
        "tell",
    }
)
"""Functions and classes that take a message and are not named as errors."""
REFUSING = frozenset({"_refuse"})
"""Methods that take one: by which a server refuses a window, which tells it."""
_NOTES = re.compile(r"_?(notes?|problems?|assumed|told|report)")
"""Names of what is told beside a result: what is given to them, and what functions of such a name
return, are messages."""
DEEPEST = 4
"""How many names and functions in a row a text is followed through."""
MOST = 4
"""In how many ways a message may be put together that are listed one by one."""
FIELD = "\0"
"""Where a value is put in, until values have their letters."""
_NAMED = re.compile(r"\{\w*(?:[.\[][^{}]*)?(?:![rsa])?(?::[^{}]*)?\}")
_WORDS = re.compile(r"[A-Za-z]{2}")

Names = dict[str, list[ast.expr]]
"""The values that each name of a function is given."""


@dataclass
class Module:
    """What the names of a module stand for."""

    tree: ast.Module
    values: dict[str, ast.expr] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)


@cache
def of(root: Path) -> tuple[str, ...]:
    """The messages of a package, each once, in the order of the files."""
    files = [file for file in sorted(root.rglob("*.py")) if NOT_HERE.isdisjoint(file.parts)]
    modules = {_name(root, file): _module(file) for file in files}
    found: dict[str, None] = {}
    for name in modules:
        for message in _Reader(modules, name).messages():
            if _says_something(message):
                found.setdefault(_lettered(message))
    return tuple(found)


def _name(root: Path, file: Path) -> str:
    parts = file.relative_to(root.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _module(file: Path) -> Module:
    made = Module(ast.parse(file.read_text(encoding="utf-8")))
    for node in made.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            made.values[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            made.values[node.target.id] = node.value
    for node in ast.walk(made.tree):
        if isinstance(node, ast.FunctionDef):
            made.functions[node.name] = node
        elif isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                made.imported[one.asname or one.name] = (node.module, one.name)
    return made


def _says_something(message: str) -> bool:
    words = message.replace(FIELD, " ")
    letters = sum(map(str.isalpha, words))
    return (
        bool(_WORDS.search(words)) and "\n" not in words and (FIELD not in message or letters > 3)
    )


def _lettered(message: str) -> str:
    escaped = message.replace("{", "{{").replace("}", "}}")
    first, *others = re.split(f"{FIELD}+", escaped)
    letters = (f"{{{letter}}}" for letter in ascii_lowercase)
    return first + "".join(letter + words for letter, words in zip(letters, others, strict=False))


class _Reader:
    """Reads the messages of one module, with those that it takes from others."""

    def __init__(self, modules: dict[str, Module], name: str) -> None:
        self._modules, self._here = modules, modules[name]
        self._parts: list[str] = []

    def messages(self) -> Iterator[str]:
        """All messages, with a `FIELD` for each value in them."""
        yield from self._in(self._here.tree, {})

    def _in(self, node: ast.AST, names: Names) -> Iterator[str]:
        if isinstance(node, ast.FunctionDef):
            names = _assigned(node)
        for said in _said(node):
            yield from self.texts(said, self._here, names)
        for child in ast.iter_child_nodes(node):
            yield from self._in(child, names)

    def texts(self, node: ast.expr, module: Module, names: Names) -> Iterator[str]:
        """The texts that an expression may be, and those that are put into them."""
        self._parts = []
        yield from self._whole(node, module, names, 0)
        yield from self._parts

    def _whole(self, node: ast.expr, module: Module, names: Names, depth: int) -> list[str]:
        """The texts that an expression may be, a `FIELD` among them if others are possible.

        What is put into them goes to `_parts`.
        """
        if depth > DEEPEST:
            return [FIELD]
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=values):
                return self._joined(values, module, names, depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._joined([left, right], module, names, depth)
            case ast.IfExp(body=body, orelse=orelse):
                return self._any([body, orelse], module, names, depth)
            case ast.BoolOp(values=values):
                return self._any(values, module, names, depth)
            case ast.Tuple(elts=values) | ast.List(elts=values):
                return self._any(values, module, names, depth)
            case ast.GeneratorExp(elt=value) | ast.ListComp(elt=value) | ast.Starred(value=value):
                return self._whole(value, module, names, depth)
            case ast.Call(func=ast.Name(id="tuple" | "list"), args=[value]):
                return self._whole(value, module, names, depth)
            case ast.Name(id=name):
                return self._named(name, module, names, depth + 1)
            case ast.Subscript(value=ast.Name(id=name)) if name in module.values:
                return self._listed(module.values[name], module, depth + 1)
            case ast.Call(func=ast.Attribute(value=value, attr="format")):
                return [_NAMED.sub(FIELD, one) for one in self._whole(value, module, names, depth)]
            case ast.Call(func=ast.Name(id="phrase"), args=[text]):
                return self._whole(text, module, names, depth)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return self._returned(name, module, depth + 1)
        return [FIELD]

    def _any(
        self, nodes: Sequence[ast.expr], module: Module, names: Names, depth: int
    ) -> list[str]:
        found = (text for node in nodes for text in self._whole(node, module, names, depth))
        return [*dict.fromkeys(found)] or [FIELD]

    def _joined(
        self, nodes: Sequence[ast.expr], module: Module, names: Names, depth: int
    ) -> list[str]:
        """What a text with values in it may be: where there are many ways, each is a text."""
        parts = []
        for node in nodes:
            value = node.value if isinstance(node, ast.FormattedValue) else node
            found = self._whole(value, module, names, depth)
            if any(text.startswith(FIELD) for text in found):
                # A value, or what begins with one, such as a number with its unit.
                self._parts += found
                found = [FIELD]
            parts.append(found)
        if prod(map(len, parts)) > MOST:
            self._parts += (text for one in parts if len(one) > 1 for text in one)
            parts = [one if len(one) == 1 else [FIELD] for one in parts]
        return [*map("".join, product(*parts))]

    def _named(self, name: str, module: Module, names: Names, depth: int) -> list[str]:
        """The texts that a name stands for: in the function, in the module, or where it is from."""
        if name in names:
            return self._any(names[name], module, {**names, name: []}, depth)
        if name in module.values:
            return self._whole(module.values[name], module, {}, depth)
        there = self._origin(name, module)
        return [FIELD] if there is None else self._named(there[1], there[0], {}, depth)

    def _listed(self, node: ast.expr, module: Module, depth: int) -> list[str]:
        """The texts of a table."""
        values = node.values if isinstance(node, ast.Dict) else ()
        return self._any(values, module, {}, depth)

    def _returned(self, name: str, module: Module, depth: int) -> list[str]:
        """The texts that a function of the program may return."""
        function = module.functions.get(name)
        if function is None:
            there = self._origin(name, module) if depth <= DEEPEST else None
            return [FIELD] if there is None else self._returned(there[1], there[0], depth + 1)
        if function.returns is None or not ast.unparse(function.returns).startswith("str"):
            return [FIELD]
        returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
        return self._any([*filter(None, returned)], module, _assigned(function), depth)

    def _origin(self, name: str, module: Module) -> tuple[Module, str] | None:
        origin, original = module.imported.get(name, ("", ""))
        there = self._modules.get(origin)
        return None if there is None else (there, original)


def _said(node: ast.AST) -> Sequence[ast.expr]:
    """The expressions of messages in a piece of code, without those further inside."""
    match node:
        case ast.Raise(exc=ast.Call() as call) if _called(call) not in OF_PROGRAMMERS:
            return [*call.args, *(one.value for one in call.keywords)]
        case ast.Call() if _says(node) and _called(node) not in OF_PROGRAMMERS:
            return [*node.args, *(one.value for one in node.keywords)]
        case ast.keyword(arg=str(name), value=value) if _NOTES.fullmatch(name):
            return [value]
        case ast.Assign(targets=[target], value=value) | ast.AugAssign(target=target, value=value):
            return [value] if _NOTES.fullmatch(ast.unparse(target).rpartition(".")[2]) else []
        case ast.Call(func=ast.Attribute(value=target, attr="append"), args=[value]):
            return [value] if _NOTES.fullmatch(ast.unparse(target).rpartition(".")[2]) else []
        case ast.FunctionDef(name=name) if _NOTES.fullmatch(name):
            ends = (one for one in ast.walk(node) if isinstance(one, ast.Return | ast.Yield))
            return [one.value for one in ends if one.value is not None]
    return []


def _assigned(function: ast.FunctionDef) -> Names:
    """The values that names of a function are given."""
    found: Names = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=targets, value=value):
                given = [(target, value) for target in targets]
            case (
                ast.NamedExpr(target=target, value=value)
                | ast.AnnAssign(target=target, value=ast.expr() as value)
            ):
                given = [(target, value)]
            case ast.For(
                target=ast.Tuple(elts=[_, target]),
                iter=ast.Call(func=ast.Attribute(value=table, attr="items")),
            ):
                given = [(target, ast.Subscript(table, ast.Constant(None)))]
            case _:
                given = []
        for target, value in given:
            for one, its in _each(target, value):
                if isinstance(one, ast.Name):
                    found.setdefault(one.id, []).append(its)
    return found


def _each(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The names in a target with their values: ``a, b = "one", "two"`` gives two."""
    match target, value:
        case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
            yield from zip(targets, values, strict=True)
        case _:
            yield target, value


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _says(call: ast.Call) -> bool:
    name = _called(call)
    if name.endswith("Error") or name in REFUSING:
        return True
    return isinstance(call.func, ast.Name) and name in SAYING
