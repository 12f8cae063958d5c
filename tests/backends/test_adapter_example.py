"""The worked example of docs/checkpoints.md: a module of your own."""

import re
from pathlib import Path

from wmstudio.backends import adapter, registry
from wmstudio.engine.messages import Open

PAGE = Path(__file__).parents[2] / "docs" / "checkpoints.md"


def test_the_module_of_the_docs_opens_with_its_gates(tmp_path, monkeypatch):
    monkeypatch.setattr(adapter, "_ALLOWED", set())
    section = PAGE.read_text("utf-8").partition("## A module of your own")[2]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    path = tmp_path / "slots.py"
    path.write_text(code, "utf-8")
    _, opened = registry.open_model(Open(adapter.allow(path), "cpu"))

    kinds = {name: signal.kind for name, signal in opened.signals.items()}
    assert kinds["slots.py:20.write_gate"] == "gate"
    assert kinds["slots.py:23.read_weights"] == "address"
    assert kinds["state.0"] == "slots"
    assert opened.hashes.keys() == {"slots.py"}
