"""The form of an edit, whose pieces are made tokens of by the engine."""

import pytest
from PySide6.QtGui import QPalette

from wmstudio.contract import specs
from wmstudio.engine.messages import Argument, ArgumentKind, EditSpec, TokenisedTexts
from wmstudio.gui.base.theme import DARK, LIGHT
from wmstudio.gui.client.engine_client import QtEngineClient
from wmstudio.gui.editor.qt_theme import field_palette
from wmstudio.gui.interventions.edit_form import EditForm
from wmstudio.testing.scripted import ScriptedClient

PIECES = tuple(bytes([97 + i]) for i in range(26))
(SPEC,) = specs(
    EditSpec("store", "Store", (Argument("what", ArgumentKind.PIECE, "value"),)),
).values()


@pytest.fixture
def ports():
    return []


@pytest.fixture
def client(qtbot, ports):
    def make(on_ready):
        ports.append(ScriptedClient(on_ready))
        return ports[-1]

    return QtEngineClient(make)


@pytest.fixture
def make_form(qtbot, client):
    def make():
        form = EditForm(client)
        qtbot.addWidget(form)
        form.made = []
        form.submitted.connect(lambda name, given: form.made.append((name, given)))
        form.ask_for(SPEC, PIECES)
        return form

    return make


def write(form, text):
    (field,) = form.fields.values()
    field.setText(text)


def answer(qtbot, client, port, texts, tokens):
    with qtbot.waitSignal(client.tokenised):
        port.say(TokenisedTexts(texts, tokens))


def test_a_form_takes_only_the_answer_that_it_has_asked_for(qtbot, client, ports, make_form):
    one, other = make_form(), make_form()
    for form in (one, other):
        write(form, "c")
    one.submit()
    answer(qtbot, client, ports[0], ("c",), ((2,),))
    assert (one.made, other.made) == ([("store", {"what": 2})], [])
    assert not other.isHidden()


def test_an_answer_to_what_was_written_before_makes_no_edit(qtbot, client, ports, make_form):
    form = make_form()
    write(form, "c")
    form.submit()
    write(form, "d")
    answer(qtbot, client, ports[0], ("c",), ((2,),))
    assert form.made == []
    write(form, "c")
    answer(qtbot, client, ports[0], ("c",), ((2,),))
    assert form.made == []


def test_an_answer_to_a_form_that_was_closed_makes_no_edit(qtbot, client, ports, make_form):
    form = make_form()
    write(form, "c")
    form.submit()
    form.dismiss()
    form.ask_for(SPEC, PIECES)
    write(form, "c")
    answer(qtbot, client, ports[0], ("c",), ((2,),))
    assert form.made == []


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_a_field_has_the_border_of_fields_when_the_form_asks(make_form, theme):
    form = make_form()
    form.apply_theme(theme)
    form.ask_for(SPEC, PIECES)

    (field,) = form.fields.values()
    wanted = field_palette(theme)
    for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Highlight):
        assert field.palette().color(role) == wanted.color(role)
