"""Files of version 1, written by the program of that time, are read, carried over and not lost."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from wmstudio.app.saved import session_file
from wmstudio.app.saved.drafts import DraftFile
from wmstudio.app.saved.session_file import SessionError, read_session, to_dict, write_session
from wmstudio.app.saved.version_1 import panels_of
from wmstudio.app.settings import load

OLD = Path(__file__).parent / "version_1"
GATES = {
    "signal": "fake.value",
    "order": "variance",
    "added": ["fake.gate"],
    "scaling": "visible",
}
PANELS = {
    "timeline": {"tracks": ["fake.gate[1]"]},
    "memory": {
        "along": "slots.read_weights",
        "scaling": "shared",
        "contents": "slots.values",
        "order": "slots",
    },
    "units": {"signal": "fake.value", "way": "low", "exactly": False},
    "gates": GATES,
    "attention": {"signal": "", "form": "curves", "head": "", "in_text": False},
    "gates.2": GATES | {"order": "activity"},
    "timeline.2": {"tracks": ["fake.value[2]"]},
}


@pytest.fixture
def old(tmp_path):
    """A session of version 1 that can be written to."""
    return Path(shutil.copy(OLD / "session.wmstudio", tmp_path))


def version_of(path):
    return json.loads(path.read_text())["version"]


def test_everything_a_session_says_is_carried_over():
    session = read_session(OLD / "session.wmstudio")

    assert session.panels == PANELS
    assert session.duplicates == ("gates.2", "timeline.2")
    shaded = {"shading": False, "shade": "token.surprisal", "boundaries": True}
    assert session.text == shaded
    assert session.tree.current.text == "abcx"
    assert session.interventions[0].edit.name == "clear_all"
    assert session.span == (1, 3)


@pytest.mark.parametrize(
    ("shown", "panels"),
    [
        ({"memory.shows": "table"}, {"memory": {"shows": "table"}}),
        ({"memory.shows": "matrix"}, {"memory": {"shows": "contents"}}),
        ({"memory.head": "mean of heads"}, {"memory": {"head": "mean"}}),
        ({"memory.head": "all heads"}, {"memory": {"head": "all"}}),
        ({"attention.head": "head 11"}, {"attention": {"head": "11"}}),
        ({"memory.2.order": "strongest first"}, {"memory.2": {"order": "strongest"}}),
        ({"gates.order": "like by like"}, {"gates": {"order": "similarity"}}),
    ],
)
def test_labels_of_other_models_panels_become_ids(shown, panels):
    assert panels_of(shown) == panels


def test_a_window_shows_what_an_old_session_says(make_window, qtbot, old, monkeypatch):
    # The scripted model has no files: the session asks for its folder.
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(old.parent))
    window = make_window("")
    window.documents.open(old)
    qtbot.waitUntil(lambda: window.copies.ids == ("gates.2", "timeline.2"))
    qtbot.waitUntil(lambda: window.reading.complete)

    # What did not exist then is as it is at first.
    states = {id: window.panels[id].save_state() for id in PANELS}
    assert {id: {key: states[id][key] for key in said} for id, said in PANELS.items()} == PANELS
    assert window.text_area.save_state() == dict(read_session(old).text)
    assert window.settings.tracks == ["fake.gate[1]"]
    assert not window.docks.there("predictions")
    assert window.sessions.write(old)
    assert version_of(old) == session_file.VERSION
    assert read_session(old) == window.sessions.collect()


def test_an_old_draft_is_recovered_and_kept_in_the_new_format(make_window, qtbot, tmp_path):
    file = Path(shutil.copy(OLD / "draft.json", tmp_path / "text-1.json"))
    window = make_window(autosave=tmp_path)
    qtbot.waitUntil(lambda: window.copies.ids == ("gates.2",))

    assert window.editor.text == "abcxyz"
    assert window.panels["gates"].picker.signal.name == "fake.value"
    assert window.panels["gates.2"].save_state()["order"] == "similarity"
    assert window.panels["attention"].form.chosen == "curves"
    window.documents.keep()
    assert json.loads(file.read_text())["session"]["panels"]["gates"]["order"] == "similarity"


def test_duplicates_of_the_last_time_are_carried_over(tmp_path):
    shutil.copy(OLD / "state.json", tmp_path)
    settings, told = load(tmp_path)

    assert told == ""
    assert settings.copies == ["gates.2", "timeline.2"]
    assert settings.panels == {id: PANELS[id] for id in ("gates.2", "timeline.2")}


def test_a_session_is_replaced_by_one_that_says_the_same(old):
    session = read_session(old)
    write_session(old, session)

    assert version_of(old) == session_file.VERSION
    assert read_session(old) == session


@pytest.mark.parametrize("opens", [False, True])
def test_a_session_stays_where_the_new_one_cannot_be_opened(old, monkeypatch, opens):
    before, session = old.read_bytes(), read_session(old)

    def read(path):
        if not opens:
            raise SessionError(f"{path} is damaged.")
        return replace(session, span=None)

    monkeypatch.setattr(session_file, "read_session", read)
    with pytest.raises(SessionError):
        write_session(old, session)

    assert old.read_bytes() == before


def test_a_draft_stays_where_the_new_one_cannot_be_opened(tmp_path):
    path = Path(shutil.copy(OLD / "draft.json", tmp_path / "text-1.json"))
    before, file = path.read_bytes(), DraftFile(path)
    draft = file.read()
    sound = to_dict(read_session(OLD / "session.wmstudio"))
    with pytest.raises(OSError, match="read again"):
        file.write(replace(draft, session=sound | {"panels": []}))
    assert path.read_bytes() == before

    file.write(replace(draft, session=sound))
    assert json.loads(path.read_text())["session"]["version"] == session_file.VERSION
