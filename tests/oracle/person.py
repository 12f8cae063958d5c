"""The window as a person has it: what is painted, what labels say, what the pointer reads."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtTest import QTest

SVG = "{http://www.w3.org/2000/svg}"
THIN = 3
"""Pixels of a row that nobody can point at."""
PERCENT = r"\d+(?:\.\d+)?(?:e-\d\d)? %"
NUMBER = r"−?\d+\.\d{4}|−?\d\.\de-\d\d"
ROW = re.compile(
    rf"^(?:(?:slot|item) (?P<number>\d+):? ?)?(?P<mixed>mixed, most of it from )?"
    rf"(?:“(?P<piece>.*)”, token (?P<token>\d+)|token (?P<token2>\d+) “(?P<piece2>.*)”)"
    rf"(?: \((?P<share>{PERCENT})\))?(?P<rest>(?:, .*)?)$",
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
    ago: int | None
    """Tokens before the one to come."""
    was: dict[str, float]
    """The numbers that the row has without the edits."""
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
    foot = getattr(panel.top, "foot", None)
    if foot is not None and foot.all.isVisible() and not foot.all.isChecked():
        QTest.mouseClick(foot.all, Qt.MouseButton.LeftButton)
        panel.draw()
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
            # A row that is open has a sentence and buttons below its first line.
            first = min(bottom, top + memory.row_height) if foot is not None else bottom
            QTest.mouseMove(view, QPoint(1, 1))
            QTest.mouseMove(view, QPoint(memory._places[1].left() + 2, (top + first) // 2))
            said = panel.header.readout.text()
            if not said.endswith(": empty"):
                inside = [one for one in texts if top <= one[0] < first]
                found.append(_line(said, _columns(inside, memory._places)))
        read += len(here)
    return found


def _line(said, painted):
    row = ROW.match(said)
    assert row, said
    parts = [part for part in row["rest"].split(", ") if part]
    numbers, was, ago = {}, {}, None
    for part in parts:
        if found := re.fullmatch(rf"(.+) ({PERCENT}) without the edits", part):
            was[found[1]] = share(found[2])
        elif found := re.fullmatch(rf"(.+) ({PERCENT})", part):
            numbers[found[1]] = share(found[2])
        elif found := re.fullmatch(rf"(.+) ({NUMBER})", part):
            numbers[found[1]] = float(found[2].replace("−", "-"))
        elif found := re.fullmatch(r"([\d,]+) tokens? ago", part):
            ago = int(found[1].replace(",", ""))
        else:
            assert part == "no longer there", said
    return Line(
        row["piece"] if row["piece"] is not None else row["piece2"],
        int(row["token"] or row["token2"]),
        numbers,
        "no longer there" in parts,
        row["mixed"] is not None,
        None if row["share"] is None else share(row["share"]),
        None if row["number"] is None else int(row["number"]),
        ago,
        was,
        painted,
    )


BAR = re.compile(
    rf"(?P<name>.*): (?P<whole>{PERCENT}) = (?P<memory>{PERCENT}) from memory, "
    rf"(?P<network>{PERCENT}) from the network; piece “(?P<piece>.*)”, id (?P<id>\d+)",
    re.DOTALL,
)
OTHERS = re.compile(rf"(?P<count>[\d,]+) others: (?P<whole>{PERCENT})")


@dataclass(frozen=True)
class Candidate:
    """A line of what may come next: its piece, and its probability with both parts."""

    piece: str
    whole: float
    network: float | None
    memory: float
    id: int | None = None


@dataclass(frozen=True)
class Candidates:
    """The lines that are seen, and the last of them, which is for all other pieces."""

    lines: list[Candidate]
    others: int
    rest: float


def share(said):
    """A share as it is told in per cent."""
    return float(said.removesuffix(" %")) / 100


def column(value):
    """A share as it is written in a column: one decimal, two below a tenth of a per cent."""
    if 0 < value < 0.00005:
        return "<0.01"
    return f"{100 * value:.1f}" if value >= 0.000995 or not value else f"{100 * value:.2f}"


def candidates(bars):
    """Every line that a list of bars has room for: as it is painted, and as each is told.

    The tip of a row is what it tells those who cannot see it.
    """
    view, lines, rest = bars.list, [], None
    painted = painted_texts(view.viewport())
    y, seen = 2, set()
    while y < view.viewport().height():
        index = view.indexAt(QPoint(view.viewport().width() // 2, y))
        y += 4
        if not index.isValid() or index.row() in seen:
            continue
        seen.add(index.row())
        said = index.data(Qt.ItemDataRole.AccessibleTextRole)
        tip = plain(index.data(Qt.ItemDataRole.ToolTipRole))
        assert tip.split() == said.split()
        area = view.visualRect(index)
        texts = [text for at, _, text in painted if area.top() <= at <= area.bottom()]
        found, others = BAR.fullmatch(said), OTHERS.fullmatch(said)
        whole = share((found or others)["whole"])
        # What is painted is rounded from the exact number; so is what is told, to four digits.
        assert {column(whole * (1 + e)) for e in (-6e-4, 0, 6e-4)} & set(texts), (said, texts)
        if found:
            assert rest is None, "the others come last"
            parts = (share(found[n]) for n in ("whole", "network", "memory"))
            lines.append(Candidate(found["piece"], *parts, int(found["id"])))
            assert found["name"].startswith("".join(texts[:-1]).rstrip("…")[:4]), (said, texts)
        else:
            rest = whole
            count = int(others["count"].replace(",", ""))
    assert rest is not None
    return Candidates(lines, count, rest)


def plain(tip):
    """What a tip says, without its markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", tip))


ALTERNATIVE = re.compile(
    r"(?P<whole><?\d+\.\d+) %  (?P<name>.*?)   memory (?P<memory><?\d+\.\d+) %(?:   ← here)?",
    re.DOTALL,
)
PARTS = re.compile(
    rf"(?P<memory>{PERCENT}) from memory, (?P<network>{PERCENT}) from the network; "
    r"piece “(?P<piece>.*)”, id (?P<id>\d+)(?:; (?P<why>.*))?",
    re.DOTALL,
)


def alternatives(card):
    """Every line of a token's card; its tip has both parts to four digits."""
    found = []
    for item in (card.list.item(i) for i in range(card.list.count())):
        line = ALTERNATIVE.fullmatch(item.text().strip("\u2007"))
        tip = PARTS.fullmatch(plain(item.toolTip()))
        assert line, item.text()
        assert tip, item.toolTip()
        assert bool(tip["why"]) != bool(item.flags() & Qt.ItemFlag.ItemIsEnabled)
        memory, network = share(tip["memory"]), share(tip["network"])
        whole = memory + network
        # The sum of two numbers of four digits, shown with one decimal.
        assert line["whole"] in {column(whole * (1 + e)) for e in (-6e-4, 0, 6e-4)}
        assert line["memory"] in {column(memory * (1 + e)) for e in (-6e-4, 0, 6e-4)}
        found.append(Candidate(tip["piece"], whole, network, memory, int(tip["id"])))
    return found
