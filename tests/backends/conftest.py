import importlib
import sys

import pytest

from wmstudio import plugins
from wmstudio.backends import registry


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Installs a module of another package with one entry point, as pip would."""
    installed = []

    def install(module, source):
        place = tmp_path / f"site-{module}"
        about = place / f"{module}-1.0.dist-info"
        about.mkdir(parents=True)
        (place / f"{module}.py").write_text(source)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[{registry.GROUP}]\n{module} = {module}\n")
        monkeypatch.syspath_prepend(place)
        importlib.invalidate_caches()
        _look_again()
        installed.append(module)

    yield install
    _look_again()
    for module in installed:
        sys.modules.pop(module, None)


def _look_again():
    plugins.installed.cache_clear()
    registry.formats.cache_clear()
