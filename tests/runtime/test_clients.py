"""The thread and its in-line twin behave alike; the newest edit wins; nothing waits at the end."""

import subprocess
import sys
import threading
import time

import pytest

from tests.support import PATIENCE
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    Cancel,
    Failure,
    Generate,
    GeneratedText,
    GenerationFinished,
    Open,
    OpenedModel,
    Sampling,
    Search,
    SearchResult,
    Stop,
    Tokenise,
    TokenisedTexts,
    View,
)
from wmstudio.engine.timeline import CHUNK
from wmstudio.runtime.mailbox import AHEAD, Mailbox, work
from wmstudio.runtime.sync import SyncEngine
from wmstudio.runtime.threaded import ThreadedEngine
from wmstudio.testing.fake import FakeBackend, open_fake


class Client:
    """A port with what has been taken from it."""

    def __init__(self, kind, opener=open_fake):
        self.ready = threading.Event()
        self.told = 0
        self.events, self.frames = [], []
        self.port = kind(lambda: Engine(opener), self.on_ready)

    def on_ready(self):
        self.told += 1
        self.ready.set()

    def until(self, fact):
        while not fact():
            assert self.ready.wait(PATIENCE), "nothing more came"
            self.ready.clear()
            self.take()

    def take(self):
        events, frame = self.port.take()
        self.events += events
        if frame is not None:
            self.frames.append(frame)

    def complete(self, revision):
        return any(f.complete and f.revision == revision for f in self.frames)


@pytest.fixture(params=[ThreadedEngine, SyncEngine])
def client(request):
    client = Client(request.param)
    yield client
    assert client.port.close()


def test_that_a_search_goes_on_by_itself_and_a_view_meanwhile_is_answered(client):
    client.port.post(Open("one"))
    client.port.post(Search(1, "fake.gate", 0.5, (1,), "a" * 20 * CHUNK))
    client.port.submit(View(1, "abc"))
    client.until(lambda: client.complete(1))
    client.until(lambda: any(isinstance(event, SearchResult) for event in client.events))


def test_that_a_view_is_answered_by_a_complete_frame(client):
    client.port.post(Open("one"))
    client.port.submit(View(1, "hello", 5))
    client.until(lambda: client.complete(1))
    assert client.frames[-1].snapshot.token == 4


def test_that_a_view_asked_before_the_model_is_open_is_answered_once_it_is(client):
    client.port.submit(View(1, "hello", 5))
    client.port.post(Open("one"))
    client.until(lambda: client.complete(1))


def test_that_another_model_answers_the_last_view_anew(client):
    client.port.post(Open("one"))
    client.port.submit(View(1, "hello", 5))
    client.until(lambda: client.complete(1))
    client.frames.clear()
    client.port.post(Open("two"))
    client.until(lambda: client.complete(1))


def test_that_events_come_in_order_and_none_is_lost(client):
    for name in ["one", "missing", "two"]:
        client.port.post(Open(name))
    client.until(lambda: len(client.events) == 3)
    assert [type(e) for e in client.events] == [OpenedModel, Failure, OpenedModel]


def test_that_a_generation_comes_whole_and_in_order(client):
    client.port.post(Open("one"))
    client.port.post(Generate(1, "a", Sampling(temperature=0, tokens=20)))
    client.until(lambda: any(isinstance(e, GenerationFinished) for e in client.events))
    text = "".join(e.text for e in client.events if isinstance(e, GeneratedText))
    assert text == "bcdefghijklmnopqrstu"


def test_that_a_view_is_answered_while_a_generation_runs():
    client = Client(ThreadedEngine)
    client.port.post(Open("one"))
    client.port.post(Generate(1, "a", Sampling(tokens=1_000_000)))
    client.until(lambda: any(isinstance(e, GeneratedText) for e in client.events))
    client.port.submit(View(5, "hello", 5))
    client.until(lambda: client.complete(5))
    client.port.post(Stop())
    client.until(
        lambda: any(isinstance(e, GenerationFinished) and e.stopped for e in client.events)
    )
    assert client.port.close()


class Gated(FakeBackend):
    """Stops at each read until it is let on: what happens in between is the test's to say."""

    def __init__(self):
        super().__init__()
        self.reading, self.go_on = threading.Semaphore(0), threading.Semaphore(0)

    def read(self, *arguments, **named):
        self.reading.release()
        assert self.go_on.acquire(timeout=PATIENCE)
        return super().read(*arguments, **named)


@pytest.fixture
def gated():
    backend = Gated()
    client = Client(ThreadedEngine, lambda command: (backend, open_fake(command)[1]))
    client.port.post(Open("one"))
    client.until(lambda: client.events)
    yield client, backend
    for _ in range(1000):
        backend.go_on.release()
    assert client.port.close(PATIENCE)


