"""Tokens, signals and numbers in words, the same in every panel."""

from __future__ import annotations

from math import floor, isfinite, isnan, log10
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import Qt

from wmstudio.app import catalogue
from wmstudio.app.help.glossary import GLOSSARY, term_of
from wmstudio.app.phrases import phrase
from wmstudio.app.quantities import LABELS, OF_TOKENS
from wmstudio.gui.base import fonts
from wmstudio.gui.base.translation import joined, numbered, retold, tr
from wmstudio.text.visible import isolated, piece_text

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from wmstudio.app.quantities import Quantity
    from wmstudio.engine.messages import Frame, OpenedModel, Signal, Values
    from wmstudio.engine.trace import Trace

LEFT_OUT = phrase("Interventions are left out here.")


def without_interventions(said: str, frame: Frame) -> str:
    """What was measured without interventions; a sentence says so while any are in force."""
    return joined(" ", (said, tr(LEFT_OUT))) if said and frame.interventions else said


def piece_words(piece: bytes, id: int) -> str:
    """A piece as it is in the tokenizer: ``piece “␣key”, id 213``."""
    return tr("piece “{piece}”, id {id}", piece=piece_in_words(piece), id=id)


def piece_in_words(piece: bytes) -> str:
    """A piece as a part of a sentence, next to which numbers stay where they are."""
    return isolated(piece_text(piece))


def token_text(trace: Trace, opened: OpenedModel, token: int) -> str:
    """The exact piece of a token, for a sentence; empty if the trace has no such token."""
    if not 0 <= token < len(trace):
        return ""
    return piece_in_words(opened.pieces[trace.id(token)])


def decimals(value: float, form: str = "z.4f") -> str:
    """A number in a form, four decimals unless said, with a true minus sign.

    A model that a patch or a weight has driven beyond its range computes infinity, ``∞``, or
    nothing that is a number, ``—``.
    """
    if isfinite(value):
        return signed(format(value, form))
    return "—" if isnan(value) else "∞" if value > 0 else "−∞"


def signed(written: str) -> str:
    """A number as a program writes it, with a true minus sign before it."""
    return f"−{written[1:]}" if written.startswith("-") else written


def number(value: float) -> str:
    """Four decimals; small non-zero values keep their magnitude: ``1.2e-05``."""
    return decimals(value, ".1e" if 0.0 < abs(value) < 1e-4 else "z.4f")


def maybe_rounded(value: float, *, rounded: bool) -> str:
    """A number, or ``≈`` and two decimals while only its 8-bit picture is known."""
    return f"≈ {decimals(value, 'z.2f')}" if rounded else number(value)


BELOW = "<"
"""Stands before a number that is smaller than what can be written."""


def percent(share: float) -> str:
    """A share (0 to 1) in per cent for a column: ``19.7``; two decimals below 0.1: ``0.08``.

    Only 0 is written as zero; tiny shares are ``<0.01``, and what is no number is ``—``.
    """
    if not isfinite(share):
        return decimals(share)
    hundredths = 100 * max(share, 0.0)
    if hundredths >= 0.0995:
        return f"{hundredths:.1f}"
    if 0.0 < hundredths < 0.005:
        return f"{BELOW}0.01"
    return f"{hundredths:.2f}" if hundredths else "0.0"


def exact_percent(share: float) -> str:
    """A share in per cent with four digits, for a readout: ``19.69 %``, ``0.08123 %``."""
    hundredths = 100 * share
    if not isfinite(hundredths):
        return decimals(hundredths)
    if not hundredths:
        return "0 %"
    size = floor(log10(abs(hundredths)))
    if size < -4:
        return signed(f"{hundredths:.3e} %")
    return signed(f"{hundredths:.{max(3 - size, 1)}f} %")


CHOICES = {
    "fifo": phrase("first in, first out"),
    "least-recently-read": phrase("least recently read"),
    "weakest": phrase("weakest"),
}
"""Choices of models' settings that are written otherwise for people than in commands."""


def setting_name(setting: str) -> str:
    """A setting's name in words."""
    return tr(setting.replace("_", " "))


