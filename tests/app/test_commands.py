from wmstudio.app import panels
from wmstudio.app.commands import COMMANDS, DEVICE_NAMES, THEME_NAMES, panel_command, plain
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


def test_no_shortcut_belongs_to_altgr_or_to_window_managers():
    for command in COMMANDS.values():
        for keys in filter(None, (command.shortcut, command.also)):
            held, _, key = keys.rpartition("+")
            held = set(held.split("+"))
            # Ctrl+Alt is AltGr, which writes letters such as €; desktops move windows by the rest.
            assert not {"Ctrl", "Alt"} <= held, keys
            assert not ({"Alt", "Shift"} <= held and key in ("Left", "Right", "Up", "Down")), keys
            assert keys not in ("Alt+F4", "Alt+Tab", "Alt+Space", "Ctrl+Shift+U"), keys
