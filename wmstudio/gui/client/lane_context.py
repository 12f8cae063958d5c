"""What all lanes of a window share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.app.settings import Settings
    from wmstudio.gui.base.message import MessageStrip
    from wmstudio.gui.client.clock import FrameClock
    from wmstudio.gui.client.engine_client import MakeClient
    from wmstudio.gui.editor.editor import Editor
    from wmstudio.gui.plots.panel import Panel, TokenAxis


@dataclass(frozen=True, eq=False)
class LaneContext:
    """The text, the clock, and factories for the parts of a lane."""

    editor: Editor
    clock: FrameClock
    settings: Settings
    messages: MessageStrip
    make_client: MakeClient
    make_panels: Callable[[TokenAxis], Mapping[str, Callable[[], Panel]]]
    """What makes each kind of panel, by id."""
    told: Callable[[Callable[[], Panel]], Panel]
    """Calls what makes a panel, and tells its texts in the present language."""
    is_shown: Callable[[str], bool]
    """Whether a panel with this id is visible in any lane."""
