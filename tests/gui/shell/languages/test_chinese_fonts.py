"""Where no font has Chinese characters, the window says what to install."""

import pytest
from PySide6.QtCore import QCoreApplication

from wmstudio.app.languages import ENGLISH
from wmstudio.app.settings import Settings
from wmstudio.gui.base.patience import finished
from wmstudio.gui.base.translation import install
from wmstudio.gui.shell.languages import chinese_fonts

ADVICE = "Install one, such as the package fonts-noto-cjk"


@pytest.fixture
def there(monkeypatch):
    """Whether a font with Chinese characters is installed."""

    def decide(there):
        monkeypatch.setattr(chinese_fonts, "has_chinese", lambda: there)

    return decide


@pytest.fixture
def in_english(qapp):
    yield
    install(qapp, ENGLISH)


def test_chinese_in_the_text_tells_once_which_package_to_install(there, stage):
    there(False)
    window = stage.window
    window.editor.insertPlainText("Say ")
    assert window.messages.text == ""
    window.editor.insertPlainText("记忆")
    assert ADVICE in window.messages.text
    window.messages.dismiss()
    window.editor.insertPlainText("记忆")
    assert window.messages.text == ""


def test_chinese_is_noticed_in_a_text_that_was_opened_in_pieces(there, stage):
    there(False)
    editor = stage.window.editor
    editor.show_document(finished(editor.document_of("Say 记忆")))
    assert ADVICE in stage.window.messages.text


def test_nothing_is_said_where_a_font_is_there(there, stage):
    there(True)
    stage.window.editor.insertPlainText("记忆")
    assert stage.window.messages.text == ""


@pytest.mark.usefixtures("in_english")
def test_a_chinese_window_without_a_font_tells_in_english(there, make_stage):
    there(False)
    window = make_stage(settings=Settings(language="zh_CN")).window
    QCoreApplication.processEvents()
    assert ADVICE in window.messages.text
