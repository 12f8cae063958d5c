"""`python -m benchmarks` adds what it has measured to what it has measured before."""

import json
import sys

import pytest

from benchmarks import __main__ as program
from benchmarks import measure


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """Measure these parts, of which each takes so many milliseconds; the file's groups."""
    out, machine = tmp_path / "results.json", {"processor": "a", "torch": "1"}
    monkeypatch.setattr(program, "machine", lambda: machine)
    monkeypatch.setattr(measure, "pace", lambda: 50.0)

    def run(milliseconds, *parts, **of_machine):
        def add(what, table, *_):
            table.group(what)
            table.add("a key", [milliseconds], yardstick=True)

        machine.update(of_machine)
        monkeypatch.setattr(program, "run", add)
        monkeypatch.setattr(sys, "argv", ["benchmarks", "--out", str(out), "--only", *parts])
        program.main()
        groups = json.loads(out.read_text())
        assert groups.pop("machine") == machine
        return groups

    return run


def test_parts_that_are_not_measured_again_keep_their_rows(measured, capsys):
    before = measured(7.0, "models", "engine")
    capsys.readouterr()
    after = measured(3.0, "engine", torch="2")
    assert after["models"] == before["models"]
    assert [row["median"] for row in after["engine"]] == [3.0]
    assert [row["median"] for row in before["engine"]] == [7.0]
    assert "7.00" in capsys.readouterr().out  # what it is compared with
    assert all(row["date"] and row["pace"] for rows in after.values() for row in rows)


def test_rows_of_another_machine_are_not_kept(measured):
    measured(7.0, "models")
    assert measured(3.0, "engine", processor="b").keys() == {"engine"}
