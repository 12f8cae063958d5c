"""Who knows whom: no module imports itself by a detour, and objects are not reached through others.

Both are read from the source, so that imports for types only count as any other.
"""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "wmstudio").rglob("*.py"))
}
TREES = {module: ast.parse(path.read_text(encoding="utf-8")) for module, path in SOURCES.items()}
GUI = {module: tree for module, tree in TREES.items() if module.startswith("wmstudio.gui.")}
SHELL = {f"wmstudio.gui.shell.{name}" for name in ("application", "main_window", "render")}
"""The window, and what starts it or takes a picture of it."""
MOST_CHAINS = 60
MOST_PUBLIC = 12


# --- imports -------------------------------------------------------------------------------------


def imported(module: str) -> set[str]:
    """Give the modules of the project that a module imports: anywhere, and for types too."""
    found = set()
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            # What is imported from a package may be one of its modules.
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inner & SOURCES.keys()) or {node.module}
    return found & SOURCES.keys() - {module}


def test_no_module_imports_itself_by_a_detour():
    graph = {module: imported(module) for module in SOURCES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError("an import cycle: " + " ← ".join(error.args[1])) from None


def test_only_the_shell_knows_the_window():
    knowing = {module for module in SOURCES if "wmstudio.gui.shell.main_window" in imported(module)}

    assert knowing <= SHELL


# --- chains --------------------------------------------------------------------------------------
#
# A chain reaches through one object for another: `window.editor.text`, `self._lane.reading.frame`.
# It begins at a name that is not `self`, or at an attribute of `self`; the attribute after that
# holds an object of the program; and something of that object is used. So `self._editor.text` is
# none, nor is `lane.reading` alone, nor a value within a value (`frame.trace.length`: a frozen
# dataclass, an enumeration, or a mapping, as a dict is), nor what Qt has (`panel.changed.connect`).
# Every further object in a chain counts once more. What was given a name of its own
# (`reading = lane.reading`) is an object that is worked with there: its attributes are no chain.
#
# What a name holds is read from annotations and assignments. Where that cannot be told, an
# attribute counts whose name holds an object in most classes that have it.


class Program:
    """The classes of the program, and what their attributes hold, as far as the source tells."""

    VALUES = ("Enum", "NamedTuple", "TypedDict", "Exception", "Error", "Protocol", "Mapping")

    def __init__(self) -> None:
        self.bases: dict[str, list[str]] = {}
        self.objects: set[str] = set()
        self.held: dict[str, dict[str, str]] = defaultdict(dict)
        """By class and attribute the class of what it holds; empty for anything else."""
        classes = [
            node
            for tree in TREES.values()
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
        ]
        for node in classes:
            self.bases[node.name] = [ast.unparse(base) for base in node.bases]
            decorators = " ".join(map(ast.unparse, node.decorator_list))
            if "frozen=True" not in decorators and not any(
                kind in base for base in self.bases[node.name] for kind in self.VALUES
            ):
                self.objects.add(node.name)
        # Twice, as an attribute may be taken from one of a class that comes later.
        for node in classes * 2:
            self.read(node)
        held = [
            (name, kind in self.objects) for of in self.held.values() for name, kind in of.items()
        ]
        counts = Counter(held)
        self.holders = {n for n, _ in held if counts[n, True] >= max(counts[n, False], 1)}

    def kind(self, annotation: ast.expr | None) -> str:
        """The class of the program that is annotated, or that or None; empty for anything else."""
        options = ast.unparse(annotation).strip("'\"").split(" | ") if annotation else []
        return next((option for option in options if option in self.bases), "")

    def attribute(self, kind: str, name: str) -> str | None:
        """What an attribute of a class holds; None where the class is not known to have it."""
        if name in self.held[kind]:
            return self.held[kind][name]
        found = (self.attribute(base, name) for base in self.bases.get(kind, ()))
        return next((one for one in found if one is not None), None)

    def read(self, node: ast.ClassDef) -> None:
        held = self.held[node.name]
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                held[item.target.id] = self.kind(item.annotation)
            elif isinstance(item, ast.FunctionDef):
                if "property" in map(ast.unparse, item.decorator_list):
                    held[item.name] = self.kind(item.returns)
                for name, kind in self.names(item, node.name).items():
                    if name.startswith("self."):
                        held.setdefault(name.removeprefix("self."), kind)
                        held[name.removeprefix("self.")] = kind or held[name.removeprefix("self.")]

    def names(self, function: ast.FunctionDef, own: str) -> dict[str, str]:
        """What the names in a function, and the attributes that it sets, hold."""
        arguments = (*function.args.args, *function.args.kwonlyargs)
        known = {a.arg: self.kind(a.annotation) for a in arguments if a.annotation}
        known["self"] = own
        for node in ast.walk(function):
            if isinstance(node, ast.AnnAssign):
                known[ast.unparse(node.target)] = self.kind(node.annotation)
            elif isinstance(node, ast.NamedExpr):
                self.assign(node.target, node.value, known)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    self.assign(target, node.value, known)
        return known

    def assign(self, target: ast.expr, value: ast.expr, known: dict[str, str]) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, other in zip(target.elts, value.elts, strict=False):
                self.assign(one, other, known)
        elif (kind := self.type_of(value, known)) is not None:
            known.setdefault(ast.unparse(target), kind)

    def type_of(self, value: ast.expr, known: dict[str, str]) -> str | None:
        """The class of an expression; empty where it is none of the program's, None if unknown."""
        if isinstance(value, ast.Name):
            return known.get(value.id)
        if isinstance(value, ast.Constant):
            return None if value.value is None else ""
        if isinstance(value, ast.Call):
            name = ast.unparse(value.func)
            return name if name in self.bases else None
        if isinstance(value, ast.Attribute):
            kind = self.type_of(value.value, known)
            if not kind:
                return kind
            return self.attribute(kind, value.attr)
        return None


PROGRAM = Program()


def scopes(tree: ast.AST, own: str = "") -> Iterator[tuple[ast.AST, str]]:
    """Give every function that is not within another, with its class, and what is in none."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from scopes(node, node.name)
        else:
            yield node, own


def chains(tree: ast.Module) -> list[str]:
    """Give every reach of a module through an object for another one."""
    imported = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    found = []
    for scope, own in scopes(tree):
        known = PROGRAM.names(scope, own) if isinstance(scope, ast.FunctionDef) else {}
        for node in ast.walk(scope):
            if is_chain(node, known) and ast.unparse(node).partition(".")[0] not in imported:
                found.append(ast.unparse(node))
    return found


def is_chain(node: ast.AST, known: dict[str, str]) -> bool:
    """Whether this is an attribute of an object that is another object's."""
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Attribute):
        return False
    through = node.value.value
    if not isinstance(through, ast.Attribute | ast.Name) or ast.unparse(through) == "self":
        return False
    kind = PROGRAM.type_of(through, known)
    if kind is None:
        return node.value.attr in PROGRAM.holders
    return (PROGRAM.attribute(kind, node.value.attr) or "") in PROGRAM.objects


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("window.editor", []),
        ("window.editor.text", ["window.editor.text"]),
        ("window.editor.setFocus()", ["window.editor.setFocus"]),
        ("lane.reading.changed.connect(print)", ["lane.reading.changed"]),
        ("window.lane.reading.frame", ["window.lane.reading", "window.lane.reading.frame"]),
        ("self._workspace.first.frame", ["self._workspace.first.frame"]),
        ("lambda: unknown.reading.frame", ["unknown.reading.frame"]),
        ("self._workspace.lanes", []),
        ("frame.trace.chunks", []),
        ("lane.panels.values()", []),
        ("window.closed.connect(print)", []),
        ("log.log.info('')", []),
    ],
)
def test_a_reach_through_an_object_is_found(line, found):
    source = f"""
from wmstudio.app import log

class Comparison:
    def act(self, window: MainWindow, lane: Lane, frame: Frame) -> None:
        {line}
"""
    assert sorted(chains(ast.parse(source))) == found


def test_objects_are_reached_through_others_only_in_the_shell():
    found = {module: chains(tree) for module, tree in GUI.items()}
    outside = {module: reached for module, reached in found.items() if module not in SHELL}
    inside = [chain for module in found.keys() & SHELL for chain in found[module]]

    assert not {module: reached for module, reached in outside.items() if reached}
    assert len(inside) <= MOST_CHAINS, sorted(inside)


def test_the_workspace_has_a_dozen_public_members_at_most():
    body = next(
        node.body
        for node in ast.walk(TREES["wmstudio.gui.workspace.workspace"])
        if isinstance(node, ast.ClassDef) and node.name == "Workspace"
    )
    names = set()
    for node in body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        for target in ast.walk(node):
            if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store):
                names |= {target.id} if node in body and isinstance(node, ast.Assign) else set()
            if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store):
                names.add(target.attr)

    assert len({name for name in names if not name.startswith("_")}) <= MOST_PUBLIC
