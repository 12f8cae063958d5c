"""Commands about the model, its memory, its units, and generating."""

from wmstudio.app.commands.command import Command
from wmstudio.app.phrases import phrase

DEVICE_NAMES = {
    "auto": phrase("Automatic"),
    "cpu": phrase("CPU"),
    "cuda": phrase("CUDA (NVIDIA)"),
    "mps": phrase("MPS (Apple)"),
}
DEVICE_TIPS = {
    "auto": phrase("Compute on a graphics card if there is one, otherwise on the processor"),
    "cpu": phrase("Compute on the processor"),
    "cuda": phrase("Compute on an NVIDIA graphics card"),
    "mps": phrase("Compute on Apple's graphics processor"),
}

MODEL = (
    Command("model.open", "&Open model folder…", "Open a model from a folder", "Ctrl+Shift+O"),
    Command("model.open_file", "Open model &file…", "Open a model from a single file"),
    Command(
        "model.connect",
        "Conn&ect…",
        "Read with models of another computer, over SSH or straight to a server there",
    ),
    Command(
        "model.disconnect",
        "D&isconnect",
        "End the connection to the server and read with a model of this computer again",
        needs="No server is connected",
    ),
    Command(
        "model.compare",
        "&Compare with another model",
        "Read the same text with a second model, or stop comparing",
        "Ctrl+Shift+C",
        checkable=True,
    ),
    Command(
        "model.compare_folder",
        "Compare &with checkpoint…",
        "Read the same text with a second model from a folder",
    ),
    Command(
        "model.about",
        "&About this model",
        "Show what the open model is, what was assumed of it, how it reads, and how that was "
        "checked",
    ),
    Command(
        "model.save",
        "Save as chec&kpoint…",
        "Save the (first) model in WM Studio's own format, in a new folder",
        needs="There is no model here whose weights could be saved",
    ),
    *(
        Command(f"device.{id}", text, DEVICE_TIPS[id], checkable=True, group="device")
        for id, text in DEVICE_NAMES.items()
    ),
    Command(
        "memory.settings",
        "&Settings of the model",
        "Show the settings that can be changed while the model runs",
        "Ctrl+,",
        checkable=True,
        needs="This model has no settings",
    ),
    Command(
        "memory.reset",
        "&Reset settings",
        "Use the checkpoint's own settings",
        needs="All settings have the checkpoint's own values already",
    ),
    Command(
        "memory.ask",
        "&Ask the memory",
        "Type some text and see what the memory retrieves for it",
        "Ctrl+Shift+M",
    ),
    Command(
        "memory.edit",
        "&Edit the memory here…",
        "Edit the memory right after the cursor's token",
        "Ctrl+Shift+E",
    ),
    Command(
        "memory.intervene",
        "&Intervene on a signal…",
        "Hold, scale or add to a gate, a cell or another signal, at tokens that you choose",
        "Ctrl+Shift+H",
    ),
    Command(
        "memory.copy",
        "&Copy memory",
        "Copy the whole memory after the cursor's token, to put it in elsewhere",
    ),
    Command(
        "memory.paste",
        "&Paste memory",
        "Put what was copied of a memory in, right after the cursor's token",
    ),
    Command(
        "memory.save",
        "&Save memory…",
        "Save the whole memory after the cursor's token to a file",
    ),
    Command(
        "memory.open",
        "&Open memory…",
        "Put the memory of a file in, right after the cursor's token",
    ),
    Command(
        "memory.undo",
        "&Undo last intervention",
        "Undo the last change of the interventions",
        "Ctrl+Shift+Y",
        needs="There are no interventions",
    ),
    Command(
        "memory.take_back",
        "Undo a&ll interventions",
        "Read as the untouched model",
        needs="There are no interventions",
    ),
    Command(
        "memory.untouched",
        "Compare with the untouched &model",
        "Read the text without interventions in panels of their own; the weights are shared",
        checkable=True,
    ),
    Command(
        "units.find",
        "Active units in the &span",
        "List the units that are active over the selected span and inactive in its neighbours",
        "Ctrl+Shift+I",
    ),
    Command(
        "units.search",
        "&Find places with these units",
        "Find where else the units of the span are active, in this text and in the other text",
        "Ctrl+Shift+F",
    ),
    Command(
        "units.beside",
        "&Open other text…",
        "Choose another text file to search for units",
    ),
    Command(
        "units.label",
        "&Label a unit…",
        "Label a unit, to find it again",
        "F2",
    ),
    Command(
        "generate.start",
        "Contin&ue the text",
        "Have the (first) model continue the text from the caret; Undo removes it at once",
        "Ctrl+Return",
        needs="Text is already being generated",
    ),
    Command(
        "generate.both",
        "Continue with and without i&nterventions",
        "Have the model write on both ways, with the same seed, as two branches of the text",
    ),
    Command(
        "generate.stop",
        "S&top",
        "Stop generating",
        "Esc",
        needs="Nothing is being generated",
    ),
)
