import sys

import pytest

from wmstudio import paths
from wmstudio.app import log
from wmstudio.app.diagnostics import report
from wmstudio.app.settings import Settings
from wmstudio.engine.messages import OpenedModel


@pytest.fixture(autouse=True)
def ended():
    yield
    log.end()


def test_the_log_is_in_the_users_folder_and_ends_when_it_is_ended():
    file = log.begin()
    log.log.info("one")
    assert file == paths.state_folder() / log.FILE == log.where()

    log.end()
    log.log.info("two")
    assert file.read_text().endswith("INFO one\n")
    assert log.where() is None


def test_a_full_log_makes_place_and_only_a_few_old_ones_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(log, "LARGEST", 200)
    file = log.begin(tmp_path)
    for i in range(100):
        log.log.info("line %s", i)

    assert sorted(f.name for f in tmp_path.iterdir()) == [
        "wmstudio.log",
        *(f"wmstudio.log.{i}" for i in (1, 2, 3)),
    ]
    assert file.read_text().endswith("line 99\n")
    assert all(f.stat().st_size <= 200 for f in tmp_path.iterdir())


def test_where_no_file_can_be_the_program_goes_on_without(tmp_path):
    (tmp_path / "file").write_text("")

    assert log.begin(tmp_path / "file" / "deep") is None
    log.log.error("lost")


def test_an_error_is_written_without_its_words():
    try:
        int("my secret")
    except ValueError:
        written = log.frames(*sys.exc_info()[::2])

    assert written.startswith("ValueError\n  ")
    assert "test_log.py:" in written
    assert "secret" not in written


def test_diagnostics_tell_versions_model_settings_and_the_end_of_the_log(tmp_path):
    log.begin(tmp_path)
    for i in range(60):
        log.log.info("line %s", i)
    opened = OpenedModel("mine", "slots", None, "cpu", 1234, {}, (), values=(("capacity", 4),))
    told = report(Settings(zoom=3), {"Model": opened, "Compared with": None}, {"Qt": "6"})

    for part in ("WM Studio 0", "torch: 2", "Python: 3", "Qt: 6", "zoom 3", "line 59"):
        assert part in told
    assert "Model: mine, family slots, 1,234 parameters, on cpu, with capacity 4" in told
    assert "Compared with: none" in told
    assert "line 3\n" not in told


def test_no_folder_of_the_users_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path)
    log.begin(tmp_path / "logs")

    assert str(tmp_path) not in report(Settings(), {}, {})
    assert "Log: ~/logs/wmstudio.log" in report(Settings(), {}, {})