def setting_value(value: bool | int | float | str) -> str:
    """A setting's value in words."""
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, str):
        return tr(CHOICES.get(value, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def settings_words(values: Values) -> list[str]:
    """Settings with their values in words."""
    return [f"{setting_name(name)} {setting_value(value)}" for name, value in values]


NO_NUMBER = phrase("no number")
"""Of what a model that has been driven beyond its range does not compute."""


def choice_words(bits: float) -> str:
    """An uncertainty in bits as the number of equally likely choices."""
    if isnan(bits):
        return tr(NO_NUMBER)
    among = 2.0**bits
    if among < 1.5:
        return tr("nearly certain")
    step = 10 ** max(floor(log10(among)) - 1, 0)
    return tr("≈ a choice among {n:,}", n=round(among / step) * step)


USAGE_LABELS = {
    "load.occupancy": phrase("kept, of all that fits"),
    "load.pressure": phrase("lost by the next write"),
    "load.interference": phrase("spread of the read"),
}
"""What people read for the signals of memory use, by their names."""


def module(signal: Signal) -> str:
    """The part of the model that a signal belongs to: ``lstm.0.cell`` → ``lstm``."""
    return signal.part


def stem(signal: Signal) -> str:
    """The signal's name without its layer, which is the same in all layers."""
    return ".".join(part for part in signal.name.split(".") if part != str(signal.layer))


def label(signal: Signal) -> str:
    """What people call the signal: ``lstm.0.forget_gate`` → ``forget gate``."""
    if words := LABELS.get(signal) or USAGE_LABELS.get(signal.name):
        return tr(words)
    return tr(own_words(signal))


def own_words(signal: Signal) -> str:
    """The last part of a signal's name, in English words."""
    return stem(signal).rpartition(".")[2].replace("_", " ")


def part_words(part: str) -> str:
    """A part of a model (`Signal.part`), in English words."""
    return phrase("memory use") if part == "load" else part.replace("_", " ")


def full_label(signal: Signal) -> str:
    """With the part of the model: ``lstm · forget gate``."""
    own, part = label(signal), tr(part_words(module(signal)))
    return own if own == part else joined(" · ", (part, own))


def layered_label(signal: Signal) -> str:
    """With the layer where that is not the first: ``lstm · cell 1``."""
    layer = f" {signal.layer}" if signal.layer else ""
    return f"{full_label(signal)}{layer}"


def unit_word(signal: Signal) -> str:
    """The word for a row of a signal's picture: unit, slot or feature."""
    return signal.dims[0] if signal.dims else ""


UNIT_NAMES = {"action": (phrase("push"), phrase("pop"), phrase("no-op"))}
"""Units that have names of their own, by dim."""


def unit_name(signal: Signal, unit: int) -> str:
    """The name of a row of a signal's picture: its own, or ``slot 3``."""
    names = UNIT_NAMES.get(unit_word(signal), ())
    return tr(names[unit]) if unit < len(names) else numbered(unit_word(signal), unit)


def quantity_words(quantity: Quantity) -> str:
    """``surprise``; ``lstm · cell 1, unit 17``: with the layer where that is not the first."""
    signal = quantity.signal
    if signal in OF_TOKENS:
        return label(signal)
    return ", ".join(filter(None, (layered_label(signal), unit_words(quantity))))


def unit_words(quantity: Quantity) -> str:
    """``unit 17``; ``slot 3, feature 2``; empty if there is only one."""
    signal = quantity.signal
    if signal.size == 1:
        return ""
    if len(signal.dims) == 1:
        return unit_name(signal, quantity.unit)
    return ", ".join(numbered(d, i) for d, i in zip(signal.dims, quantity.indices, strict=False))


@retold
def explained(*terms: str, about: str = "") -> str:
    """A tooltip: what is said of the thing itself, then each term with its meaning and formula.

    Terms are ids of the glossary, and unknown ones say nothing. It is a text that Qt wraps.
    """
    found = [GLOSSARY[term] for term in terms if term in GLOSSARY]
    said = [f"{tr(one.name)}\n{tr(one.meaning)}\n{one.formula}".rstrip() for one in found]
    whole = "\n\n".join(filter(None, (about, *said)))
    return Qt.convertFromPlainText(whole, Qt.WhiteSpaceMode.WhiteSpaceNormal) if whole else ""


def signal_tip(signal: Signal) -> str:
    """A tooltip: what a signal is, and the term that it is an instance of."""
    return explained(term_of(signal), about=tr(signal.text))


def mono_font(scale: float = 1.0) -> QFont:
    """The monospaced font for tokens and numbers, scaled with the interface."""
    return fonts.code(scale)


def opening_words(source: str) -> str:
    """Say which model is being opened."""
    place = catalogue.elsewhere(source)
    name = place.name if place is not None else Path(source).name or source
    return tr("Opening {name}…", name=name)
