"""Says which package brings a font with Chinese characters, where none is installed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontDatabase

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.translation import tr
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.app.places import Change
    from wmstudio.gui.workspace.controller import Services

TOPIC = "fonts"
CHINESE = re.compile("[\u3400-\u9fff]")
MISSING = phrase(
    "No font on this computer has Chinese characters. Install one, such as the package "
    "fonts-noto-cjk (google-noto-sans-cjk-fonts on Fedora), and start the program again."
)
MOST = 200
"""How many new characters of a text are looked at."""


def has_chinese() -> bool:
    """Whether a font that is installed has Chinese characters."""
    return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))


class ChineseFonts(Controller):
    """Tells once, when Chinese is to be shown: in the text, or as the interface's language."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._preferences.follow(self._look_at_language, "language")
        self._editor.edited.connect(self._look_at_text)
        self._look_at_language()

    def _look_at_language(self) -> None:
        if not CHINESE.search(tr(MISSING)):
            self._messages.clear(TOPIC)
        elif not has_chinese():
            # In English, since the interface's own language cannot be shown.
            self._messages.say(MISSING, TOPIC, warns=False)

    @Slot(object)
    def _look_at_text(self, change: Change) -> None:
        stop = min(change.stop + change.more, change.start + MOST)
        if CHINESE.search(self._editor.text[change.start : stop]):
            self._editor.edited.disconnect(self._look_at_text)
            # A Chinese interface has said so already.
            if not (CHINESE.search(tr(MISSING)) or has_chinese()):
                self._messages.say(tr(MISSING), TOPIC, warns=False)
