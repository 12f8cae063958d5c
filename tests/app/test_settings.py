import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio import paths
from wmstudio.app import settings as saving
from wmstudio.app.preferences import PREFERENCES
from wmstudio.app.settings import (
    HEAD,
    LEFT,
    LOCK_FILE,
    PREFERENCES_FILE,
    RECENT,
    STATE_FILE,
    Settings,
    load,
)
from wmstudio.engine.messages import Sampling
from wmstudio.files.locking import Lock


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "deep"


@pytest.fixture
def chosen(folder):
    """Writes the file of what was chosen, as somebody might."""
    folder.mkdir()

    def write(text):
        data = text if isinstance(text, bytes) else text.encode()
        (folder / PREFERENCES_FILE).write_bytes(data)
        return folder / PREFERENCES_FILE

    return write


def test_what_was_saved_is_there_again(folder):
    settings = Settings(theme="light", device="cpu", zoom=3, checkpoint="stories-lstm", path=folder)
    settings.sampling = Sampling(0.5, 10, 0.9, 42, 17)
    settings.remember(Path("/models/mine"))
    settings.remember_file(Path("/texts/“a”\\b\n.txt"))
    settings.save()

    assert load(folder) == (settings, "")
    assert load(folder)[0].sampling == Sampling(0.5, 10, 0.9, 42, 17)


def test_without_files_everything_is_as_usual_and_nothing_is_said(folder):
    assert load(folder) == (Settings(path=folder), "")


def test_the_files_lie_in_the_users_settings():
    assert load()[0].path == paths.settings_folder()


def test_the_usual_settings_are_among_those_that_may_be():
    usual = Settings()
    assert all(one.fits(getattr(usual, id)) for id, one in PREFERENCES.items())
    assert all(check(getattr(usual, name)) for name, check in LEFT.items())


def test_a_language_that_is_not_offered_is_told_and_the_systems_used(chosen, folder):
    file = chosen('language = "tlh"\n')
    settings, warning = load(folder)
    assert settings.language == "system"
    said = "line 1 (language) could not be used, and stays as it is; all others are in force."
    assert warning == f"In {file} {said}"


def test_a_bad_line_is_told_with_its_number_and_costs_nothing_but_itself(chosen, folder):
    file = chosen('# mine\ntheme = "dark"\nzoom = = 3\ntab = 99\nwrap = false\n')
    settings, warning = load(folder)

    assert settings == Settings(theme="dark", wrap=False, path=folder)
    assert str(file) in warning
    assert "3 (zoom)" in warning
    assert "4 (tab)" in warning
    assert "theme" not in warning
    assert "stay as they are" in warning
    assert warning.count(". ") == 0


@pytest.mark.parametrize(
    "line",
    [
        "theme",
        'theme = "pink"',
        "theme = 3",
        "zoom = true",
        "zoom = 1.5",
        "top_p = nan",
        "temperature = inf",
        "tehme = 'dark'",
        "[looks]",
        'a.b = "c"',
        "theme = [",
        "x = " + "[" * 100_000,
        b"theme = \xff\xfe",
    ],
)
def test_whatever_the_line_is_the_next_one_works_and_no_line_is_lost(chosen, folder, line):
    data = (line if isinstance(line, bytes) else line.encode()) + b"\ntokens = 7 # few\n"
    file = chosen(data)
    settings, warning = load(folder)
    assert settings.tokens == 7
    assert " line 1" in warning

    settings.wrap = False
    settings.save()
    assert file.read_bytes() == data + b"wrap = false\n"
    assert load(folder)[0] == settings


def test_only_the_line_that_was_chosen_anew_is_written_anew(chosen, folder):
    file = chosen('# first\r\n\ntheme = "drak"\n# between\nseed = 3\n')
    settings, _ = load(folder)
    settings.theme, settings.zoom = "light", 2
    settings.save()

    assert file.read_bytes() == b'# first\r\n\ntheme = "light"\n# between\nseed = 3\nzoom = 2\n'
    assert load(folder) == (settings, "")


def test_a_choice_that_is_taken_back_is_written_too(folder):
    settings = Settings(theme="dark", path=folder)
    settings.save()
    settings, _ = load(folder)
    settings.theme = Settings().theme
    settings.save()

    assert load(folder) == (Settings(path=folder), "")


def test_what_somebody_wrote_meanwhile_stays(chosen, folder):
    chosen("seed = 3\n")
    settings, _ = load(folder)
    file = chosen("seed = 4\n# a thought\n")
    settings.tab = 4
    settings.save_preferences()

    assert file.read_text() == "seed = 4\n# a thought\ntab = 4\n"


@given(st.binary())
def test_no_byte_of_other_lines_is_changed(tmp_path_factory, written):
    folder = tmp_path_factory.mktemp("s")
    (folder / PREFERENCES_FILE).write_bytes(written)
    settings, _ = load(folder)
    settings.wrap = False
    settings.save_preferences()

    ended = written if written.endswith(b"\n") or not written else written + b"\n"
    begun = ended or HEAD.encode()
    assert (folder / PREFERENCES_FILE).read_bytes() == begun + b"wrap = false\n"


