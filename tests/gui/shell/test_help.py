"""What there is to read: laid out, and of foreign text nothing but its characters."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QTextTable

from tests.gui.stage import opened
from wmstudio.app.help.glossary import GLOSSARY
from wmstudio.app.panels import PANELS
from wmstudio.checkpoints import bundled
from wmstudio.engine.messages import Origin
from wmstudio.gui.shell.help import (
    Page,
    TextDialog,
    about,
    about_model,
    about_panel,
    escaped,
    glossary,
    licences,
)

ODD = ["<b>&[*]", "a|b", "# no title", "![x](file:///etc/passwd)", "1. one", "<img src=file:///x>"]


def page(qtbot, markdown):
    made = Page(markdown)
    qtbot.addWidget(made)
    return made


def tables(page):
    return [f for f in page.document().rootFrame().childFrames() if isinstance(f, QTextTable)]


@pytest.mark.parametrize("one", bundled.bundled(), ids=lambda one: one.name)
def test_tables_of_model_cards_are_laid_out(qtbot, one):
    shown = page(qtbot, about_model(opened(one.name, folder=one.folder)))
    assert tables(shown)
    assert "|---" not in shown.toPlainText()


def test_the_glossary_shows_every_term_with_its_formula_as_it_is_written(qtbot):
    shown = page(qtbot, glossary()).toPlainText()

    for term in GLOSSARY.values():
        assert f"{term.name}. {term.meaning}" in shown
        assert term.formula in shown


def test_a_panel_of_another_package_may_name_terms_that_nobody_knows(qtbot):
    info = replace(PANELS[0], terms=("token", "of another version"))
    assert "Token. A piece of text" in page(qtbot, about_panel(info)).toPlainText()


@pytest.mark.parametrize("id", ["gates", "memory", "predictions"])
def test_what_is_this_explains_the_panel_with_the_keyboard(stage, id):
    window = stage.window
    explain = window.actions_["copies.explain"]
    assert not explain.isEnabled()
    window.docks.focus(id)
    explain.trigger()
    (dialog,) = (one for one in window.findChildren(TextDialog) if one.isVisible())
    info = next(one for one in PANELS if one.id == id)
    shown = dialog.body.toPlainText()

    assert dialog.windowTitle() == info.title
    assert f"{info.tip}." in shown
    assert all(GLOSSARY[term].meaning in shown for term in info.terms)


@pytest.mark.parametrize("odd", ODD)
def test_a_name_is_shown_as_it_is_written(qtbot, odd):
    assert odd in page(qtbot, about_model(opened(odd))).toPlainText()
    assert page(qtbot, escaped(odd)).toPlainText() == odd


def test_a_card_loads_nothing_and_its_html_is_text(qtbot, tmp_path):
    picture = tmp_path / "x.png"
    picture.write_bytes(b"no picture")
    card = f"<b>bold</b> ![seen]({picture.as_uri()}) <img src='{picture.as_uri()}'>"
    shown = page(qtbot, card)
    assert "<b>bold</b>" in shown.toPlainText()
    assert shown.loadResource(2, picture.as_uri()) is None


@pytest.mark.parametrize("odd", ODD)
def test_a_foreign_model_says_what_it_is_and_what_was_assumed(qtbot, odd):
    origin = Origin("GGUF file", "Llama transformer", (f"Its pieces are {odd}.", "It begins."))
    shown = page(qtbot, about_model(replace(opened("mine"), origin=origin))).toPlainText()

    assert "What it is: Llama transformer; 1,000 parameters, from a GGUF file" in shown
    assert f"What was assumed: Its pieces are {odd}. It begins." in shown


def test_a_long_page_opens_at_its_beginning_and_stays_where_it_is_read(qtbot):
    dialog = TextDialog("Glossary", glossary())
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    bar = dialog.body.verticalScrollBar()
    assert bar.maximum() > 300
    assert bar.value() == 0
    bar.setValue(200)
    dialog.body.show_text(glossary())
    assert bar.value() == 200


def test_a_page_is_as_high_as_a_short_text_and_no_higher_than_usual(qtbot):
    short, long = (TextDialog("Title", text) for text in (about(), glossary()))
    for dialog in (short, long):
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitExposed(dialog)
    assert short.height() < long.height()
    assert short.body.verticalScrollBar().maximum() == 0
    spare = short.body.viewport().height() - short.body.document().size().height()
    assert spare < short.body.fontMetrics().height()


def test_licences_are_paragraphs_and_a_table(qtbot):
    shown = page(qtbot, licences())
    text = shown.toPlainText()

    assert "Permission is hereby granted, free of charge" in text
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "numpy" in text
    assert "##" not in text
    assert "|" not in text
    assert tables(shown)


def test_a_table_without_a_head_has_no_empty_row(qtbot):
    one = page(qtbot, "| | |\n|---|---|\n| a | 1 |\n| b | |")
    other = page(qtbot, "| x | |\n|---|---|\n| a | 1 |")
    (headless,), (headed,) = tables(one), tables(other)

    assert (headless.rows(), headed.rows()) == (2, 2)
    assert headless.cellAt(0, 0).firstCursorPosition().block().text() == "a"
