import gc
import signal
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from tests.gui.stage import PlainPanel, ScriptedClient, opened
from wmstudio import paths
from wmstudio.app import catalogue, examples
from wmstudio.app.branches import Tree
from wmstudio.app.saved.drafts import Draft
from wmstudio.app.settings import Settings
from wmstudio.engine.messages import Open
from wmstudio.gui.base import fonts
from wmstudio.gui.documents.autosave import Autosave
from wmstudio.gui.shell import application, main_window
from wmstudio.gui.shell.main_window import MainWindow


@pytest.fixture
def started(qapp, monkeypatch):
    """The program as it starts: its window and port once the event loop would run."""
    found = {}

    def executed():
        window = next(
            w for w in qapp.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()
        )
        found["window"] = window
        found["look"](window)
        window.close()
        return 0

    def make_client(on_ready):
        found["port"] = ScriptedClient(on_ready)
        return found["port"]

    monkeypatch.setattr(main_window, "panel_of", lambda info, axis: PlainPanel(axis))
    monkeypatch.setattr(qapp, "exec", executed)
    monkeypatch.setattr(application, "make_application", lambda: qapp)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def start(look, *arguments):
        found["look"] = look
        code = application.run(*arguments, make_client=make_client)
        return code, found["port"]

    gc.enable()
    yield start
    gc.disable()
    gc.unfreeze()
    if "window" in found:
        found["window"].deleteLater()


def test_the_window_opens_with_the_file_and_the_checkpoint_that_were_asked_for(
    started, tmp_path, qtbot
):
    (tmp_path / "a.txt").write_text("Once")

    def look(window):
        assert window.isVisible()
        assert window.editor.text == "Once"
        assert window.editor.hasFocus() or not window.isActiveWindow()
        assert not gc.isenabled(), "garbage is collected on this thread only"
        port = window.client._port.here
        assert port.commands == [], "the window comes before the model"
        qtbot.waitUntil(lambda: bool(port.commands))

    code, port = started(look, tmp_path / "a.txt", "mine", "cpu")
    assert code == 0
    assert port.commands == [Open("mine", "cpu")]
    assert len(port.closings) == 1


def test_the_first_model_is_opened_as_soon_as_the_window_takes_letters(started, qtbot, monkeypatch):
    monkeypatch.setattr(application, "SEEN_BY", 10**9)  # not waited for

    def look(window):
        port = window.client._port.here
        qtbot.waitUntil(window.editor.hasFocus)
        window.editor.viewport().update()
        qtbot.waitUntil(lambda: bool(port.commands))

    _, port = started(look, None, "mine", "cpu")
    assert port.commands == [Open("mine", "cpu")]


def test_a_painting_before_the_window_has_the_keyboard_does_not_open_the_model(
    started, qtbot, monkeypatch
):
    monkeypatch.setattr(application, "SEEN_BY", 10**9)
    monkeypatch.setattr(application, "ACTIVE_BY", 10**8)

    def look(window):
        port = window.client._port.here
        window.editor.clearFocus()
        window.painted.emit(0.0)
        application.QTimer.singleShot(0, window.editor.setFocus)
        qtbot.waitUntil(window.editor.hasFocus)
        assert port.commands == []
        window.painted.emit(0.0)
        qtbot.waitUntil(lambda: bool(port.commands))

    _, port = started(look, None, "mine", "cpu")
    assert port.commands == [Open("mine", "cpu")]


def test_a_window_that_is_not_given_the_keyboard_opens_its_model_all_the_same(
    started, qtbot, monkeypatch
):
    monkeypatch.setattr(application, "SEEN_BY", 10**9)
    monkeypatch.setattr(application, "ACTIVE_BY", 0)

    def look(window):
        port = window.client._port.here
        window.editor.clearFocus()
        window.painted.emit(0.0)
        qtbot.waitUntil(lambda: bool(port.commands))

    _, port = started(look, None, "mine", "cpu")
    assert port.commands == [Open("mine", "cpu")]


def test_what_was_loaded_with_the_first_model_is_not_looked_through_for_garbage(started, qtbot):
    def look(window):
        here, port = [], window.client._port.here
        port.say(opened())
        qtbot.waitUntil(lambda: window.models.open_model is not None)
        assert not any(thing is here for thing in gc.get_objects())

    assert started(look, None, "mine")[0] == 0


def test_ctrl_c_in_the_terminal_closes_the_window_as_its_cross_does(started, qtbot, capsys):
    def look(window):
        signal.raise_signal(signal.SIGINT)
        qtbot.waitUntil(lambda: not window.isVisible())

    before = signal.getsignal(signal.SIGINT)
    code, port = started(look, None, "mine")
    assert (code, len(port.closings)) == (0, 1)
    assert signal.getsignal(signal.SIGINT) is before
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "going_on", ["nothing", "its model", "a file", "another model", "another model before", "draft"]
)
def test_a_start_with_nothing_to_go_on_with_shows_the_first_example(
    started, qtbot, tmp_path, going_on
):
    file, checkpoint, sample = None, None, examples.offered()[0]
    (tmp_path / "a.txt").write_text("Once")
    if going_on == "a file":
        file = tmp_path / "a.txt"
    elif going_on == "another model":
        checkpoint = "stories-slots"
    elif going_on == "its model":
        checkpoint = sample.checkpoint
    elif going_on == "another model before":
        Settings(checkpoint="stories-slots", path=paths.settings_folder()).save()
    elif going_on == "draft":
        autosave = Autosave(paths.autosave_folder())
        autosave.claim()
        autosave.write(Draft(Tree().with_text("Twice", 5)))
        autosave.release()
    texts = []

    def look(window):
        qtbot.waitUntil(lambda: bool(window.client._port.here.commands))
        texts.append(window.editor.text)
        assert not window.isWindowModified() or going_on == "draft"
        if texts[0] == written:
            assert window.editor.caret == len(written)
            # The things to try say what to look at.
            qtbot.waitUntil(window.welcome.isVisible)
            assert window.messages.text == ""
            assert window.welcome.things[0].text() == sample.things[0].title

    written = sample.file.read_text(encoding="utf-8")
    _, port = started(look, file, checkpoint)
    expected = {"nothing": written, "its model": written, "a file": "Once", "draft": "Twice"}
    assert texts == [expected.get(going_on, "")]
    last = "stories-slots" if "another" in going_on else sample.checkpoint
    assert port.commands[0] == Open(last, "auto")