def test_that_the_newest_edit_wins_and_those_between_are_never_begun(gated):
    client, backend = gated
    client.port.submit(View(1, "x" * 6400, 0))
    assert backend.reading.acquire(timeout=PATIENCE)
    for revision in range(2, 50):
        client.port.submit(View(revision, "y" * revision, revision))
    for _ in range(1000):
        backend.go_on.release()
    client.until(lambda: client.complete(49))
    assert {frame.revision for frame in client.frames} <= {1, 49}
    # One chunk of the first text, then only the newest: 6,400 tokens were never read.
    assert backend.tokens_read < 64 + 49 * 3


def test_that_closing_in_the_middle_of_a_long_text_ends_at_the_next_chunk(gated):
    client, backend = gated
    client.port.submit(View(1, "x" * 64_000, 0))
    assert backend.reading.acquire(timeout=PATIENCE)
    backend.go_on.release()
    assert backend.reading.acquire(timeout=PATIENCE)
    read_before = backend.tokens_read
    done = []
    closing = threading.Thread(target=lambda: done.append(client.port.close(PATIENCE)))
    closing.start()
    while not client.port._mailbox.closing:
        pass
    backend.go_on.release()
    closing.join(PATIENCE)
    assert done == [True]
    assert backend.tokens_read - read_before <= 64


def test_that_nothing_is_told_after_closing(gated):
    client, backend = gated
    client.port.submit(View(1, "x" * 640, 0))
    assert backend.reading.acquire(timeout=PATIENCE)
    told = client.told
    for _ in range(100):
        backend.go_on.release()
    client.port.close(PATIENCE)
    assert client.told <= told + 1
    client.port.take()
    assert client.port.take() == ([], None)


def test_that_one_ready_is_told_until_it_is_taken():
    client = Client(SyncEngine)
    client.port.post(Open("one"))
    client.port.submit(View(1, "x" * 640, 0))
    client.port.submit(View(2, "x" * 320, 0))
    assert client.told == 1
    events, frame = client.port.take()
    assert len(events) == 1
    assert frame.revision == 2
    client.port.submit(View(3, "x", 0))
    assert client.told == 2


def test_that_an_engine_that_cannot_be_built_is_told(recwarn):
    def broken():
        raise ImportError("no torch here")

    ready = threading.Event()
    hook, threading.excepthook = threading.excepthook, lambda arguments: None
    try:
        worker = ThreadedEngine(broken, ready.set)
        worker.post(Open("it"))
        assert ready.wait(PATIENCE)
        (failed,), _ = worker.take()
        assert "no torch here" in failed.message
        assert worker.close()
    finally:
        threading.excepthook = hook


def test_that_the_engine_is_built_when_there_is_something_to_do_and_not_before():
    built = []
    worker = ThreadedEngine(lambda: built.append(1) or Engine(open_fake), lambda: None)
    worker.submit(View(1, "", 0))  # no model is open that could answer
    assert worker.close()
    assert built == []


def test_that_no_frame_of_the_old_model_comes_with_the_news_of_another():
    client = Client(SyncEngine)
    client.port.post(Open("one"))
    client.port.submit(View(1, "hello", 5))
    mailbox = client.port._mailbox
    old = mailbox._frame
    assert old is not None
    client.port.post(Open("two"))
    events, frame = client.port.take()
    assert [e.name for e in events] == ["one", "two"]
    assert frame is not old
    assert frame.complete


