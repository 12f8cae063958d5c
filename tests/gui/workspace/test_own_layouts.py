"""Layouts under names of one's own: kept, shown again, deleted, and there at the next start."""

import pytest
from PySide6.QtWidgets import QInputDialog

from wmstudio.app.menus import DELETED_LAYOUTS, OWN_LAYOUTS
from wmstudio.app.panels import PANELS
from wmstudio.app.presets import preset_command
from wmstudio.app.settings import Settings, load
from wmstudio.gui.workspace import own_layouts


def there(window):
    return {info.id for info in PANELS if window.docks.there(info.id)}


def save(window, name, given=True):
    window.actions_["layout.save"].trigger()
    (dialog,) = (one for one in window.findChildren(QInputDialog) if one.isVisible())
    dialog.setTextValue(name)
    if given:
        dialog.accept()
    else:
        dialog.reject()


def entries(window, source=OWN_LAYOUTS):
    return {entry.text: entry for entry in window.actions_.sources[source]()}


def test_a_saved_layout_is_shown_again_from_any_other(stage):
    window = stage.window
    window.docks.show("gates", False)
    window.docks.show("units", True)
    save(window, "  My   units ")
    mine = there(window)
    window.actions_[preset_command("memory")].trigger()
    assert there(window) != mine
    entries(window)["My units"].do()

    assert there(window) == mine
    assert window.presets.current == "write"


def test_an_equal_name_replaces_and_no_name_keeps_nothing(stage):
    window = stage.window
    save(window, "mine")
    before = dict(window.settings.own_layouts)
    save(window, "   ")
    save(window, "other", given=False)
    assert window.settings.own_layouts == before
    window.docks.show("gates", False)
    save(window, "mine")
    assert window.settings.own_layouts.keys() == before.keys()
    assert window.settings.own_layouts != before


def test_a_deleted_layout_is_gone_and_panels_stay(stage):
    window = stage.window
    save(window, "mine")
    shown = there(window)
    entries(window, DELETED_LAYOUTS)["mine"].do()

    assert entries(window) == {}
    assert there(window) == shown


def test_more_than_there_may_be_are_refused_with_a_sentence(stage, monkeypatch):
    monkeypatch.setattr(own_layouts, "MOST", 1)
    save(stage.window, "one")
    save(stage.window, "two")

    assert [*entries(stage.window)] == ["one"]
    assert stage.window.messages.text.endswith("Delete one first.")


def test_own_layouts_are_there_at_the_next_start(stage, tmp_path):
    stage.window.settings.path = tmp_path
    save(stage.window, "mine")
    kept, told = load(tmp_path)

    assert told == ""
    assert kept.own_layouts == stage.window.settings.own_layouts != {}


@pytest.mark.parametrize("layout", ["write not-a-layout", "gone AAAA", "", "write"])
def test_a_layout_that_is_unusable_shows_the_preset_as_usual(make_stage, layout):
    window = make_stage(settings=Settings(own_layouts={"bad": layout})).window
    entries(window)["bad"].do()

    assert {"predictions", "memory"} <= there(window)
