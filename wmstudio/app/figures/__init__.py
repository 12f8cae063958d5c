"""Figures: what a panel shows, or a study has measured, as named arrays."""

from wmstudio.app.figures.making import (
    NO_TOKENS,
    ROUNDED,
    UNREAD,
    Excerpt,
    Figure,
    FigureError,
    OfferedFigure,
    RoundedError,
    along_text,
    at_cursor,
    curves,
    expected,
    looking_back,
    read_to,
)
from wmstudio.app.figures.source import FigureSource, python_code, source_of

__all__ = [
    "NO_TOKENS",
    "ROUNDED",
    "UNREAD",
    "Excerpt",
    "Figure",
    "FigureError",
    "FigureSource",
    "OfferedFigure",
    "RoundedError",
    "along_text",
    "at_cursor",
    "curves",
    "expected",
    "looking_back",
    "python_code",
    "read_to",
    "source_of",
]
