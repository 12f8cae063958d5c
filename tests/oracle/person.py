"""The window as a person has it: what is painted, what labels say, what the pointer reads."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPoint, QRect
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

SVG = "{http://www.w3.org/2000/svg}"
THIN = 3
"""Pixels of a row that nobody can point at."""
NUMBER = r"-?\d+\.\d{4}|-?\d\.\de-\d\d"
ROW = re.compile(
    rf"^(?:(?:slot|item) (?P<number>\d+):? ?)?(?P<mixed>mixed, most of it from )?"
    rf"(?:“(?P<piece>.*)”, token (?P<token>\d+)|token (?P<token2>\d+) “(?P<piece2>.*)”)"
    rf"(?: \((?P<share>{NUMBER})\))?(?P<rest>(?:, .*)?)$",
    re.DOTALL,
)


@dataclass(frozen=True)
class Line:
    """A row of a memory's list: as the pointer reads it, with the texts that are painted in it."""

    piece: str
    token: int
    numbers: dict[str, float]
    gone: bool
    mixed: bool
    share: float | None
    number: int | None
    painted: tuple[str, ...]
    """What is written in each column: the item's number, its name, the numbers, the contents."""


def painted_texts(widget):
    """Every text that a widget paints, with its height in the widget: ``(y, x, text)``."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture = QSvgGenerator()
    picture.setOutputDevice(buffer)
    picture.setSize(widget.size())
    picture.setViewBox(QRect(QPoint(0, 0), widget.size()))
    painter = QPainter(picture)
    widget.render(painter, QPoint(0, 0))
    painter.end()
    found = []

    def walk(node, dx, dy):
        moved = re.search(r"matrix\(([^)]*)\)", node.get("transform", ""))
        if moved:
            *_, x, y = (float(number) for number in moved[1].split(","))
            dx, dy = x, y
        if node.tag == f"{SVG}text" and "".join(node.itertext()).strip():
            text = "".join(node.itertext()).strip()
            found.append((float(node.get("y")) + dy, float(node.get("x")) + dx, text))
        for child in node:
            walk(child, dx, dy)

    walk(ET.fromstring(bytes(buffer.data().data())), 0.0, 0.0)
    return sorted(found)


def _columns(texts, places):
    """Texts by columns; a font that lacks a character has it written as a text of its own."""
    found = [""] * len(places)
    for _, x, text in sorted(texts, key=lambda one: one[1]):
        found[max((i for i, p in enumerate(places) if p.left() <= x + 1), default=0)] += text
    return tuple(found)


def rows(panel):
    """All rows of a memory panel's list, read one by one with the pointer; thin ones are not."""
    memory = panel.top.list
    view, bar = memory.viewport(), memory.verticalScrollBar()
    edges = [memory.row_height + round(y) for y in memory._edges]
    every = [(a, b) for a, b in pairwise(edges) if b - a >= THIN]
    found, read = [], 0
    while read < len(every):
        bar.setValue(every[read][0] - memory.row_height)
        texts = painted_texts(view)
        here = [(a - bar.value(), b - bar.value()) for a, b in every[read:]]
        here = [(a, b) for a, b in here if b <= view.height()]
        assert here, "a row is higher than the list"
        for top, bottom in here:
            at = QPoint(memory._places[1].left() + 2, (top + bottom) // 2)
            QTest.mouseMove(view, at)
            said = panel.header.readout.text()
            if not said.endswith(": empty"):
                inside = [one for one in texts if top <= one[0] < bottom]
                found.append(_line(said, _columns(inside, memory._places)))
        read += len(here)
    return found


def _line(said, painted):
    row = ROW.match(said)
    assert row, said
    parts = [part for part in row["rest"].split(", ") if part]
    numbers = [part.rpartition(" ") for part in parts if re.search(rf" ({NUMBER})$", part)]
    return Line(
        row["piece"] if row["piece"] is not None else row["piece2"],
        int(row["token"] or row["token2"]),
        {name: float(value) for name, _, value in numbers},
        "no longer there" in parts,
        row["mixed"] is not None,
        None if row["share"] is None else float(row["share"]),
        None if row["number"] is None else int(row["number"]),
        painted,
    )


BAR = re.compile(
    rf"(?P<piece>.*) (?P<whole>{NUMBER}) "
    rf"\(network (?P<network>{NUMBER}), memory (?P<memory>{NUMBER})\)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Candidate:
    """A line of what may come next: its piece, and its probability with both parts."""

    piece: str
    whole: float
    network: float | None
    memory: float


def candidates(view, qtbot):
    """Every line that a list of bars has room for: painted, and as the tip of each says it."""
    port, told = view.viewport(), {}
    # A tip that is hidden stays for a moment, and would be taken for that of the first line.
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible(), timeout=20_000)
    for y in range(0, port.height(), 4):
        at = QPoint(port.width() // 2, y)
        QApplication.sendEvent(port, QHelpEvent(QEvent.Type.ToolTip, at, port.mapToGlobal(at)))
        said = plain(QToolTip.text()) if QToolTip.isVisible() else ""
        if found := BAR.fullmatch(said):
            told[said] = Candidate(
                found["piece"], *(float(found[n]) for n in ("whole", "network", "memory"))
            )
    painted = [text for _, _, text in painted_texts(port)]
    for one in told.values():
        assert f"{one.whole:.4f}" in painted or one.whole < 1e-4
    return list(told.values())


def plain(tip):
    """What a tip says, without its markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", tip))


ALTERNATIVE = re.compile(
    rf"(?P<whole>{NUMBER})  (?P<piece>.*?)   memory (?P<memory>{NUMBER})(?:   ← here)?", re.DOTALL
)
PARTS = re.compile(rf"network (?P<network>{NUMBER}), memory (?P<memory>{NUMBER})")


def alternatives(card):
    """Every line of a token's card; what cannot be chosen has a tip about that instead."""
    found = []
    for item in (card.list.item(i) for i in range(card.list.count())):
        line = ALTERNATIVE.fullmatch(item.text())
        assert line, item.text()
        if tip := PARTS.fullmatch(plain(item.toolTip())):
            assert tip["memory"] == line["memory"]
        network = float(tip["network"]) if tip else None
        found.append(Candidate(line["piece"], float(line["whole"]), network, float(line["memory"])))
    return found
