"""The house of ARCHITECTURE.md, drawn from the contracts in pyproject.toml."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from importlinter import configuration
from importlinter.application import rendering, use_cases
from importlinter.application.user_options import UserOptions

ROOT = Path(__file__).parent.parent

configuration.configure()
OPTIONS = use_cases.read_user_options(str(ROOT / "pyproject.toml"))
use_cases._register_contract_types(OPTIONS)
CONTRACTS = OPTIONS.contracts_options
LIGHT_MODULES = [
    *next(contract["source_modules"] for contract in CONTRACTS if contract["id"] == "torch"),
    "wmstudio.app.commands",
    "wmstudio.app.panels",
    "wmstudio.app.settings",
    "wmstudio.paths",
    "wmstudio.tasks.registry",
]
QT_THREADS = {"QThread", "QThreadPool", "QRunnable", "QtConcurrent"}


def exists(module: str) -> bool:
    """Look for a module of the project without importing it."""
    path = ROOT.joinpath(*module.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def named_modules(contract: dict) -> list[str]:
    """Give the modules of the project that a contract names one by one."""
    if contract["type"] == "layers":
        within = contract["containers"][0]
        return [f"{within}.{name}" for row in contract["layers"] for name in row.split(" | ")]
    listed = [*contract.get("source_modules", []), *contract.get("forbidden_modules", [])]
    return [module for module in listed if module.startswith("wmstudio.")]


def is_kept(contract: dict) -> bool:
    options = UserOptions(OPTIONS.session_options, [contract])
    report = use_cases.create_report(options, cache_dir=None)
    kept = not (report.contains_failures or report.could_not_run)
    if not kept:
        rendering.render_report(report)
    return kept


@pytest.mark.parametrize("contract", CONTRACTS, ids=[contract["name"] for contract in CONTRACTS])
def test_the_contract_is_kept(contract, capsys):
    assert is_kept(contract), capsys.readouterr().out


@pytest.mark.parametrize(
    "module", sorted({name for contract in CONTRACTS for name in named_modules(contract)})
)
def test_every_module_that_a_contract_names_exists(module):
    assert exists(module)


@pytest.mark.parametrize("module", LIGHT_MODULES)
def test_the_module_can_be_imported_without_torch_and_qt(module):
    code = f"import sys, {module}; print(*{{'torch', 'PySide6', 'pyqtgraph'}} & sys.modules.keys())"

    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert imported.returncode == 0, imported.stderr
    assert imported.stdout.split() == []


def test_only_runtime_makes_threads_with_qt_too():
    offenders = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "wmstudio").rglob("*.py")
        if "runtime" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.alias) and node.name in QT_THREADS)
        or (isinstance(node, ast.Attribute) and node.attr in QT_THREADS)
    ]

    assert offenders == []


WRITERS = {"write_text", "write_bytes", "QSaveFile", "NamedTemporaryFile", "mkstemp"}
WRITING_MODE = re.compile(r"[wax]b?\+?|r\+b?|rb\+")


def writes(node: ast.AST) -> bool:
    """Whether this line of code writes a file by itself."""
    if isinstance(node, ast.alias | ast.Attribute):
        return (node.name if isinstance(node, ast.alias) else node.attr) in WRITERS
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func)
    if name in ("os.replace", "os.rename"):
        return True
    words = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
    # A member of an archive in memory is no file: zipfile alone has this keyword.
    is_member = any(keyword.arg == "force_zip64" for keyword in node.keywords)
    return (
        name.rpartition(".")[2] in ("open", "fdopen")
        and not is_member
        and any(
            isinstance(word, ast.Constant) and WRITING_MODE.fullmatch(str(word.value))
            for word in words
        )
    )


def test_files_are_written_in_one_place_only():
    offenders = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "wmstudio").rglob("*.py")
        if path.parent.name != "files"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if writes(node)
    ]

    assert offenders == []


def test_no_two_public_classes_share_a_name():
    modules: dict[str, list[str]] = {}
    for path in sorted((ROOT / "wmstudio").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                modules.setdefault(node.name, []).append(str(path.relative_to(ROOT)))

    assert {name: where for name, where in modules.items() if len(where) > 1} == {}


LONGEST_FILE = 400
"""Lines."""
FULLEST_FOLDER = 25
"""Files of Python."""


def test_no_file_of_the_product_is_longer_than_it_may_be():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "wmstudio").rglob("*.py")
    }

    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_folder_of_the_product_is_fuller_than_it_may_be():
    files = (path.parent.relative_to(ROOT) for path in (ROOT / "wmstudio").rglob("*.py"))

    assert {str(name): n for name, n in Counter(files).items() if n > FULLEST_FOLDER} == {}
