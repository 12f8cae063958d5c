"""Importing Qt's binding: without work that nobody needs, and complete for those who do."""

import subprocess
import sys

from wmstudio.gui.binding import LatePattern

SOURCES = """
import linecache, sys
import wmstudio.gui.shell.application, wmstudio.checkpoints.folder
read = {name for name in linecache.cache if name.endswith(".py")}
known = {sys.modules[name].__file__ for name in ("json", "wmstudio.paths", "torch.nn", "numpy")}
print(len(known), read & known, len(read) < 100)
"""
FEATURE = """
from PySide6.QtCore import QObject
from __feature__ import snake_case

def named():
    one = QObject()
    one.set_object_name("mine")
    return one.object_name()
"""
SWITCHED = """
import wmstudio.gui
import panel_of_others
from wmstudio.gui.base.plain import in_title
from shibokensupport.feature import pyside_feature_dict as switches
print(panel_of_others.named(), switches["panel_of_others"], switches["wmstudio.gui.base.plain"])
"""


def printed(script, folder):
    given = [sys.executable, "-c", script]
    done = subprocess.run(given, capture_output=True, text=True, check=True, cwd=folder)
    return done.stdout.strip()


def test_the_binding_reads_no_source_of_the_large_packages(tmp_path):
    assert printed(SOURCES, tmp_path) == "4 set() True"


def test_a_panel_of_another_package_may_still_switch_names_of_qt(tmp_path):
    (tmp_path / "panel_of_others.py").write_text(FEATURE)
    assert printed(SWITCHED, tmp_path) == "mine 1 0"


PATTERNS = """
import re
compiled, usual = [], re._compiler.compile
re._compiler.compile = lambda pattern, flags=0: compiled.append(pattern) or usual(pattern, flags)
import wmstudio.gui
from PySide6.QtWidgets import QWidget
from shibokensupport.signature.parser import arglistParser
print(sum(len(pattern) > 2_000 for pattern in compiled), end=" ")
print(*arglistParser.parse("a: int, b: Tuple[int, str] = (1, 'x, y')"), sep="; ", end=" ")
print(sum(len(pattern) > 2_000 for pattern in compiled), re.compile("a").match("ab").end())
"""


def test_the_binding_compiles_its_long_patterns_when_it_parses_a_signature(tmp_path):
    parsed = "a: int; b: Tuple[int, str] = (1, 'x, y')"
    assert printed(PATTERNS, tmp_path) == f"0 {parsed} 1 1"


def test_a_late_pattern_does_what_a_compiled_one_does():
    late = LatePattern(r"(\w) =", 0)
    finds, splits = late.finditer, late.split
    assert [found.group(1) for found in finds("a = b =")] == ["a", "b"]
    assert splits("x = 1") == ["", "x", " 1"]
    assert late.sub("_", "x = 1", count=1) == "_ 1"
