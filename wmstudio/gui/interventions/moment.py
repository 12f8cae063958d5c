"""What an intervention is asked about. A menu, a form or a copy may be answered much later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.stretches import place_of, spot_of

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, OpenedModel


@dataclass(frozen=True, eq=False)
class Moment:
    """A frame, and the text that it has read."""

    frame: Frame
    text: str

    def lasts(self, token: int, text: str, opened: OpenedModel | None) -> bool:
        """Whether its tokens up to this one are still those of a text and of a model.

        What is written after them, as by a generation, makes no difference.
        """
        trace = self.frame.trace
        stop = place_of(spot_of(trace, token)) if 0 <= token < len(trace) else 0
        return self.frame.is_of(opened) and text[:stop] == self.text[:stop]
