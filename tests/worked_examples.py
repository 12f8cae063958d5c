"""The code in the pages of docs/extending, so that tests can run it."""

import re
import sys
import types
from pathlib import Path

PAGES = Path(__file__).parent.parent / "docs" / "extending"


def blocks_of(page, language="python"):
    """The blocks of code of a page, in order."""
    return re.findall(rf"```{language}\n(.*?)```", (PAGES / page).read_text("utf-8"), re.DOTALL)


def module_of(page, name, monkeypatch):
    """The page's first block of Python as a module that can be imported by this name."""
    module = types.ModuleType(name)
    monkeypatch.setitem(sys.modules, name, module)
    exec(compile(blocks_of(page)[0], page, "exec"), vars(module))
    return module