def test_that_a_program_that_fails_without_closing_ends_with_its_own_error():
    program = """
from wmstudio.engine.messages import Open, View
from wmstudio.runtime.start import make_client
import subprocess
import sys
import threading
ready = threading.Event()
port = make_client(ready.set)
port.post(Open("stories-lstm", "cpu"))
assert ready.wait(60)
port.take()
port.submit(View(1, "the cat is on the mat " * 20_000, 0))
raise LookupError("an error of its own")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("LookupError: an error of its own")


def test_that_text_generated_faster_than_it_is_taken_comes_as_one_piece():
    client = Client(SyncEngine)
    client.port.post(Open("one"))
    client.port.take()
    client.port.post(Generate(1, "a", Sampling(temperature=0, tokens=20)))
    events, _ = client.port.take()
    assert [type(event) for event in events] == [GeneratedText, GenerationFinished]
    assert events[0] == GeneratedText(1, "bcdefghijklmnopqrstu", 20)


def test_that_a_generation_waits_for_whoever_takes_its_text():
    client = Client(ThreadedEngine)
    client.port.post(Open("one"))
    client.port.post(Generate(1, "a", Sampling(tokens=1_000_000)))
    mailbox = client.port._mailbox
    until(lambda: mailbox.ahead)
    client.port.submit(View(1, "hello", 5))  # is answered all the same
    until(lambda: mailbox._frame is not None and mailbox._frame.complete)
    events, frame = client.port.take()
    assert sum(e.tokens for e in events if isinstance(e, GeneratedText)) == AHEAD
    assert frame.revision == 1
    until(lambda: mailbox.ahead)
    assert client.port.close()


def until(fact):
    end = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < end, "it did not come"


class NeverReady(FakeBackend):
    """Tokenises for ever, when the text asks for it."""

    def __init__(self):
        super().__init__()
        self.preparing = threading.Event()

    def prepare(self, text):
        while text == "for ever":
            self.preparing.set()
            yield 1


def test_that_a_text_may_be_left_while_it_is_still_being_tokenised():
    backend = NeverReady()
    client = Client(ThreadedEngine, lambda command: (backend, open_fake(command)[1]))
    client.port.post(Open("one"))
    client.port.submit(View(1, "for ever", 0))
    assert backend.preparing.wait(PATIENCE)
    client.port.submit(View(2, "not so", 0))
    client.until(lambda: client.complete(2))
    backend.preparing.clear()
    client.port.submit(View(3, "for ever", 0))
    assert backend.preparing.wait(PATIENCE)
    assert client.port.close(PATIENCE)


class Counting(FakeBackend):
    """Calls back after each read."""

    def __init__(self, after):
        super().__init__()
        self.after = after

    def read(self, *arguments, **named):
        reading = super().read(*arguments, **named)
        self.after()
        return reading


def test_that_a_view_is_given_up_after_the_call_in_which_a_newer_one_comes():
    mailbox, reads = Mailbox(lambda: None), []

    def after():
        reads.append(backend.tokens_read)
        if len(reads) == 3:
            mailbox.put_view(View(2, "abc", 3))

    backend = Counting(after)
    engine = Engine(lambda command: (backend, open_fake(command)[1]))
    list(engine.do(Open("it")))
    mailbox.put_view(View(1, "x" * 100_000, 100_000))
    work(mailbox, engine)
    assert backend.tokens_read == reads[2]
    work(mailbox, engine)
    _, frame = mailbox.take()
    assert (frame.revision, frame.complete) == (2, True)
    assert backend.tokens_read == reads[2] + 3


def test_that_a_reading_that_is_cancelled_stops_where_it_is_and_goes_on_with_the_next_view(gated):
    client, backend = gated
    client.port.submit(View(1, "x" * 6400, 0))
    assert backend.reading.acquire(timeout=PATIENCE)
    client.port.post(Cancel())
    for _ in range(1000):
        backend.go_on.release()
    # Answered after the reading was given up, as commands are done in order.
    client.port.post(Tokenise(("x",)))
    client.until(lambda: any(isinstance(e, TokenisedTexts) for e in client.events))
    assert not client.complete(1)
    assert backend.tokens_read <= 128

    client.port.submit(View(2, "x" * 6400, 0))
    client.until(lambda: client.complete(2))
    assert backend.tokens_read <= 6400 + 64


def test_that_a_reading_goes_on_after_a_command_that_came_in_between(gated):
    client, backend = gated
    client.port.submit(View(1, "x" * 640, 0))
    assert backend.reading.acquire(timeout=PATIENCE)
    client.port.post(Tokenise(("x",)))
    for _ in range(1000):
        backend.go_on.release()

    client.until(lambda: client.complete(1))
    assert any(isinstance(e, TokenisedTexts) for e in client.events)


def test_that_an_opening_that_is_cancelled_leaves_what_was_open_and_each_is_answered():
    opening, go_on = threading.Semaphore(0), threading.Semaphore(0)

    def slow(command):
        if command.source != "one":
            opening.release()
            assert go_on.acquire(timeout=PATIENCE)
        return open_fake(command)

    client = Client(ThreadedEngine, slow)
    client.port.post(Open("one"))
    client.until(lambda: client.events)
    client.port.post(Open("two"))
    assert opening.acquire(timeout=PATIENCE)
    client.port.post(Open("three"))
    client.port.post(Cancel())
    go_on.release()
    client.until(lambda: len(client.events) == 3)
    assert [type(e) for e in client.events] == [OpenedModel, Failure, Failure]

    client.port.submit(View(1, "xyz", 0))
    client.until(lambda: client.complete(1))
    assert client.port.close(PATIENCE)


def test_that_cancelling_where_nothing_is_done_does_nothing(client):
    client.port.post(Open("one"))
    client.port.post(Cancel())
    client.port.post(Open("two"))
    client.until(lambda: any(isinstance(e, OpenedModel) and e.name == "two" for e in client.events))
    client.port.submit(View(1, "xyz", 0))
    client.until(lambda: client.complete(1))
