"""Commands about what is seen: playback and spans, panels, themes, fonts; and help."""

from wmstudio.app.commands.command import Command
from wmstudio.app.panels import PANELS
from wmstudio.app.phrases import phrase

THEME_NAMES = {
    "system": phrase("Same as the system"),
    "dark": phrase("Dark"),
    "light": phrase("Light"),
}
THEME_TIPS = {
    "system": phrase("The colours that the system has"),
    "dark": phrase("Light text on a dark ground"),
    "light": phrase("Dark text on a light ground"),
}


def panel_command(panel: str) -> str:
    """The id of the command that shows or hides a panel."""
    return f"panel.{panel}"


VIEW = (
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
)
HELP = (
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
