"""The menu of interventions on a unit: where it acts, and what is done there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.plain import literal
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import maybe_rounded
from wmstudio.gui.interventions.held import token_words
from wmstudio.gui.interventions.interventions import when_chosen
from wmstudio.gui.interventions.patching import Extent, PatchRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QMenu

    from wmstudio.app.spans import Span
    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.gui.interventions.patching import InterventionSite

    Choose = Callable[[PatchRequest], object]

MORE = phrase("Scale, add or another value…")


def extents(
    token: int, span: Span | None, frame: Frame, opened: OpenedModel
) -> Iterator[tuple[Extent, str]]:
    """The tokens at which a patch may act, in words."""
    here = token_words(token, frame, opened)
    yield Extent.HERE, tr("at token {token}", token=here)
    yield Extent.ONWARDS, tr("from token {token} on", token=here)
    if span is not None:
        yield Extent.SPAN, tr("over the span ({n} tokens)", n=len(span))
    yield Extent.EVERYWHERE, tr("at every token")


def fill_site(
    menu: QMenu,
    site: InterventionSite,
    frame: Frame,
    opened: OpenedModel,
    span: Span | None,
    choose: Choose,
    ask: Callable[[InterventionSite], object],
) -> None:
    """Offer to hold a unit at 0, 1, its mean or its value; ``ask`` is for anything else."""
    menu.addAction(literal(site.words)).setEnabled(False)
    value, mean = site.value(frame), site.mean(frame)
    values = [(tr("0"), 0.0), (tr("1"), 1.0)]
    if mean is not None:
        said = maybe_rounded(mean, rounded=site.is_rounded(frame, mean=True))
        values.append((tr("its mean over the tokens in sight, {value}", value=said), mean))
    if value is not None:
        said = maybe_rounded(value, rounded=site.is_rounded(frame))
        values.append((tr("its value here, {value}", value=said), value))
    for extent, where in extents(site.token, span, frame, opened):
        inside = menu.addMenu(literal(tr("Hold {where}", where=where)))
        for words, held_at in values:
            action = inside.addAction(literal(tr("at {value}", value=words)))
            when_chosen(action, choose, PatchRequest(site, "set", held_at, extent))
    when_chosen(menu.addAction(tr(MORE)), ask, site)
