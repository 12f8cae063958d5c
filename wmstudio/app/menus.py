"""The menus as data, including those whose entries change while the program runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app.commands import DEVICE_NAMES, THEME_NAMES, panel_command
from wmstudio.app.panels import PANELS
from wmstudio.app.presets import TABS, preset_command
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.app.phrases import Phrase


@dataclass(frozen=True)
class Menu:
    """A menu: ids of commands, nested menus, and `SEPARATOR`.

    With a ``source`` it begins with that source's present entries, or with ``none``.
    """

    title: Phrase
    items: tuple[str | Menu, ...] = ()
    source: str = ""
    none: Phrase = ""


SEPARATOR = "-"
RECENT, BUNDLED, EXAMPLES, LABELS = "recent", "bundled", "examples", "labels"
"""Sources: recent text files, bundled checkpoints, examples, labelled units of the open model."""
OWN_LAYOUTS, DELETED_LAYOUTS = "own layouts", "delete own layouts"
"""Sources: the user's own layouts, to show one and to delete one."""
SERVED = "served"
"""Source: models of the server that is connected."""
TEXTS = "texts"
"""Source: branches that can be opened beside the one that is shown."""
TOURS = "tours"
"""Source: bundled tours, and the user's own."""

PANEL_MENU = Menu(
    "Th&is panel",
    (
        "copies.fill",
        "copies.add",
        "copies.pin",
        Menu("&Move panel", ("copies.to_left", "copies.to_right", "copies.to_bottom")),
        "copies.float",
        "copies.close",
        "copies.explain",
    ),
)
"""These are also in the menu of every panel's header."""
MENUS = (
    Menu(
        "&File",
        (
            "file.new",
            "file.open",
            Menu(
                "Open &recent",
                ("file.clear_recent",),
                source=RECENT,
                none="No file has been opened yet",
            ),
            Menu("Exam&ples", source=EXAMPLES, none="No examples are included"),
            "examples.open",
            "examples.next_mistake",
            SEPARATOR,
            "file.save",
            "file.save_as",
            SEPARATOR,
            "session.open",
            "session.save",
            SEPARATOR,
            "trace.open",
            "trace.record",
            SEPARATOR,
            "export.figure",
            "export.picture",
            "export.python",
            "export.window",
            "export.animation",
            SEPARATOR,
            "file.quit",
        ),
    ),
    Menu(
        "&Edit",
        (
            "edit.undo",
            "edit.redo",
            SEPARATOR,
            "edit.cut",
            "edit.copy",
            "edit.paste",
            "edit.select_all",
            SEPARATOR,
            Menu(
                "&Find",
                (
                    "edit.find",
                    "edit.replace",
                    "edit.find_next",
                    "edit.find_previous",
                    SEPARATOR,
                    "find.case",
                    "find.word",
                    "find.regex",
                    SEPARATOR,
                    "find.replace_one",
                    "find.replace_all",
                ),
            ),
            SEPARATOR,
            "cursor.back",
            "cursor.forward",
            "cursor.caret",
            SEPARATOR,
            Menu(
                "&Branches and bookmarks",
                (
                    "branch.new",
                    "branch.next",
                    "branch.previous",
                    "branch.delete",
                    "branch.show",
                    SEPARATOR,
                    "bookmark.add",
                    "bookmark.next",
                ),
            ),
            SEPARATOR,
            "edit.cancel",
            "edit.preferences",
        ),
    ),
    Menu(
        "&View",
        (
            "view.palette",
            SEPARATOR,
            Menu(
                "La&yout",
                (
                    *(preset_command(p.id) for p in TABS),
                    "lecture.perform",
                    "lecture.sample",
                    SEPARATOR,
                    "layout.save",
                    Menu("Your o&wn layouts", source=OWN_LAYOUTS, none="You have saved none"),
                    Menu("&Delete a layout", source=DELETED_LAYOUTS, none="You have saved none"),
                    "layout.reset",
                ),
            ),
            *(panel_command(p.id) for p in PANELS),
            PANEL_MENU,
            SEPARATOR,
            Menu("Te&xt", ("text.shade", "text.bounds", "text.token")),
            Menu(
                "P&layback",
                (
                    "time.play",
                    "time.faster",
                    "time.slower",
                    SEPARATOR,
                    "time.next_peak",
                    "time.previous_peak",
                ),
            ),
            SEPARATOR,
            Menu("&Theme", tuple(f"theme.{id}" for id in THEME_NAMES)),
            "font.bigger",
            "font.smaller",
            "font.normal",
            SEPARATOR,
            "view.next_part",
            "view.previous_part",
        ),
    ),
    Menu(
        "&Model",
        (
            "model.open",
            "model.open_file",
            Menu("&Bundled", source=BUNDLED, none="No models are included"),
            "model.connect",
            Menu("On the ser&ver", source=SERVED, none="No server is connected"),
            "model.disconnect",
            Menu("&Device", tuple(f"device.{id}" for id in DEVICE_NAMES)),
            "model.save",
            "model.about",
            SEPARATOR,
            "model.compare",
            "model.compare_folder",
            Menu(
                "Compare with another te&xt",
                (
                    SEPARATOR,
                    "texts.copy",
                    "texts.file",
                    "texts.empty",
                    SEPARATOR,
                    "texts.link",
                    "texts.save",
                    "texts.end",
                ),
                source=TEXTS,
                none="The text has no other branch",
            ),
            SEPARATOR,
            "memory.settings",
            "memory.reset",
            SEPARATOR,
            "generate.start",
            "generate.both",
            "generate.stop",
        ),
    ),
    Menu(
        "E&xperiment",
        (
            "memory.ask",
            "memory.edit",
            "memory.intervene",
            Menu(
                "&Transplant",
                ("memory.copy", "memory.paste", SEPARATOR, "memory.save", "memory.open"),
            ),
            "memory.undo",
            "memory.take_back",
            "memory.untouched",
            SEPARATOR,
            Menu(
                "&Span",
                (
                    "time.select",
                    "time.brush",
                    "time.fit",
                    "time.copy_text",
                    "time.copy_figures",
                    "time.clear",
                ),
            ),
            Menu(
                "U&nits",
                (
                    "units.find",
                    "units.search",
                    "units.beside",
                    SEPARATOR,
                    "units.label",
                    Menu("La&belled", source=LABELS, none="No unit of this model has a label"),
                ),
            ),
        ),
    ),
    Menu(
        "&Help",
        (
            "help.things",
            Menu("&Tours", ("tour.open",), source=TOURS, none="No tours are included"),
            "help.shortcuts",
            "help.glossary",
            SEPARATOR,
            "help.notices",
            "help.diagnostics",
            "help.log",
            SEPARATOR,
            "help.licences",
            "help.about",
        ),
    ),
)
TEXT_MENU = Menu(
    "Text",
    (
        "edit.undo",
        "edit.redo",
        SEPARATOR,
        "edit.cut",
        "edit.copy",
        "edit.paste",
        SEPARATOR,
        "edit.select_all",
        "edit.find",
    ),
)
"""The context menu of the text."""


def ids(menu: Menu) -> tuple[str, ...]:
    """Every command of a menu and of its nested menus."""
    found: list[str] = []
    for item in menu.items:
        found.extend(ids(item) if isinstance(item, Menu) else [item])
    return tuple(id for id in found if id != SEPARATOR)


def paths() -> dict[str, tuple[Phrase, ...]]:
    """The titles of the menus that lead to each command, and to each source."""
    found: dict[str, tuple[Phrase, ...]] = {}

    def walk(menu: Menu, above: tuple[Phrase, ...]) -> None:
        here = (*above, menu.title)
        found.update({menu.source: here} if menu.source else {})
        for item in menu.items:
            if isinstance(item, Menu):
                walk(item, here)
            elif item != SEPARATOR:
                found[item] = here

    for menu in MENUS:
        walk(menu, ())
    return found
