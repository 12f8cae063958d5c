"""All commands of the program as data. The window makes an action of each."""

import re

from wmstudio.app.commands.command import Command
from wmstudio.app.commands.model import DEVICE_NAMES, MODEL
from wmstudio.app.commands.text import TEXT
from wmstudio.app.commands.two_texts import TWO_TEXTS
from wmstudio.app.commands.view import HELP, THEME_NAMES, VIEW, panel_command

__all__ = ["COMMANDS", "DEVICE_NAMES", "THEME_NAMES", "Command", "panel_command", "plain"]

_KEY_BEHIND = re.compile(r"\(&\w\)")

COMMANDS = {command.id: command for command in (*TEXT, *VIEW, *MODEL, *TWO_TEXTS, *HELP)}


def plain(text: str) -> str:
    """A command's text without the mark of its access key, and without dots.

    Where a text has no Latin letters, the key stands behind it: ``保存(&S)``.
    """
    return _KEY_BEHIND.sub("", text).replace("&", "").removesuffix("…")
