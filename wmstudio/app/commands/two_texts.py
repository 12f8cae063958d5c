"""Commands about a second text beside the first, in the same model."""

from wmstudio.app.commands.command import Command

NONE = "No second text is open"
TWO_TEXTS = (
    Command(
        "texts.copy",
        "Compare with a &copy of this text",
        "Open a copy beside the text, in the same model: change it, and see what that changes",
    ),
    Command(
        "texts.file",
        "Compare with a text &file…",
        "Open a text file beside the text, in the same model",
    ),
    Command(
        "texts.empty",
        "Compare with an &empty text",
        "Write another text beside this one, in the same model",
    ),
    Command(
        "texts.link",
        "&Link both texts",
        "Let the cursor in each text follow the other one as far as the texts are the same",
        checkable=True,
        needs=NONE,
    ),
    Command(
        "texts.save",
        "&Save second text…",
        "Save the second text to a file",
        needs=NONE,
    ),
    Command(
        "texts.end",
        "Cl&ose second text",
        "Close the second text; what is in no file becomes a branch of the first",
        needs=NONE,
    ),
)
