"""Typing Chinese and other languages under fcitx, for which PySide6's wheel has no plugin.

fcitx 5 also speaks the protocol of IBus, for which there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FCITX, IBUS = "fcitx", "ibus"
CHOSEN = "QT_IM_MODULE"
SEVERAL = "QT_IM_MODULES"
"""Names of several, the first that is there being used; it goes before the one above (Qt 6.7)."""
SAID_IN = (CHOSEN, SEVERAL, "GTK_IM_MODULE", "XMODIFIERS")
"""Environment variables by which a desktop says which input method it uses."""
FOLDER = "platforminputcontexts"


def by_way_of_ibus(environment: Mapping[str, str], plugins: Iterable[Path]) -> dict[str, str]:
    """What to change in the environment, before Qt starts, so that people on fcitx can type.

    ``plugins`` are Qt's folders of plugins. Nothing is changed where fcitx is not what the desktop
    uses, where its plugin is installed, or where somebody has chosen another one for Qt.
    """
    said = {name: environment.get(name, "") for name in SAID_IN}
    if not any(FCITX in value for value in said.values()):
        return {}
    if any(FCITX in file.name for folder in plugins for file in (folder / FOLDER).glob("*")):
        return {}
    if several := said[SEVERAL]:
        names = several.split(";")
        return {} if IBUS in names or FCITX not in several else {SEVERAL: f"{several};{IBUS}"}
    return {CHOSEN: IBUS} if not said[CHOSEN] or FCITX in said[CHOSEN] else {}
