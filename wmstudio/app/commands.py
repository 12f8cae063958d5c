"""What the program can be asked to do, as data: the window makes an action of each."""

from __future__ import annotations

from dataclasses import dataclass

from wmstudio.app.panels import PANELS
from wmstudio.app.phrases import Phrase, phrase


@dataclass(frozen=True, slots=True)
class Command:
    """Something to choose from a menu, with a shortcut where that is usual.

    ``also`` is a second shortcut, not written in the menu. Of the commands of one
    ``group`` exactly one is checked. ``needs`` says why it cannot be chosen while it cannot.
    """

    id: str
    text: Phrase
    tip: Phrase
    shortcut: str = ""
    checkable: bool = False
    group: str = ""
    also: str = ""
    needs: Phrase = ""


THEME_NAMES = {
    "system": phrase("Same as the system"),
    "dark": phrase("Dark"),
    "light": phrase("Light"),
}
DEVICE_NAMES = {
    "auto": phrase("Best there is"),
    "cpu": phrase("CPU"),
    "cuda": phrase("CUDA (NVIDIA)"),
    "mps": phrase("MPS (Apple)"),
}


THEME_TIPS = {
    "system": phrase("The colours that the system has"),
    "dark": phrase("Light text on a dark ground"),
    "light": phrase("Dark text on a light ground"),
}
DEVICE_TIPS = {
    "auto": phrase("Compute on a graphics card where there is one, else on the processor"),
    "cpu": phrase("Compute on the processor"),
    "cuda": phrase("Compute on an NVIDIA graphics card"),
    "mps": phrase("Compute on Apple's graphics processor"),
}


def panel_command(panel: str) -> str:
    """The id of the command that shows or hides a panel."""
    return f"panel.{panel}"