VALUE = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JSON = st.recursive(
    VALUE, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)


@given(st.dictionaries(st.sampled_from(sorted(LEFT)), JSON), st.binary())
def test_no_file_stops_the_start(tmp_path_factory, found, written):
    folder = tmp_path_factory.mktemp("s")
    (folder / STATE_FILE).write_text(json.dumps(found))
    (folder / PREFERENCES_FILE).write_bytes(written)
    settings, _ = load(folder)

    assert all(check(getattr(settings, name)) for name, check in LEFT.items())
    assert all(one.fits(getattr(settings, id)) for id, one in PREFERENCES.items())


@given(st.sampled_from(sorted(PREFERENCES)), VALUE)
def test_a_preference_takes_only_what_its_control_can_show(id, value):
    one = PREFERENCES[id]
    if one.fits(value):
        assert type(value) in (type(getattr(Settings(), id)), int)
        assert not one.choices or value in one.choices
        assert one.choices or isinstance(value, bool) or one.low <= value <= one.high


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b"[" * 100_000])
def test_a_broken_state_is_told_of_in_one_line_and_everything_has_its_own_place(folder, content):
    folder.mkdir()
    (folder / STATE_FILE).write_bytes(content)
    settings, warning = load(folder)

    assert settings == Settings(path=folder)
    assert "\n" not in warning
    assert STATE_FILE in warning


def test_recent_checkpoints_are_few_and_the_newest_is_first():
    settings = Settings()
    for i in [*range(20), 15]:
        settings.remember(Path(f"/models/{i}"))

    assert settings.recent[0] == "/models/15"
    assert len(settings.recent) == RECENT == len(set(settings.recent))


def test_as_many_files_are_remembered_as_somebody_chose():
    settings = Settings(files=3)
    for i in range(9):
        settings.remember_file(Path(f"/texts/{i}"))
    assert settings.recent_files == ["/texts/8", "/texts/7", "/texts/6"]

    settings.files = 0
    settings.remember_file(Path("/texts/secret"))
    assert settings.recent_files == []


def test_settings_without_a_folder_are_not_written():
    Settings(theme="dark").save()


def test_a_folder_that_cannot_be_written_is_an_error_of_the_system(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match=r".+"):
        Settings(path=tmp_path / "file" / "settings").save()


@pytest.mark.parametrize(
    "line",
    ["zoom = " + "9" * 400, "temperature = " + "9" * 400, "zoom = 0x" + "f" * 5_000,
     "theme = " + "[" * 5_000, "zoom." + "a." * 5_000 + "b = 1", "temperature = 1e999"],
    ids=lambda line: line[:14],
)  # fmt: skip
def test_absurd_lines_cost_nothing_but_themselves(tmp_path, line):
    (tmp_path / "preferences.toml").write_text(f"{line}\nfiles = 7\n")
    settings, told = load(tmp_path)

    assert settings.files == 7
    assert settings.zoom == Settings().zoom
    assert "line 1" in told
    assert len(told.replace(str(tmp_path), "")) < 200


def test_of_many_lines_that_cannot_be_used_a_few_are_named(tmp_path):
    (tmp_path / "preferences.toml").write_text("nonsense\n" * 5_000)
    _, told = load(tmp_path)

    assert "4,992 more" in told


def test_a_state_nested_too_deeply_is_told_and_forgotten(tmp_path):
    (tmp_path / "state.json").write_text('{"panels": ' + "[" * 500 + "]" * 500 + "}")
    settings, told = load(tmp_path)

    assert settings.panels == {}
    assert "could not be read" in told


def made(name):
    """Values of the right type for a part of the state, of which some are more than usual."""
    usual = getattr(Settings(), name)
    if isinstance(usual, bool):
        return st.booleans()
    if isinstance(usual, int):
        return st.integers()
    if isinstance(usual, str):
        return st.text()
    if isinstance(usual, list):
        return st.lists(st.text(), max_size=60)
    return st.dictionaries(st.text(), JSON, max_size=60)


@given(st.fixed_dictionaries({name: made(name) for name in sorted(LEFT)}))
def test_all_that_is_written_is_read_again(tmp_path_factory, left):
    folder = tmp_path_factory.mktemp("s")
    settings = Settings(path=folder)
    for name, value in left.items():
        setattr(settings, name, value)
    settings.save()
    again, warning = load(folder)

    assert warning == ""
    for name, check in LEFT.items():
        if check(left[name]):
            assert getattr(again, name) == left[name]


@pytest.mark.parametrize("device", ["cuda:1", "nonsense"])
def test_a_preference_that_no_control_shows_is_for_this_start_only(folder, device):
    settings = Settings(device=device, path=folder)
    settings.save()

    assert load(folder) == (Settings(path=folder), "")


