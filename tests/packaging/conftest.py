import importlib
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"
NAMES = ("build", "contents", "licences")


@pytest.fixture
def packaging(monkeypatch):
    """Give what imports one of the scripts of packaging/, which are no package."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    for name in NAMES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield importlib.import_module
    for name in NAMES:
        sys.modules.pop(name, None)
