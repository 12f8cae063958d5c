"""Asking before a Python file is run that makes a model: a session could name any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from wmstudio.app import catalogue
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

NOT_RUN = phrase(
    "The text is open. Its model {name} is made by the Python file {place}, which has not been run."
)
RUN = phrase(
    "The text was read with {name}, a model that the Python file {place} makes. Opening it runs "
    "this file, which may do anything on this computer. Run it only if you know where it comes "
    "from."
)


def may_run(source: str, name: str, window: QWidget) -> bool:
    """Ask whether a file may be run, and allow it where the answer is yes."""
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        window,
        tr("Run a Python file?"),
        plain_tip(tr(RUN, name=name, place=source)),
        buttons.Yes | buttons.No,
        buttons.No,
    )
    if answer == buttons.Yes:
        catalogue.allow(source)
    return answer == buttons.Yes
