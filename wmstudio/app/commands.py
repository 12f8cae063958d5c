"""What the program can be asked to do, as data: the window makes an action of each."""

from __future__ import annotations

from dataclasses import dataclass

from wmstudio.app.panels import PANELS


@dataclass(frozen=True, slots=True)
class Command:
    """Something to choose from a menu, with a shortcut where that is usual.

    ``also`` is a second shortcut, not written in the menu. Of the commands of one
    ``group`` exactly one is checked.
    """

    id: str
    text: str
    tip: str
    shortcut: str = ""
    checkable: bool = False
    group: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu: ids of commands, menus within it, and `SEPARATOR`."""

    title: str
    items: tuple[str | Menu, ...]


SEPARATOR = "-"
EXAMPLES = "E&xamples"
"""A menu of what `wmstudio.app.examples` offers when it is opened."""
THEME_NAMES = {"system": "Same as the system", "dark": "Dark", "light": "Light"}
DEVICE_NAMES = {
    "auto": "Best there is",
    "cpu": "CPU",
    "cuda": "CUDA (NVIDIA)",
    "mps": "MPS (Apple)",
}


def panel_command(panel: str) -> str:
    """The id of the command that shows or hides a panel."""
    return f"panel.{panel}"


def _listed() -> tuple[Command, ...]:
    return (
        Command("file.new", "&New", "Start an empty text", "Ctrl+N"),
        Command("file.open", "&Open text…", "Open a text file (UTF-8)", "Ctrl+O"),
        Command("file.save", "&Save", "Write the text to its file", "Ctrl+S"),
        Command("file.save_as", "Save &as…", "Write the text to another file", "Ctrl+Shift+S"),
        Command("file.quit", "&Quit", "Close the window; the text is kept", "Ctrl+Q"),
        Command("edit.undo", "&Undo", "Take the last act back", "Ctrl+Z"),
        Command(
            "edit.redo", "&Redo", "Do again what was taken back", "Ctrl+Shift+Z", also="Ctrl+Y"
        ),
        Command("edit.cut", "Cu&t", "Move the selection to the clipboard", "Ctrl+X"),
        Command("edit.copy", "&Copy", "Copy the selection to the clipboard", "Ctrl+C"),
        Command("edit.paste", "&Paste", "Insert the clipboard's text", "Ctrl+V"),
        Command("edit.select_all", "Select &all", "Select the whole text", "Ctrl+A"),
        Command("cursor.back", "&Previous token", "Move the cursor one token back", "Alt+Left"),
        Command("cursor.forward", "&Next token", "Move the cursor one token on", "Alt+Right"),
        Command(
            "cursor.caret", "Cursor to the &caret", "Let the cursor follow the caret", "Alt+Down"
        ),
        Command(
            "text.shade",
            "&Shade the text",
            "Shade every token by the quantity chosen under the text, or not",
            "F8",
            checkable=True,
        ),
        Command(
            "text.bounds",
            "Token &boundaries",
            "Show a thin mark wherever a token begins, or not",
            "Shift+F8",
            checkable=True,
        ),
        Command(
            "text.token",
            "&Token at the cursor",
            "Show all about the cursor's token, and what might have stood there",
            "Ctrl+T",
        ),
        Command(
            "branch.new",
            "Branch &off here",
            "Go on from the caret; what follows stays in the branch that is left",
            "Ctrl+Shift+B",
        ),
        Command("branch.next", "&Next branch", "Show the next branch of the text", "Alt+PgDown"),
        Command(
            "branch.previous", "&Previous branch", "Show the branch before this one", "Alt+PgUp"
        ),
        Command("branch.delete", "&Delete branch", "Forget the branch that is shown"),
        Command(
            "branch.show",
            "Branches and boo&kmarks",
            "Show the tree of branches beside the text, or not",
            "Ctrl+B",
            checkable=True,
        ),
        Command("bookmark.add", "Boo&kmark here", "Name the place of the caret", "Ctrl+D"),
        Command(
            "bookmark.next",
            "Ne&xt bookmark",
            "Put the caret to the next named place",
            "Ctrl+Shift+D",
        ),
        Command(
            "time.play",
            "&Play",
            "Move the cursor through the text, or stop (in the timeline: Space)",
            "F5",
            checkable=True,
        ),
        Command(
            "time.next_peak",
            "Next p&eak",
            "Move the cursor to the next token that stands out (in the timeline: J)",
            "Alt+Shift+Right",
        ),
        Command(
            "time.previous_peak",
            "Pre&vious peak",
            "Move the cursor back to a token that stands out (in the timeline: K)",
            "Alt+Shift+Left",
        ),
        Command("time.faster", "&Faster", "Play more tokens a second", "Alt+Shift+Up"),
        Command("time.slower", "&Slower", "Play fewer tokens a second", "Alt+Shift+Down"),
        Command(
            "time.brush",
            "Select by &dragging",
            "Select a span by dragging in the timeline, without Shift",
            checkable=True,
        ),
        Command(
            "time.select",
            "Span of the se&lection",
            "Select the tokens of the selected text",
            "Ctrl+L",
        ),
        Command(
            "time.fit",
            "&Zoom to the span",
            "Show all of the span, or of the text, along the axes",
            "Ctrl+J",
        ),
        Command("time.copy_text", "Copy &text of the span", "Copy the text of the selected span"),
        Command(
            "time.copy_figures",
            "Copy f&igures of the span",
            "Copy what the tracks show of the span, as CSV",
        ),
        Command("time.clear", "&Clear the span", "Select no span", "Ctrl+Shift+L"),
        *(Command(panel_command(p.id), p.title, p.tip, p.shortcut, checkable=True) for p in PANELS),
        *(
            Command(f"theme.{id}", text, f"Colours: {text.lower()}", checkable=True, group="theme")
            for id, text in THEME_NAMES.items()
        ),
        Command("font.bigger", "&Bigger text", "Make all text bigger", "Ctrl++", also="Ctrl+="),
        Command("font.smaller", "&Smaller text", "Make all text smaller", "Ctrl+-"),
        Command("font.normal", "N&ormal text", "Make all text its usual size", "Ctrl+0"),
        Command("layout.reset", "&Reset layout", "Put every panel back in its place"),
        Command("model.open", "&Open checkpoint…", "Open a model from its folder", "Ctrl+Shift+O"),
        Command(
            "model.compare",
            "&Compare with another model",
            "Let a second model read the same text beside the first, or no longer",
            "Ctrl+Shift+C",
            checkable=True,
        ),
        Command(
            "model.compare_folder",
            "Compare &with checkpoint…",
            "Let a second model, from its folder, read the same text",
        ),
        *(
            Command(f"device.{id}", text, f"Compute on: {text}", checkable=True, group="device")
            for id, text in DEVICE_NAMES.items()
        ),
        Command(
            "memory.settings",
            "&Settings of the model",
            "Show what can be changed about the model while it runs",
            "Ctrl+,",
            checkable=True,
        ),
        Command("memory.reset", "&Reset settings", "Go back to the checkpoint's own settings"),
        Command(
            "memory.ask",
            "&Ask the memory",
            "Type a piece, and see what the memory gets back",
            "Ctrl+Shift+M",
        ),
        Command(
            "memory.edit",
            "&Edit the memory here…",
            "Change the memory by hand, right after the cursor's token",
            "Ctrl+Shift+E",
        ),
        Command(
            "memory.undo",
            "&Undo last edit of the memory",
            "Take back the last edit of the memory",
            "Ctrl+Alt+Z",
        ),
        Command(
            "memory.take_back", "&Take all edits back", "Read as if the memory were never edited"
        ),
        Command(
            "generate.start",
            "&Generate",
            "Let the model (of two, the first) continue from the caret; undone in one step",
            "Ctrl+Return",
        ),
        Command("generate.stop", "&Stop", "Stop generating", "Esc"),
        Command("help.shortcuts", "&Keyboard shortcuts", "List every shortcut", "F1"),
        Command("help.model", "About this &model", "Read the open model's card"),
        Command("help.about", "&About WM Studio", "What this program is"),
    )


COMMANDS = {command.id: command for command in _listed()}

MENUS = (
    Menu(
        "&File",
        ("file.new", "file.open", SEPARATOR, "file.save", "file.save_as", SEPARATOR, "file.quit"),
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
            "cursor.back",
            "cursor.forward",
            "cursor.caret",
        ),
    ),
    Menu(
        "&View",
        (
            *(panel_command(p.id) for p in PANELS),
            SEPARATOR,
            Menu("&Theme", tuple(f"theme.{id}" for id in THEME_NAMES)),
            "font.bigger",
            "font.smaller",
            "font.normal",
            SEPARATOR,
            "layout.reset",
        ),
    ),
    Menu(
        "&Text",
        (
            "text.shade",
            "text.bounds",
            "text.token",
            SEPARATOR,
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
    Menu(
        "T&ime",
        (
            "time.play",
            "time.faster",
            "time.slower",
            SEPARATOR,
            "time.next_peak",
            "time.previous_peak",
            SEPARATOR,
            "time.select",
            "time.brush",
            "time.fit",
            "time.copy_text",
            "time.copy_figures",
            "time.clear",
        ),
    ),
    Menu(
        "&Model",
        (
            "model.open",
            Menu("&Device", tuple(f"device.{id}" for id in DEVICE_NAMES)),
            SEPARATOR,
            "model.compare",
            "model.compare_folder",
        ),
    ),
    Menu(
        "Me&mory",
        (
            "memory.settings",
            "memory.reset",
            SEPARATOR,
            "memory.ask",
            "memory.edit",
            "memory.undo",
            "memory.take_back",
        ),
    ),
    Menu("&Generate", ("generate.start", "generate.stop")),
    Menu(EXAMPLES, ()),
    Menu("&Help", ("help.shortcuts", "help.model", "help.about")),
)


def ids(menu: Menu) -> tuple[str, ...]:
    """Every command of a menu and of the menus within it."""
    found: list[str] = []
    for item in menu.items:
        found.extend(ids(item) if isinstance(item, Menu) else [item])
    return tuple(id for id in found if id != SEPARATOR)
