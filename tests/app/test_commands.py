import pytest

from wmstudio.app import panels
from wmstudio.app.commands import COMMANDS, DEVICE_NAMES, THEME_NAMES, panel_command, plain
from wmstudio.app.commands.keys import in_force, refused, usual
from wmstudio.app.menus import MENUS, TEXT_MENU, ids, paths

OFFERED = [id for menu in MENUS for id in ids(menu)]


def test_every_command_of_a_menu_exists_and_every_command_is_in_one_menu():
    assert sorted(OFFERED) == sorted(COMMANDS)


def test_every_command_knows_the_menus_that_lead_to_it_and_so_does_every_source():
    found = paths()

    assert set(COMMANDS) <= set(found)
    assert [plain(title) for title in found["theme.dark"]] == ["View", "Theme"]
    assert [plain(title) for title in found["recent"]] == ["File", "Open recent"]
    assert set(ids(TEXT_MENU)) <= set(COMMANDS)


def test_no_two_entries_of_a_menu_have_the_same_letter():
    def letters(menu):
        texts = [item if isinstance(item, str) else item.title for item in menu.items]
        texts = [COMMANDS[t].text if t in COMMANDS else t for t in texts if t != "-"]
        return [t[t.index("&") + 1].casefold() for t in texts if "&" in t]

    menus, seen = list(MENUS), []
    for menu in menus:
        menus += [item for item in menu.items if not isinstance(item, str)]
        found = letters(menu)
        seen += [menu.title] if len(found) != len(set(found)) else []
    assert seen == []
    assert len({m.title[m.title.index("&") + 1].casefold() for m in MENUS}) == len(MENUS)


def test_every_command_says_what_it_does():
    for command in COMMANDS.values():
        assert command.text
        assert command.tip
        assert command.tip != command.text
        assert not command.tip.endswith(".")


def test_no_two_commands_share_a_shortcut():
    shortcuts = [s for c in COMMANDS.values() for s in (c.shortcut, c.also) if s]

    assert len(shortcuts) == len(set(shortcuts))


def test_what_is_usual_has_the_usual_shortcut():
    usual = {"file.save": "Ctrl+S", "edit.undo": "Ctrl+Z", "generate.stop": "Esc"}

    assert {id: COMMANDS[id].shortcut for id in usual} == usual


def test_there_is_a_command_for_every_panel_theme_and_device():
    for id in (panel_command(panel.id) for panel in panels.PANELS):
        assert COMMANDS[id].checkable
    assert all(f"theme.{name}" in COMMANDS for name in THEME_NAMES)
    assert all(f"device.{name}" in COMMANDS for name in DEVICE_NAMES)


def test_panels_have_ids_of_their_own_and_a_place():
    assert len({panel.id for panel in panels.PANELS}) == len(panels.PANELS)
    assert {panel.area for panel in panels.PANELS} == {"right", "bottom"}


def test_no_usual_shortcut_is_one_that_users_could_not_choose():
    every = [keys for command in COMMANDS for keys in usual(command)]

    assert {keys: refused(keys) for keys in every if refused(keys)} == {}


@pytest.mark.parametrize(
    "keys",
    [
        *("A", "Shift+A", "Space", "Return", "Backspace", "Left", "Shift+End", "+", "Shift++"),
        *("Ctrl+Alt+E", "Ctrl+Alt+Shift+Q", "Alt+F4", "Alt+Space", "Alt+Shift+Left"),
        "Ctrl+Shift+U",
    ],
)
def test_keys_that_write_or_belong_to_desktops_are_refused_with_a_sentence(keys):
    assert refused(keys).endswith(".")


@pytest.mark.parametrize("keys", ["F2", "Ctrl+K", "Alt+K", "Ctrl++", "Ctrl+Left", "Esc", "Meta+K"])
def test_other_keys_can_be_shortcuts(keys):
    assert refused(keys) == ""


def test_chosen_keys_go_before_usual_ones_and_belong_to_one_command():
    found = in_force({"help.log": "Ctrl+S", "file.new": "", "help.about": "Ctrl+S", "gone": "F2"})

    assert found["help.log"] == ("Ctrl+S",)
    assert found["file.save"] == found["file.new"] == found["help.about"] == ()
    assert found["file.open"] == usual("file.open")
    assert found.keys() == COMMANDS.keys()