def test_what_is_typed_before_the_model_opens_stays(started, qtbot):
    def look(window):
        qtbot.keyClicks(window.editor, "mine")
        qtbot.waitUntil(lambda: bool(window.client._port.here.commands))
        assert window.editor.text == "mine"

    assert started(look)[0] == 0


def test_a_broken_settings_file_is_told_of_in_the_window(started):
    paths.settings_folder().mkdir(parents=True)
    (paths.settings_folder() / "preferences.toml").write_text("{\n")
    heard = []
    started(lambda window: heard.append(window.messages.text), None, "mine")

    assert "preferences.toml line 1 could not be used" in heard[0]


@pytest.mark.parametrize(
    ("problems", "text", "details"),
    [
        (("The format 'a' cannot be loaded.",), "The format 'a' cannot be loaded.", ""),
        (
            ("A {n}.", "B."),
            "2 formats and panels of other packages cannot be loaded.",
            "A {n}.\nB.",
        ),
    ],
)
def test_formats_that_cannot_be_loaded_are_one_quiet_line(
    started, qtbot, monkeypatch, problems, text, details
):
    monkeypatch.setattr(catalogue, "problems", lambda: problems)
    shown = []

    def look(window):
        qtbot.waitUntil(lambda: window.messages.topic == "plugins")
        shown.append(window.messages.shown)

    started(look, None, "mine")
    (notice,) = shown
    assert (notice.text, notice.details, notice.warns) == (text, details, False)


@pytest.mark.parametrize(
    ("failed", "text"),
    [
        (["a.ttf"], "A font of the program is missing or damaged"),
        (["a.ttf", "b.ttf"], "2 fonts of the program are missing or damaged"),
    ],
)
def test_fonts_that_cannot_be_loaded_are_one_quiet_line(started, qtbot, monkeypatch, failed, text):
    monkeypatch.setattr(fonts, "failed", failed)
    shown = []

    def look(window):
        qtbot.waitUntil(lambda: window.messages.topic == "font files")
        shown.append(window.messages.shown)

    code, _ = started(look, None, "mine")
    (notice,) = shown
    assert code == 0
    assert notice.text.startswith(text)
    assert notice.text.endswith("install the program again.")
    assert (notice.details, notice.warns) == ("\n".join(failed), False)


def test_what_goes_wrong_in_the_program_is_one_line_in_the_window(started, capsys):
    heard = []

    def look(window):
        try:
            raise ValueError("first line\nsecond line")
        except ValueError:
            sys.excepthook(*sys.exc_info())
        heard.append(window.messages.text)

    started(look, None, "mine")
    assert "ValueError: first line)" in heard[0]
    assert "second" not in heard[0]
    assert "Traceback" in capsys.readouterr().err


def test_without_a_display_one_line_says_what_there_is_instead(monkeypatch, capsys):
    for name in application.ON_LINUX_NEEDED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")

    assert application.run() == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "wmstudio render" in said or "render" in said


def test_the_window_needs_no_torch():
    code = (
        "import sys, wmstudio.gui.shell.application, wmstudio.runtime.start;"
        "print(bool({'torch', 'numba', 'sympy', 'sentencepiece'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )

    assert done.stdout.strip() == "False", done.stderr


def test_a_window_with_an_engine_waits_a_millisecond_for_its_turn():
    usual = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        application.usual_client(lambda: None).close()
        assert sys.getswitchinterval() == pytest.approx(0.001)
    finally:
        sys.setswitchinterval(usual)


def test_what_a_large_package_holds_is_not_scanned_for_garbage(qapp, monkeypatch):
    class Thing:
        pass

    def lost_circle():
        thing = Thing()
        thing.itself = thing
        return weakref.ref(thing)

    def imported(package, modules):
        for i in range(modules):
            monkeypatch.setitem(sys.modules, f"{package}.{i}", sys)

    was_enabled = gc.isenabled()
    collector = application.Collector(qapp)
    try:
        imported("small_package", 10)
        lost = lost_circle()
        collector._collect()
        assert lost() is None
        imported("large_package", 300)
        kept, before = lost_circle(), gc.get_freeze_count()
        collector._collect()
        assert kept() is not None
        assert gc.get_freeze_count() > before
        again = lost_circle()
        collector._collect()
        assert again() is None
    finally:
        collector.deleteLater()
        gc.unfreeze()
        gc.collect()
        if was_enabled:
            gc.enable()