def test_an_entry_that_cannot_be_used_costs_no_other_entry(folder):
    folder.mkdir()
    left = {
        "copies": ["gates.2", 3, "gates.3"],
        "panels": {"gates.2": {"size": 1.5}, "gates.3": None},
        "own_layouts": {"mine": "write x", "bad": 1},
    }
    (folder / STATE_FILE).write_text(json.dumps(left))
    settings, warning = load(folder)

    assert settings.copies == ["gates.2", "gates.3"]
    assert settings.panels == {"gates.2": {"size": 1.5}}
    assert settings.own_layouts == {"mine": "write x"}
    assert "so forgotten: copies, panels, own_layouts." in warning


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]", b'{"copies": 3, "folder": "/mine"}'])
def test_a_state_that_cannot_be_used_is_kept_beside_the_new_one_and_told(folder, content):
    folder.mkdir()
    file = folder / STATE_FILE
    for name in ("state.json.damaged", "state.json.damaged1"):
        file.write_bytes(content)
        settings, warning = load(folder)
        settings.save()

        assert f"kept as {name}." in warning
        assert (folder / name).read_bytes() == content
    assert load(folder)[1] == ""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_state_that_may_not_be_read_is_kept(folder):
    folder.mkdir()
    (folder / STATE_FILE).write_text("{}")
    (folder / STATE_FILE).chmod(0)
    _, warning = load(folder)

    assert "kept as state.json.damaged." in warning


def test_a_state_that_cannot_be_kept_elsewhere_is_told_of_all_the_same(folder, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr("wmstudio.app.settings.put_aside", refuse)
    folder.mkdir()
    (folder / STATE_FILE).write_text("{")

    assert load(folder)[1].endswith("everything has its own place.")


# --- several windows ---


@pytest.fixture
def two(folder):
    """Two windows that began with the same settings."""
    first = Settings(path=folder, checkpoint="lstm", recent=["/a"], recent_files=["/a.txt"])
    first.own_layouts = {"old": "write 1", "kept": "write 2"}
    first.shortcuts = {"file.save": "F2"}
    first.save()
    return load(folder)[0], load(folder)[0]


def test_a_window_that_is_closed_later_keeps_what_another_has_saved(two, folder):
    first, second = two
    first.own_layouts["mine"] = "memory 3"
    first.shortcuts = {"file.save": "F2", "file.open": "F3"}
    first.remember(Path("/b"))
    first.servers = {"ssh://host": {"key": "x"}}
    first.save()
    second.own_layouts["other"] = "compare 4"
    del second.own_layouts["old"]
    second.remember(Path("/c"))
    second.save()
    # It goes on, and does not know of the other's.
    second.remember_file(Path("/d.txt"))
    second.save()

    now, told = load(folder)
    assert told == ""
    assert now.own_layouts == {"kept": "write 2", "other": "compare 4", "mine": "memory 3"}
    assert now.shortcuts == {"file.save": "F2", "file.open": "F3"}
    assert now.recent == ["/c", "/a", "/b"]
    assert now.recent_files == ["/d.txt", "/a.txt"]
    assert now.servers == {"ssh://host": {"key": "x"}}


def test_what_one_window_has_removed_is_not_back_by_the_other(two, folder):
    first, second = two
    del first.own_layouts["old"]
    first.save()
    second.own_layouts["kept"] = "write 5"
    second.save()
    assert load(folder)[0].own_layouts == {"kept": "write 5"}


def test_what_belongs_together_is_of_one_window(two, folder):
    first, second = two
    first.preset, first.layout, first.checkpoint, first.second = "memory", "m", "slots", "stack"
    first.save()
    second.layout, second.play_speed = "w", 9
    second.save()

    now, _ = load(folder)
    assert (now.preset, now.layout) == ("write", "w")
    assert (now.checkpoint, now.second, now.play_speed) == ("slots", "stack", 9)


def test_a_file_is_read_and_replaced_while_no_other_window_may(two, folder, monkeypatch):
    first, _ = two
    held, written = [], saving.write_file

    def write(path, data, *, private):
        held.append((path.name, not Lock(folder / LOCK_FILE).acquire()))
        written(path, data, private=private)

    monkeypatch.setattr(saving, "write_file", write)
    first.theme, first.play_speed = "light", 9
    first.save()
    first.theme = "dark"
    first.save_preferences()
    assert held == [(PREFERENCES_FILE, True), (STATE_FILE, True), (PREFERENCES_FILE, True)]
    assert Lock(folder / LOCK_FILE).acquire()


def test_settings_are_saved_where_there_can_be_no_lock(two, folder):
    first, _ = two
    (folder / LOCK_FILE).unlink()
    (folder / LOCK_FILE).mkdir()
    first.theme, first.play_speed = "light", 9
    first.save()
    assert load(folder)[0] == first
