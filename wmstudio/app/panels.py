"""All panels as data: the window builds a dock, a command and a menu entry for each.

A panel is a class, and one row of `BUILT_IN`. In another package, an entry point takes the place of
the row. It names a `PanelInfo`::

    [project.entry-points."wmstudio.panels"]
    mine = "my_package.my_row:INFO"
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wmstudio import plugins
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.app.phrases import Phrase


@dataclass(frozen=True)
class PanelInfo:
    """A panel and its place, unless a preset (`wmstudio.app.presets`) says otherwise.

    ``path`` is ``module:class``; the class is imported when the panel is seen for the first time,
    or when something needs it. Panels of one area stand one below the other, in the order of the
    table, and ``share`` is each one's weight when the area is divided. When two models are
    compared, every panel is there twice; ``compared`` names a third panel that shows both models.
    """

    id: str
    title: Phrase
    path: str
    area: Literal["right", "bottom"]
    share: int
    shortcut: str
    tip: Phrase
    behind: str = ""
    """The id of a panel whose place it shares, as a tab behind it."""
    hidden: bool = False
    """Whether it is closed until the user opens it."""
    compared: str = ""
    copies: bool = True
    """Whether it can be duplicated, and pinned to a token."""
    terms: tuple[str, ...] = ()
    """The terms of the glossary that it shows, by id (`wmstudio.app.help.glossary`)."""


GROUP = "wmstudio.panels"
"""The group of the entry points that add panels of other packages."""

BUILT_IN = (
    PanelInfo(
        id="predictions",
        title="Next token",
        path="wmstudio.gui.panels.predictions:PredictionsPanel",
        area="right",
        share=4,
        shortcut="Alt+1",
        tip="What the model predicts after the cursor's token, and the probability of any text",
        terms=("token", "probability", "part", "uncertainty", "surprise"),
    ),
    PanelInfo(
        id="memory",
        title="Memory",
        path="wmstudio.gui.panels.memory:MemoryPanel",
        area="right",
        share=7,
        shortcut="Alt+2",
        tip="What the working memory holds at the cursor's token",
        terms=("memory", "written", "ago", "read", "occupancy", "pressure", "interference"),
    ),
    PanelInfo(
        id="units",
        title="Units",
        path="wmstudio.gui.panels.units:UnitsPanel",
        area="right",
        share=7,
        shortcut="Alt+7",
        tip="Units that are active over the selected span or follow a pattern, their labels, "
        "and where else they are active",
        behind="memory",
        hidden=True,
        copies=False,
        terms=("unit", "correlation", "balanced_accuracy", "span"),
    ),
    PanelInfo(
        id="timeline",
        title="Timeline",
        path="wmstudio.gui.panels.timeline:TimelinePanel",
        area="bottom",
        share=3,
        shortcut="Alt+4",
        tip="Surprise, memory use and any unit along the text; playback of the cursor, and spans",
        compared="wmstudio.gui.panels.difference:DifferencePanel",
        terms=("surprise", "uncertainty", "part", "rank", "span"),
    ),
    PanelInfo(
        id="gates",
        title="Gates",
        path="wmstudio.gui.panels.gates:GatesPanel",
        area="bottom",
        share=3,
        shortcut="Alt+3",
        tip="Gates and activations along the text, one row per unit",
        terms=("gate", "cell", "hidden", "unit"),
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
        terms=("attention", "token"),
    ),
    PanelInfo(
        id="lens",
        title="Lens",
        path="wmstudio.gui.panels.lens:LensPanel",
        area="right",
        share=7,
        shortcut="Alt+L",
        tip="What each layer alone would predict at the cursor, and which tokens a prediction "
        "hangs on",
        behind="memory",
        hidden=True,
        copies=False,
        terms=("lens", "importance", "surprise"),
    ),
    PanelInfo(
        id="capacity",
        title="Capacity",
        path="wmstudio.gui.panels.capacity:CapacityPanel",
        area="right",
        share=7,
        shortcut="Alt+Shift+C",
        tip="What the text costs with each capacity of the memory, and how much is enough",
        behind="memory",
        hidden=True,
        copies=False,
        terms=("bits_per_byte", "memory"),
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
        terms=("token",),
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
        terms=("signal", "unit", "gate", "attention"),
    ),
    PanelInfo(
        id="weights",
        title="Weights",
        path="wmstudio.gui.panels.weights:WeightsPanel",
        area="right",
        share=7,
        shortcut="Alt+0",
        tip="Every tensor of the model in numbers and as a heat map, and how two models differ",
        behind="memory",
        hidden=True,
        copies=False,
        terms=("norm", "singular", "signal"),
    ),
    PanelInfo(
        id="training",
        title="Training",
        path="wmstudio.gui.panels.training:TrainingPanel",
        area="right",
        share=7,
        shortcut="Alt+9",
        tip="How the model learned, step by step, from the record in its checkpoint",
        behind="memory",
        hidden=True,
        copies=False,
        terms=("loss", "bits_per_byte", "accuracy"),
    ),
    PanelInfo(
        id="examples",
        title="Examples",
        path="wmstudio.gui.panels.examples:ExamplesPanel",
        area="right",
        share=7,
        shortcut="Alt+Shift+E",
        tip="A set of prompts with their targets, what the model answers, and where it is wrong",
        behind="memory",
        hidden=True,
        copies=False,
        terms=("accuracy",),
    ),
)


def with_others(built_in: tuple[PanelInfo, ...]) -> tuple[tuple[PanelInfo, ...], tuple[str, ...]]:
    """These panels with those of other packages, and a sentence about each unusable one."""
    found = {info.id: info for info in built_in}
    others, problems = plugins.load(GROUP, "panel")
    for name, info in others:
        if not isinstance(info, PanelInfo):
            why = (
                f"its entry point names a value of type {type(info).__name__} instead of PanelInfo"
            )
        elif not info.id.isidentifier():
            why = f"its id {info.id!r} is not an identifier"
        elif info.id in found:
            why = f"there is already a panel with the id {info.id!r}"
        else:
            found[info.id] = info
            continue
        problems.append(plugins.problem("panel", repr(name), ValueError(why)))
    return tuple(found.values()), tuple(problems)


PANELS, PROBLEMS = with_others(BUILT_IN)
"""All panels, and a sentence about each panel of another package that cannot be loaded.

They are fixed at import, because commands, menus and shortcuts are tables made from them.
"""
