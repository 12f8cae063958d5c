import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication

from wmstudio.gui.base.message import KEPT, MessageStrip
from wmstudio.gui.base.notice_list import NoticeList


@pytest.fixture
def strip(qtbot):
    strip = MessageStrip()
    qtbot.addWidget(strip)
    return strip


def test_notices_wait_until_each_has_been_read(strip, qtbot):
    strip.say("One.", "a")
    strip.say("Two.", "b")
    strip.say("Three.", "c", warns=False)
    assert (strip.text, strip._more.text()) == ("Three.", "2 more")
    for left in ("Two.", "One."):
        qtbot.mouseClick(strip.close_button, Qt.MouseButton.LeftButton)
        assert strip.text == left
        assert strip.isVisible()
    assert not strip._more.isVisible()
    strip.dismiss()

    assert strip.text == strip.topic == ""
    assert not strip.isVisible()


def test_what_is_newer_about_the_same_takes_the_place_of_the_older(strip):
    strip.say("One.", "a")
    strip.say("Two.", "b")
    strip.say("Better.", "a")
    assert strip.text == "Better."
    strip.clear("a", "unheard of")
    assert strip.text == "Two."
    strip.clear("b")

    assert not strip.isVisible()


def test_details_are_shown_when_somebody_asks(strip, qtbot):
    strip.say("It failed.", "a", details="line 1\nline 2")
    assert strip.details.isVisible()
    assert not strip._body.isVisible()
    qtbot.mouseClick(strip.details, Qt.MouseButton.LeftButton)
    assert strip._body.isVisible()
    assert strip._body.toPlainText() == "line 1\nline 2"
    strip.say("Something else.", "b")

    assert not strip.details.isVisible()
    assert not strip._body.isVisible()


def test_a_sentence_stays_one_line(strip):
    strip.say("One\n  two.", "a")

    assert strip.text == "One two."


def test_all_that_was_told_can_be_read_again_the_newest_first(strip, qtbot):
    strip.say("One.", "a", details="why")
    strip.say("Two.", "a")
    strip.clear("a")
    page = NoticeList(strip.earlier)
    qtbot.addWidget(page)
    page.show()
    rows = [page.list.topLevelItem(i).text(1) for i in range(2)]
    assert rows == ["Two.", "One."]
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.body.toPlainText() == "One.\n\nwhy"
    page.copy()

    assert QApplication.clipboard().text().endswith("One.\n\nwhy")


def test_only_so_many_are_kept(strip):
    for i in range(KEPT + 50):
        strip.say(str(i), "a")

    assert len(strip.earlier) == KEPT
    assert strip.earlier[-1].text == str(KEPT + 49)


def test_a_notice_that_passes_goes_by_itself_and_others_stay(strip, qtbot):
    strip.passing.setInterval(0)
    strip.say("It failed.", "a")
    strip.say("Saved a.pdf.", "b", warns=False, passes=True)
    qtbot.waitUntil(lambda: strip.text == "It failed.")
    assert [one.text for one in strip.earlier] == ["It failed.", "Saved a.pdf."]


def test_a_passing_notice_stays_while_it_is_pointed_at(strip):
    strip.say("Saved a.pdf.", "b", passes=True)
    middle = QPointF(strip.rect().center())
    QApplication.sendEvent(strip, QEnterEvent(middle, middle, middle))
    assert not strip.passing.isActive()
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))
    assert strip.passing.isActive()


def test_what_no_longer_holds_is_said_no_more(strip):
    there = ["example"]
    strip.say("Look at the slot.", "a", holds=lambda: bool(there))
    strip.review()
    assert strip.text == "Look at the slot."
    there.clear()
    strip.review()
    assert not strip.text


def test_a_quiet_strip_shows_warnings_only_until_it_is_over(qtbot):
    strip = MessageStrip()
    qtbot.addWidget(strip)
    strip.say("Look at the memory.", "example", warns=False)
    strip.be_quiet(True)
    assert strip.isHidden()
    strip.say("The file cannot be read.", "file")
    assert not strip.isHidden()
    strip.clear("file")
    assert strip.isHidden()
    strip.be_quiet(False)
    assert not strip.isHidden()
    assert strip.text == "Look at the memory."


def test_a_notice_offers_its_acts_and_they_go_with_it(qtbot):
    strip, done = MessageStrip(), []
    qtbot.addWidget(strip)
    strip.say("The line is lost.", "line", acts=(("Try again", lambda: done.append("again")),))
    (button,) = strip.buttons
    button.click()
    qtbot.waitUntil(lambda: done == ["again"])
    strip.clear("line")

    assert strip.buttons == []
