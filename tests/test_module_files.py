"""`inspect` is told which module a file belongs to, instead of looking through all modules."""

import inspect
import os.path
import sys

import pytest

from wmstudio.module_files import note_files


@pytest.fixture
def noted(tmp_path, monkeypatch):
    """Two packages with a module each, of which the files of one are noted."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(inspect, "modulesbyfile", {})
    monkeypatch.setattr(inspect, "_filesbymodname", {})
    for name in ("noted_package", "noted_package_too"):
        (tmp_path / name / "inner").mkdir(parents=True)
        for file in ("__init__.py", "inner/__init__.py", "inner/module.py"):
            (tmp_path / name / file).write_text(
                "import sys\n\n\ndef frame():\n    return sys._getframe()\n"
            )
    note_files("noted_package")
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("noted_package")]:
        del sys.modules[name]


@pytest.fixture
def resolved(monkeypatch):
    """The paths that are resolved."""
    paths, usual = [], os.path.realpath
    monkeypatch.setattr(os.path, "realpath", lambda path: paths.append(path) or usual(path))
    return paths


def test_the_line_of_a_frame_is_found_without_resolving_any_path(noted, resolved):
    import noted_package.inner.module as module

    told = inspect.getframeinfo(module.frame())
    assert told.code_context == ["    return sys._getframe()\n"]
    assert (told.lineno, told.function) == (5, "frame")
    assert inspect.getmodule(module.frame()) is module
    assert resolved == []


def test_without_it_the_paths_of_all_modules_are_resolved(noted, resolved):
    import noted_package_too.inner.module as module

    assert inspect.getmodule(module.frame()) is module
    assert len(resolved) > 100


def test_packages_and_other_modules_are_found_as_usual(noted):
    import noted_package.inner
    import noted_package_too.inner.module

    assert inspect.getmodule(noted_package.inner.frame()) is noted_package.inner
    other = noted_package_too.inner.module
    assert inspect.getmodule(other.frame()) is other
    assert inspect.getmodule(sys._getframe()) is sys.modules[__name__]
