"""Commands about the model: opening it, its memory, its units, and what it writes."""

from wmstudio.app.commands.command import Command
from wmstudio.app.phrases import phrase

DEVICE_NAMES = {
    "auto": phrase("Best there is"),
    "cpu": phrase("CPU"),
    "cuda": phrase("CUDA (NVIDIA)"),
    "mps": phrase("MPS (Apple)"),
}
DEVICE_TIPS = {
    "auto": phrase("Compute on a graphics card where there is one, else on the processor"),
    "cpu": phrase("Compute on the processor"),
    "cuda": phrase("Compute on an NVIDIA graphics card"),
    "mps": phrase("Compute on Apple's graphics processor"),
}

MODEL = (
    Command("model.open", "&Open model folder…", "Open a model that is a folder", "Ctrl+Shift+O"),
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
)
