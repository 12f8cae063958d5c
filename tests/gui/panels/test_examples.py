"""The panel of examples beside a second one."""

from wmstudio.gui.panels.examples import ExamplesPanel


def test_it_is_no_wider_than_its_buttons_and_the_longest_word_of_its_sentences(axis, on_screen):
    panel = on_screen(ExamplesPanel(axis), 280)
    controls = panel.mistake_button, panel.answer_button
    words = max((panel.told.text() + " " + panel.no_classes.text()).split(), key=len)
    needed = sum(one.sizeHint().width() for one in controls)
    room = needed + panel.fontMetrics().horizontalAdvance(words) + 4 * 16

    assert panel.minimumSizeHint().width() <= room
    assert panel.told.heightForWidth(60) > panel.told.heightForWidth(600)
