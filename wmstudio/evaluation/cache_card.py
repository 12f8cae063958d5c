"""The section of a checkpoint's card about its fitted neural cache."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.evaluation.cache_fit import CacheFit

TITLE = "## Neural cache"
_SECTION = re.compile(rf"\n*^{TITLE}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)


class TextResult(NamedTuple):
    """Bits per byte of a text that the cache was not fitted on."""

    name: str
    without: float
    cached: float


def with_cache(
    card: str, fit: CacheFit, fitted_on: Sequence[str], tested: Sequence[TextResult], on: bool
) -> str:
    """The card with a section on the cache, replacing an earlier one."""
    window, sharpness, weight, bits = fit.best
    rows = "\n".join(f"| {one.name} | {one.without:.4f} | {one.cached:.4f} |" for one in tested)
    table = (
        "Bits per byte of other texts, each read whole:\n\n"
        f"| text | without | with |\n|---|--:|--:|\n{rows}\n"
        if tested
        else "Not measured on other texts.\n"
    )
    section = f"""{TITLE}

Fitted by `wmstudio fit-cache` on {", ".join(fitted_on)} ({fit.tokens:,} tokens): weight
{weight:.4f}, sharpness {sharpness:g}, window {window:,} tokens. These texts take
{bits / fit.tokens:.4f} bits per token with it and {fit.bits_without / fit.tokens:.4f} without. \
It is {"on" if on else "off"} when the checkpoint
is opened.

{table}"""
    return _SECTION.sub("\n\n", card).rstrip() + f"\n\n{section}"
