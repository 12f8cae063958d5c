"""Help: texts about the program and the open model."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl, Slot, qVersion
from PySide6.QtGui import (
    QGuiApplication,
    QTextCursor,
    QTextDocument,
    QTextTable,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

import wmstudio
from wmstudio.app.catalogue import card
from wmstudio.app.help import licences as licence_texts
from wmstudio.app.help.glossary import GLOSSARY, Term
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.buttons import closing_buttons
from wmstudio.gui.base.plain import in_title
from wmstudio.gui.base.translation import tr
from wmstudio.gui.shell.model_card import TITLES, lines_of
from wmstudio.gui.workspace.workspace import readers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wmstudio.app.panels import PanelInfo
    from wmstudio.engine.messages import OpenedModel, Proven
    from wmstudio.gui.workspace.workspace import Workspace

ABOUT = phrase(
    """## WM Studio {version}

*Type, and watch the model remember.*

You write; a language model with a working memory reads along, and the panels show its gates, what
its memory holds, and what it expects next, at every keystroke.

Every number shown is computed by the open model from the text in the editor. Nothing is sent
anywhere: it works without a network.

The program is under the MIT licence. The fonts that come with it, Inter, Noto Serif and JetBrains
Mono, are under the [SIL Open Font License 1.1](https://openfontlicense.org). *Licences* in the Help
menu shows them in full.
"""
)
LICENCES = phrase(
    "WM Studio is free software under the MIT licence. It comes with three fonts under the SIL "
    "Open Font License, and needs packages that have licences of their own."
)


class Page(QTextBrowser):
    """A page of Markdown from any source: HTML stays text, and nothing is loaded."""

    def __init__(self, markdown: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.show_text(markdown)

    def show_text(self, markdown: str) -> None:
        """Show another text, at the same height of the page."""
        place = self.verticalScrollBar().value()
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(
            markdown, features.MarkdownDialectGitHub | features.MarkdownNoHTML
        )
        self.document().setDocumentMargin(12)
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                look = frame.format().toTableFormat()
                look.setCellPadding(4)
                look.setBorderCollapse(True)
                frame.setFormat(look)
                _drop_empty_head(frame)
        # Qt leaves the cursor at the end, and shows that place.
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(place)

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        """Refuse to load pictures and pages that a text refers to."""
        return None


def _drop_empty_head(table: QTextTable) -> None:
    """Remove a first row without words, which Markdown requires of tables that have no head."""
    cells = (table.cellAt(0, column) for column in range(table.columns()))
    empty = all(c.firstCursorPosition() == c.lastCursorPosition() for c in cells)
    if empty and table.rows() > 1:
        table.removeRows(0, 1)


class TextDialog(QDialog):
    """A text in a dialog beside the window."""

    def __init__(self, title: str, markdown: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.body = Page(markdown)
        self.body.setAccessibleName(title)
        buttons = closing_buttons(self)
        column = QVBoxLayout(self)
        column.addWidget(self.body)
        column.addWidget(buttons)
        metrics = self.body.fontMetrics()
        self.resize(metrics.horizontalAdvance("m") * 60, metrics.height() * 32)
        if markdown:
            self._shrink(column)

    def _shrink(self, column: QVBoxLayout) -> None:
        """Be no higher than the text, if that is short."""
        column.activate()
        page = self.body.document()
        page.setTextWidth(self.body.viewport().width())
        spare = self.body.viewport().height() - ceil(page.size().height())
        self.resize(self.width(), self.height() - max(spare, 0))


def escaped(text: str) -> str:
    """A text with Markdown's special characters escaped."""
    return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|~&])", r"\\\1", text)


def explained(terms: Iterable[Term]) -> str:
    """Terms with their meaning and formula, as Markdown."""
    found = []
    for term in terms:
        formula = f"\n\n> {escaped(term.formula)}" if term.formula else ""
        found.append(f"**{escaped(tr(term.name))}.** {escaped(tr(term.meaning))}{formula}")
    return "\n\n".join(found)


def glossary() -> str:
    """All terms in alphabetical order, as Markdown."""
    return explained(sorted(GLOSSARY.values(), key=lambda term: tr(term.name).casefold()))


def about_panel(info: PanelInfo) -> str:
    """What a panel shows, and its terms, as Markdown."""
    terms = explained(GLOSSARY[id] for id in info.terms if id in GLOSSARY)
    return f"# {escaped(tr(info.title))}\n\n{escaped(tr(info.tip))}.\n\n{terms}"


def about() -> str:
    """A description of the program, as Markdown."""
    return tr(ABOUT, version=wmstudio.__version__)


def licences() -> str:
    """All licences in full, and the packages that the program needs, as Markdown."""
    found = [f"# {tr('Licences')}", tr(LICENCES)]
    for one in licence_texts.own():
        program = one.name == licence_texts.PACKAGE
        title = "WM Studio" if program else tr("Font {name}", name=escaped(one.name))
        found += [f"## {title}", *map(escaped, one.paragraphs)]
    if packages := licence_texts.used():
        head = [f"| {tr('Package')} | {tr('Version')} | {tr('Licence')} |", "|---|---|---|"]
        cells = ((one.name, one.version, one.licence) for one in packages)
        rows = ["| " + " | ".join(map(escaped, row)) + " |" for row in cells]
        found += [f"## {tr('Packages')}", "\n".join([*head, *rows])]
    return "\n\n".join(found)


def about_model(opened: OpenedModel | None, proven: Proven | None = None) -> str:
    """What the model is and what was measured of it, and its own card if it has one: Markdown."""
    if opened is None:
        return tr("No model is open.")
    found = [f"# {escaped(opened.name)}"]
    if opened.recorded is None:
        told = zip(TITLES, lines_of(opened, proven), strict=True)
        found += [f"**{escaped(tr(title))}:** {escaped(line)}" for title, line in told]
    if own := card(opened.folder):
        found += ["---", own]
    elif opened.origin is None:
        found.append(tr("It has no model card (README.md)."))
    return "\n\n".join(found)


class ModelDialog(TextDialog):
    """The cards of the models that are open, also while they are measured and when they change."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(tr("Model"), "", parent)
        self._workspace = workspace
        for models in (lane.models for lane in readers(workspace)):
            models.opened.connect(self.refresh)
            models.proven.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what is known now, and have measured what is not."""
        there = [lane.models for lane in readers(self._workspace)]
        cards = [about_model(models.open_model, models.proof) for models in there]
        self.body.show_text("\n\n".join(cards))
        names = [models.open_model.name for models in there if models.open_model]
        self.setWindowTitle(in_title(" · ".join(names) or tr("Model")))
        for models in there:
            models.prove()


def surroundings() -> dict[str, str]:
    """Facts about Qt and the screens."""
    screens = (
        f"{s.size().width()}x{s.size().height()} at {s.devicePixelRatio():g}"
        for s in QGuiApplication.screens()
    )
    return {
        "Qt": f"{qVersion()} ({QGuiApplication.platformName()}, {QApplication.style().name()})",
        "Screens": ", ".join(screens),
    }
