"""Commands about the view: playback, spans, panels, themes, fonts; and help."""

from wmstudio.app.commands.command import Command
from wmstudio.app.panels import PANELS
from wmstudio.app.phrases import phrase
from wmstudio.app.presets import TABS, preset_command

THEME_NAMES = {
    "system": phrase("Same as the system"),
    "dark": phrase("Dark"),
    "light": phrase("Light"),
    "dark contrast": phrase("Dark, high contrast"),
    "light contrast": phrase("Light, high contrast"),
}
THEME_TIPS = {
    "system": phrase("Use the system's colours"),
    "dark": phrase("Light text on a dark background"),
    "light": phrase("Dark text on a light background"),
    "dark contrast": phrase("White text and bright marks on black"),
    "light contrast": phrase("Black text and dark marks on white"),
}


def panel_command(panel: str) -> str:
    """The id of the command that shows or hides a panel."""
    return f"panel.{panel}"


VIEW = (
    Command(
        "time.play",
        "&Play",
        "Move the cursor through the text, or stop (Space in the timeline)",
        "F5",
        checkable=True,
    ),
    Command(
        "time.next_peak",
        "Next surpris&e",
        "Move the cursor to the next token with high surprise (J in the timeline)",
        "F7",
    ),
    Command(
        "time.previous_peak",
        "Pre&vious surprise",
        "Move the cursor to the previous token with high surprise (K in the timeline)",
        "Shift+F7",
    ),
    Command("time.faster", "&Faster", "Play more tokens per second", "Ctrl+F5"),
    Command("time.slower", "&Slower", "Play fewer tokens per second", "Shift+F5"),
    Command(
        "time.brush",
        "Select by &dragging",
        "Select a span by dragging in the timeline, without Shift",
        checkable=True,
    ),
    Command(
        "time.select",
        "Span of the se&lection",
        "Make the selected text the selected span",
        "Ctrl+L",
    ),
    Command(
        "time.fit",
        "&Zoom to the span",
        "Show the span, or else the whole text, over the whole width",
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
        "Copy the values of the tracks over the span as CSV",
        needs="No span is selected",
    ),
    Command(
        "time.clear",
        "&Clear the span",
        "Clear the selected span",
        "Ctrl+Shift+L",
        needs="No span is selected",
    ),
    *(Command(panel_command(p.id), p.title, p.tip, p.shortcut, checkable=True) for p in PANELS),
    Command(
        "copies.add",
        "&Duplicate panel",
        "Open a second copy of the focused panel, with its own choices",
        "Ctrl+Shift+N",
        needs="Focus a panel that can be duplicated first",
    ),
    Command(
        "copies.pin",
        "&Pin panel",
        "Keep the focused panel at this token, or let it follow the cursor again",
        "Ctrl+Shift+K",
        checkable=True,
        needs="Focus a panel that follows the cursor first",
    ),
    Command(
        "copies.float",
        "&Float panel",
        "Move the focused panel to its own window, or back",
        checkable=True,
        needs="Focus a panel first",
    ),
    Command(
        "copies.to_left",
        "To the &left",
        "Move the focused panel to the left of the text, under others that are there",
        needs="Focus a panel first",
    ),
    Command(
        "copies.to_right",
        "To the &right",
        "Move the focused panel to the right of the text, under others that are there",
        needs="Focus a panel first",
    ),
    Command(
        "copies.to_bottom",
        "To the &bottom",
        "Move the focused panel below the text, under others that are there",
        needs="Focus a panel first",
    ),
    Command(
        "copies.close",
        "&Close panel",
        "Close the focused panel; the View menu brings it back, unless it is a duplicate",
        "Ctrl+Shift+W",
        needs="Focus a panel first",
    ),
    Command(
        "copies.fill",
        "Fi&ll the window",
        "Show the focused panel alone, or all panels again (double click on its title)",
        "Ctrl+Shift+Return",
        checkable=True,
        needs="Focus a panel first",
    ),
    Command(
        "copies.explain",
        "&What is this?",
        "Explain the focused panel and the terms in it",
        "Shift+F1",
        needs="Focus a panel first",
    ),
    *(
        Command(f"theme.{id}", text, THEME_TIPS[id], checkable=True, group="theme")
        for id, text in THEME_NAMES.items()
    ),
    Command(
        "font.bigger", "&Bigger text", "Increase the size of all text", "Ctrl++", also="Ctrl+="
    ),
    Command("font.smaller", "&Smaller text", "Decrease the size of all text", "Ctrl+-"),
    Command("font.normal", "N&ormal text", "Reset the size of all text", "Ctrl+0"),
    *(
        Command(
            preset_command(preset.id),
            preset.title,
            preset.tip,
            preset.key,
            checkable=True,
            group="preset",
        )
        for preset in TABS
    ),
    Command(
        "lecture.perform",
        "Perform a &script…",
        "Have a text typed from a script, which waits at its marks, in presentation mode",
        "Shift+F11",
        needs="The text of a recording cannot be changed",
    ),
    Command(
        "lecture.sample",
        "Perform a sam&ple script",
        "Watch a script that comes with the program: a word that is said, and expected much later",
        needs="The text of a recording cannot be changed",
    ),
    Command(
        "layout.save",
        "Sa&ve this layout…",
        "Save where all panels are, under a name that you choose",
    ),
    Command("layout.reset", "&Reset layout", "Move all panels of this layout back to their places"),
    Command(
        "view.palette",
        "&Command palette…",
        "Find any command by its name",
        "Ctrl+Shift+P",
    ),
    Command("view.next_part", "Next &part", "Move the focus to the next part of the window", "F6"),
    Command(
        "view.previous_part",
        "Pre&vious part",
        "Move the focus to the previous part of the window",
        "Shift+F6",
    ),
)
HELP = (
    Command(
        "help.things",
        "Th&ree things to try",
        "Show three things to try with the story that the program comes with",
    ),
    Command("tour.open", "&Open a tour…", "Take a tour from a file, for example one of your own"),
    Command("help.glossary", "&Glossary", "Explain the terms that the window uses"),
    Command("help.shortcuts", "&Keyboard shortcuts", "List every shortcut, and change them", "F1"),
    Command("help.notices", "Earlier &notices", "Show earlier notices with their details"),
    Command(
        "help.diagnostics",
        "Copy &diagnostics",
        "Copy versions, device, model and settings for a bug report",
    ),
    Command("help.log", "Open the &log", "Open the program's log file"),
    Command("help.licences", "L&icences", "Show the licences of the program and of what it uses"),
    Command("help.about", "&About WM Studio", "Show the version of the program, and what it does"),
)
