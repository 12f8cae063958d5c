"""Which panels there are, as data: the window builds a dock for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from wmstudio.app.phrases import Phrase


@dataclass(frozen=True, slots=True)
class PanelInfo:
    """A panel and where it is, unless a preset (`wmstudio.app.presets`) says otherwise.

    ``path`` is ``module:class``, so that naming a panel costs no import. Panels of one area stand
    one under the other, in this order; ``share`` says how much of the area each gets. Where two
    models are compared, every panel is there twice, and ``compared`` is what is added: a panel
    that looks at both.
    """

    id: str
    title: Phrase
    path: str
    area: Literal["right", "bottom"]
    share: int
    shortcut: str
    tip: Phrase
    behind: str = ""
    """Another panel whose place it shares, as a tab behind it."""
    hidden: bool = False
    """Not there until somebody asks for it."""
    compared: str = ""
    copies: bool = True
    """Whether it can be there more than once, and be pinned to a token."""


PANELS = (
    PanelInfo(
        id="predictions",
        title="Next token",
        path="wmstudio.gui.panels.predictions:PredictionsPanel",
        area="right",
        share=4,
        shortcut="Alt+1",
        tip="What the model predicts after the cursor's token, and the probability of any text",
    ),
    PanelInfo(
        id="memory",
        title="Memory",
        path="wmstudio.gui.panels.memory:MemoryPanel",
        area="right",
        share=7,
        shortcut="Alt+2",
        tip="What the working memory holds at the cursor's token",
    ),
    PanelInfo(
        id="units",
        title="Units",
        path="wmstudio.gui.panels.units:UnitsPanel",
        area="right",
        share=7,
        shortcut="Alt+7",
        tip="Units that are active over the selected span, their labels, and where "
        "else they are active",
        behind="memory",
        hidden=True,
        copies=False,
    ),
    PanelInfo(
        id="timeline",
        title="Timeline",
        path="wmstudio.gui.panels.timeline:TimelinePanel",
        area="bottom",
        share=3,
        shortcut="Alt+4",
        tip="Surprisal, memory use and any unit along the text; playback of the cursor, and spans",
        compared="wmstudio.gui.panels.difference:DifferencePanel",
    ),
    PanelInfo(
        id="gates",
        title="Gates",
        path="wmstudio.gui.panels.gates:GatesPanel",
        area="bottom",
        share=3,
        shortcut="Alt+3",
        tip="Gates and activations along the text, one row per unit",
    ),
    PanelInfo(
        id="attention",
        title="Attention",
        path="wmstudio.gui.panels.attention:AttentionPanel",
        area="bottom",
        share=3,
        shortcut="Alt+5",
        tip="Which past tokens the model looks back at from the cursor's token",
        behind="gates",
        hidden=True,
    ),
    PanelInfo(
        id="performance",
        title="Performance",
        path="wmstudio.gui.panels.performance:PerformancePanel",
        area="bottom",
        share=2,
        shortcut="Alt+6",
        tip="Where the time of each keystroke goes, in milliseconds",
        behind="timeline",
        hidden=True,
        copies=False,
    ),
    PanelInfo(
        id="signals",
        title="Signals",
        path="wmstudio.gui.panels.signals:SignalsPanel",
        area="right",
        share=7,
        shortcut="Alt+8",
        tip="All signals of the open model; drag one onto a panel, or open a new panel",
        behind="memory",
        hidden=True,
        copies=False,
    ),
)