def _listed() -> tuple[Command, ...]:
    return (
        Command("file.new", "&New", "Start an empty text", "Ctrl+N"),
        Command("file.open", "&Open text…", "Open a text file (UTF-8)", "Ctrl+O"),
        Command(
            "file.clear_recent",
            "&Clear list",
            "Forget which files were opened lately; the files stay",
            needs="The list is empty",
        ),
        Command("file.save", "&Save", "Write the text to its file", "Ctrl+S"),
        Command("file.save_as", "Save &as…", "Write the text to another file", "Ctrl+Shift+S"),
        Command(
            "session.open",
            "Open s&ession…",
            "Go on with a text, its branches, its model and all that was shown",
        ),
        Command(
            "session.save",
            "Save sess&ion…",
            "Keep the text, its branches, the model's name and all that is shown in one file",
            "F12",
        ),
        Command(
            "trace.open",
            "Open recorded &trace…",
            "Look at a recording of a text, without its model",
        ),
        Command(
            "trace.record",
            "Recor&d trace…",
            "Write all that the model shows of this text to a file that opens without the model",
            "Ctrl+Shift+R",
        ),
        Command(
            "export.figure",
            "E&xport figure or data…",
            "Write what a panel shows as a picture (PNG, SVG, PDF) or as numbers (CSV, NPZ)",
            "Ctrl+E",
        ),
        Command(
            "export.python",
            "Copy as Pyt&hon",
            "Copy the lines of Python that compute what the panel with the keyboard shows",
        ),
        Command(
            "export.window", "Picture of the &window…", "Write the whole window as a PNG picture"
        ),
        Command(
            "export.animation",
            "Export ani&mation…",
            "Write a GIF of the window or a panel while the cursor goes over the span",
        ),
        Command("file.quit", "&Quit", "Close the window; the text is kept", "Ctrl+Q"),
        Command(
            "edit.undo", "&Undo", "Undo the last change", "Ctrl+Z", needs="There is nothing to undo"
        ),
        Command(
            "edit.redo",
            "&Redo",
            "Redo the change that was undone",
            "Ctrl+Shift+Z",
            also="Ctrl+Y",
            needs="There is nothing to redo",
        ),
        Command(
            "edit.cut",
            "Cu&t",
            "Move the selection to the clipboard",
            "Ctrl+X",
            needs="Nothing is selected",
        ),
        Command(
            "edit.copy",
            "&Copy",
            "Copy the selection to the clipboard",
            "Ctrl+C",
            needs="Nothing is selected",
        ),
        Command(
            "edit.paste",
            "&Paste",
            "Insert the clipboard's text",
            "Ctrl+V",
            needs="There is no text in the clipboard",
        ),
        Command(
            "edit.select_all",
            "Select &all",
            "Select the whole text",
            "Ctrl+A",
            needs="The text is empty",
        ),
        Command("edit.find", "&Find…", "Look for something in the text", "Ctrl+F"),
        Command("edit.replace", "&Replace…", "Put something else in its place", "Ctrl+H"),
        Command(
            "edit.find_next", "Find &next", "Go to the next place where it is", "F3", also="Ctrl+G"
        ),
        Command(
            "edit.find_previous",
            "Find pre&vious",
            "Go to the place before where it is",
            "Shift+F3",
            also="Ctrl+Shift+G",
        ),
        Command(
            "find.case",
            "Match &case",
            "Find only what has the same capital letters",
            "Alt+C",
            checkable=True,
        ),
        Command(
            "find.word",
            "Whole &words",
            "Find only what is not within a word",
            "Alt+W",
            checkable=True,
        ),
        Command(
            "find.regex",
            "Regular e&xpression",
            "Read what is looked for as a pattern; \\1 in the replacement is its first group",
            "Alt+R",
            checkable=True,
        ),
        Command(
            "find.replace_one",
            "Replace this &one",
            "Replace the place that was found, and go to the next",
            needs="Nothing that could be replaced is found",
        ),
        Command(
            "find.replace_all",
            "Replace &all",
            "Replace every place; undone in one step",
            needs="Nothing that could be replaced is found",
        ),
        Command(
            "edit.cancel",
            "Cancel what takes &long",
            "End what the bar at the bottom shows",
            "Ctrl+.",
            needs="Nothing takes long now",
        ),
        Command(
            "edit.preferences",
            "Pr&eferences…",
            "Everything about the program that can be set, with search",
            "Ctrl+P",
        ),
        Command("cursor.back", "Previous to&ken", "Move the cursor one token back", "Alt+Left"),
        Command("cursor.forward", "&Next token", "Move the cursor one token on", "Alt+Right"),
        Command(
            "cursor.caret", "Cursor to t&he caret", "Let the cursor follow the caret", "Alt+Down"
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
        Command(
            "branch.next",
            "&Next branch",
            "Show the next branch of the text",
            "Alt+PgDown",
            needs="The text has no other branch",
        ),
        Command(
            "branch.previous",
            "&Previous branch",
            "Show the branch before this one",
            "Alt+PgUp",
            needs="The text has no other branch",
        ),
        Command(
            "branch.delete",
            "&Delete branch",
            "Forget the branch that is shown",
            needs="The text has no other branch",
        ),
        Command(
            "branch.show",
            "Bran&ches and bookmarks",
            "Show the tree of branches beside the text, or not",
            "Ctrl+B",
            checkable=True,
        ),
        Command("bookmark.add", "Bookmark &here", "Name the place of the caret", "Ctrl+D"),
        Command(
            "bookmark.next",
            "Ne&xt bookmark",
            "Put the caret to the next named place",
            "Ctrl+Shift+D",
            needs="This branch has no bookmarks",
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
            "F7",
        ),
        Command(
            "time.previous_peak",
            "Pre&vious peak",
            "Move the cursor back to a token that stands out (in the timeline: K)",
            "Shift+F7",
        ),
        Command("time.faster", "&Faster", "Play more tokens a second", "Ctrl+F5"),
        Command("time.slower", "&Slower", "Play fewer tokens a second", "Shift+F5"),
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
        Command(
            "time.copy_text",
            "Copy &text of the span",
            "Copy the text of the selected span",
            needs="No span is selected",
        ),
        Command(
            "time.copy_figures",
            "Copy f&igures of the span",
            "Copy what the tracks show of the span, as CSV",
            needs="No span is selected",
        ),
        Command(
            "time.clear",
            "&Clear the span",
            "Select no span",
            "Ctrl+Shift+L",
            needs="No span is selected",
        ),
        *(Command(panel_command(p.id), p.title, p.tip, p.shortcut, checkable=True) for p in PANELS),
        Command(
            "copies.add",
            "&Duplicate panel",
            "Have the panel with the keyboard once more, with choices of its own",
            "Ctrl+Shift+N",
            needs="Put the keyboard into a panel that can be there twice",
        ),
        Command(
            "copies.pin",
            "&Pin panel",
            "Let the panel with the keyboard go on showing this token, or follow the cursor again",
            "Ctrl+Shift+K",
            checkable=True,
            needs="Put the keyboard into a panel that follows the cursor",
        ),
        Command(
            "copies.float",
            "&Float panel",
            "Have the panel with the keyboard in a window of its own, or back in its place",
            checkable=True,
            needs="Put the keyboard into a panel first",
        ),
        Command(
            "copies.close",
            "&Close duplicate",
            "Take the duplicate with the keyboard away",
            "Ctrl+Shift+W",
            needs="Put the keyboard into a duplicate of a panel",
        ),
        *(
            Command(f"theme.{id}", text, THEME_TIPS[id], checkable=True, group="theme")
            for id, text in THEME_NAMES.items()
        ),
        Command("font.bigger", "&Bigger text", "Make all text bigger", "Ctrl++", also="Ctrl+="),
        Command("font.smaller", "&Smaller text", "Make all text smaller", "Ctrl+-"),
        Command("font.normal", "N&ormal text", "Make all text its usual size", "Ctrl+0"),
        Command("layout.reset", "&Reset layout", "Put every panel back in its place"),
        Command(
            "view.palette",
            "&Command palette…",
            "Find any command by its name",
            "Ctrl+Shift+P",
        ),
        Command("view.next_part", "Next &part", "Take the keyboard on to the next part", "F6"),
        Command(
            "view.previous_part",
            "Pre&vious part",
            "Take the keyboard back to the part before",
            "Shift+F6",
        ),
        Command(
            "model.open", "&Open model folder…", "Open a model that is a folder", "Ctrl+Shift+O"
        ),
        Command("model.open_file", "Open model &file…", "Open a model that is a single file"),
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
            Command(f"device.{id}", text, DEVICE_TIPS[id], checkable=True, group="device")
            for id, text in DEVICE_NAMES.items()
        ),
        Command(
            "memory.settings",
            "&Settings of the model",
            "Show what can be changed about the model while it runs",
            "Ctrl+,",
            checkable=True,
            needs="There is nothing to set about this model",
        ),
        Command(
            "memory.reset",
            "&Reset settings",
            "Go back to the checkpoint's own settings",
            needs="The settings are the checkpoint's own",
        ),
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
            "Ctrl+Shift+Y",
            needs="The memory has not been edited",
        ),
        Command(
            "memory.take_back",
            "&Take all edits back",
            "Read as if the memory were never edited",
            needs="The memory has not been edited",
        ),
        Command(
            "units.find",
            "Units on in the &span",
            "List the units that are on over the selected span, and off beside it",
            "Ctrl+Shift+I",
        ),
        Command(
            "units.search",
            "&Find places with these units",
            "Find where else the units of the span are on: in this text, and in the one beside it",
            "Ctrl+Shift+F",
        ),
        Command(
            "units.beside",
            "&Open text beside…",
            "Choose a text file to be searched for units along with this text",
        ),
        Command(
            "units.label",
            "&Label a unit…",
            "Call a unit something, to find it again",
            "F2",
        ),
        Command(
            "generate.start",
            "&Generate",
            "Let the model (of two, the first) continue from the caret; undone in one step",
            "Ctrl+Return",
            needs="Text is being generated already",
        ),
        Command(
            "generate.stop",
            "&Stop",
            "Stop generating",
            "Esc",
            needs="Nothing is being generated",
        ),
        Command("help.shortcuts", "&Keyboard shortcuts", "List every shortcut", "F1"),
        Command("help.model", "About this &model", "Read the open model's card"),
        Command("help.notices", "Earlier &notices", "Read again what was told, with its details"),
        Command(
            "help.diagnostics",
            "Copy &diagnostics",
            "Copy versions, device, model and settings, to be sent with a question",
        ),
        Command("help.log", "Open the &log", "Show the file of what the program did"),
        Command("help.about", "&About WM Studio", "What this program is"),
    )


COMMANDS = {command.id: command for command in _listed()}


def plain(text: str) -> str:
    """A command's text as it is read: without the mark of its letter, and without dots."""
    return text.replace("&", "").removesuffix("…")
