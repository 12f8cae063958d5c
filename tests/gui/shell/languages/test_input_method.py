"""People on fcitx type by way of IBus, unless there is a plugin of fcitx's."""

import pytest

from wmstudio.gui.shell.languages.input_method import by_way_of_ibus


@pytest.fixture
def plugins(tmp_path):
    """Qt's folder of plugins, as the wheel has it."""
    folder = tmp_path / "platforminputcontexts"
    folder.mkdir()
    (folder / "libibusplatforminputcontextplugin.so").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("environment", "changes"),
    [
        ({}, {}),
        ({"QT_IM_MODULE": "fcitx"}, {"QT_IM_MODULE": "ibus"}),
        ({"QT_IM_MODULE": "fcitx5"}, {"QT_IM_MODULE": "ibus"}),
        ({"XMODIFIERS": "@im=fcitx"}, {"QT_IM_MODULE": "ibus"}),
        ({"GTK_IM_MODULE": "fcitx"}, {"QT_IM_MODULE": "ibus"}),
        ({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}, {}),
        ({"QT_IM_MODULE": "compose", "GTK_IM_MODULE": "fcitx"}, {}),
        ({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=ibus"}, {}),
        ({"QT_IM_MODULES": "wayland;fcitx"}, {"QT_IM_MODULES": "wayland;fcitx;ibus"}),
        ({"QT_IM_MODULES": "wayland;fcitx;ibus", "QT_IM_MODULE": "fcitx"}, {}),
        ({"QT_IM_MODULES": "wayland", "XMODIFIERS": "@im=fcitx"}, {}),
    ],
)
def test_ibus_is_used_where_the_desktop_uses_fcitx(plugins, environment, changes):
    assert by_way_of_ibus(environment, [plugins]) == changes


def test_a_plugin_of_fcitx_is_used_where_there_is_one(plugins):
    (plugins / "platforminputcontexts" / "libfcitx5platforminputcontextplugin.so").touch()
    assert by_way_of_ibus({"QT_IM_MODULE": "fcitx"}, [plugins]) == {}


def test_a_folder_of_plugins_that_is_not_there_is_passed_over(tmp_path):
    assert by_way_of_ibus({"QT_IM_MODULE": "fcitx"}, [tmp_path / "none"]) == {
        "QT_IM_MODULE": "ibus"
    }
