"""Whether there is a screen, checked before Qt is loaded, because Qt aborts without one."""

from __future__ import annotations

import os
import sys

ON_LINUX_NEEDED = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""Variables, one of which is set if Qt finds a screen or was told to do without."""


def has_display() -> bool:
    """Whether a window can be shown, as far as the environment tells."""
    return not sys.platform.startswith("linux") or any(map(os.environ.get, ON_LINUX_NEEDED))
