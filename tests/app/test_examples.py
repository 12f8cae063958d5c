import os
import shutil

import numpy as np
import pytest

import wmstudio
from wmstudio import paths
from wmstudio.app import catalogue, examples
from wmstudio.app.examples import Example
from wmstudio.checkpoints import bundled

LISTED = examples.listed()


@pytest.mark.parametrize("example", LISTED, ids=lambda example: example.title)
def test_every_example_has_a_text_a_place_in_it_and_two_sentences_at_most(example):
    text = example.file.read_text(encoding="utf-8")

    assert example.after in text
    assert 0 < example.cursor(text) <= len(text)
    assert example.look.count(". ") <= 1
    assert example.look.endswith(".")
    assert example.file.parent == paths.assets() / "samples"


def test_no_two_examples_have_the_same_title():
    assert len({example.title for example in LISTED}) == len(LISTED)


def test_what_is_not_bundled_is_not_offered(monkeypatch):
    there = {"tales-slots", "copy-queue"}
    monkeypatch.setattr(catalogue, "is_bundled", lambda name: name in there)
    offered = examples.offered()

    assert {e.checkpoint for e in offered} == {"tales-slots", "copy-queue"}
    assert all(e.compare in ("", "tales-slots") for e in offered)
    assert list(offered) == [e for e in LISTED if e in offered]
    there.remove("tales-slots")
    assert {e.checkpoint for e in examples.offered()} == {"copy-queue"}


def test_the_first_example_reads_no_other_checkpoint(monkeypatch):
    read = []
    monkeypatch.setattr(bundled, "_described", lambda place, files: read.append(place.name))
    assert examples.first() == LISTED[0]
    assert set(read) <= {LISTED[0].checkpoint, LISTED[0].compare}


@pytest.mark.parametrize(
    "content", ["", "[[example", '[[example]]\ntitle = "a"', "[example]", None]
)
def test_a_damaged_list_offers_nothing(monkeypatch, tmp_path, content):
    (tmp_path / "samples").mkdir()
    if content is not None:
        (tmp_path / "samples" / "examples.toml").write_text(content)
    monkeypatch.setattr(paths, "assets", lambda: tmp_path)

    assert examples.offered() == ()
    assert examples.first() is None


def test_the_cursor_is_behind_a_part_of_the_text_or_at_its_end():
    def example(after):
        return Example("", paths.assets(), "", "", after)

    assert example("cat").cursor("the cat sat") == 7
    assert example("").cursor("the cat sat") == 11
    assert example("dog").cursor("the cat sat") == 11


@pytest.mark.parametrize("example", examples.offered(), ids=lambda example: example.title)
def test_a_bundled_model_can_be_set_as_asked_and_expects_what_it_should(example):
    model = wmstudio.open(example.checkpoint, "cpu").configured(**dict(example.settings))
    text = example.file.read_text(encoding="utf-8")
    before = text[: example.cursor(text)]
    trace = model.trace(before, signals=[], top_k=1)

    best = model.tokenizer.piece(int(trace.topk_ids[-1, 0])).decode(errors="replace")
    assert example.next in (best, "")
    # The cursor is right behind a token, so that the sentence is about that one.
    whole = model.trace(text, signals=[], top_k=1)
    assert len(before) in whole.spans[:, 1]


# --- what the examples say of the models ---

BY_TITLE = {example.title: example for example in LISTED}
LIST = (
    "four loaves, a sack of onions, two pounds of candles, a new rope for the bell, and the "
    "letters from my sister in Brindlecombe"
)
NAME = "Orlamund Pettigrew"


@pytest.fixture(scope="module")
def read():
    """Read an example's text with a model: the text and its trace."""
    models = {}

    def read(example, checkpoint="", signals=(), edits=(), **settings):
        name = checkpoint or example.checkpoint
        model = models.setdefault(name, wmstudio.open(name, "cpu")).configured(**settings)
        text = example.file.read_text(encoding="utf-8")
        return text, model.trace(text, signals=list(signals), top_k=1, edits=edits)

    return read


def bits_of(words, text, trace):
    """What the words cost at each of their places in the text, in bits."""
    places = [at for at in range(len(text)) if text.startswith(words, at)]
    starts, ends = trace.spans.T
    return [
        float(trace.surprisal_bits[(ends > at) & (starts < at + len(words))].sum()) for at in places
    ]


def forgetting(words, text, trace):
    """Every token of the words is forgotten, right after the last of them."""
    start = text.index(words)
    starts, ends = trace.spans.T
    tokens = np.flatnonzero((ends > start) & (starts < start + len(words)))
    last = int(tokens[-1])
    return [wmstudio.Edit(last, "forget", (("token", int(token)),)) for token in tokens]


# Less than half says that most of it was remembered; a model that remembers nothing needs about as
# much again, and a fifth less is as far as luck has gone.
REMEMBERED, NOT_REMEMBERED = 0.5, 0.8


@pytest.mark.parametrize(
    ("title", "words"),
    [("Read it twice", LIST), ("A name, three hundred words later", NAME)],
)
def test_the_memory_makes_the_second_time_cheap(read, title, words):
    example = BY_TITLE[title]
    first, second = bits_of(words, *read(example))
    assert second < REMEMBERED * first
    first, second = bits_of(words, *read(example, memory=False))
    assert second > NOT_REMEMBERED * first


def test_what_is_forgotten_costs_as_much_as_if_it_had_never_been_said(read):
    example = BY_TITLE["Forget her"]
    assert example.forget == NAME
    first, remembered = bits_of(NAME, *read(example))
    edits = forgetting(NAME, *read(example))
    _, forgotten = bits_of(NAME, *read(example, edits=edits))
    assert remembered < REMEMBERED * first
    assert forgotten > NOT_REMEMBERED * first
    # At the cursor there is one candidate before, and none that anybody would guess after.
    text, _ = read(example)
    before = text[: example.cursor(text)]
    remembered, forgotten = (
        wmstudio.open(example.checkpoint, "cpu").trace(before, signals=[], top_k=1, edits=done)
        for done in ((), edits)
    )
    assert remembered.topk_probs[-1, 0] > 0.5
    assert forgotten.topk_memory[-1, 0] < 0.1


def test_a_plain_lstm_cannot_say_the_name_again(read):
    example = BY_TITLE["Why a plain LSTM cannot"]
    first, second = bits_of(NAME, *read(example))
    assert second < REMEMBERED * first
    first, second = bits_of(NAME, *read(example, example.compare))
    assert second > NOT_REMEMBERED * first


def test_the_start_is_a_word_that_only_the_memory_expects(read):
    example = LISTED[0]
    text, trace = read(example)
    assert example.checkpoint == catalogue.usual()
    assert example.cursor(text) == len(text)
    word = trace.topk_ids[-1, 0]
    # Most of its bar has the memory's colour, and what the network gives could not be seen.
    assert trace.topk_memory[-1, 0] > 0.9 * trace.topk_probs[-1, 0]
    assert trace.topk_probs[-1, 0] > 0.2
    (place,) = [i for i, id in enumerate(trace.ids) if id == word]
    assert text[slice(*trace.spans[place])] == example.next


def test_the_quote_unit_is_below_zero_inside_quotes(read):
    example = BY_TITLE["The quote unit"]
    name, _, unit = example.shade.removesuffix("]").partition("[")
    text, trace = read(example, signals=[name])
    values = trace.signals[name][:, int(unit)]
    starts = trace.spans[:, 0]
    # A token with a quotation mark in it is on neither side of it.
    plain = np.array(['"' not in text[a:b] for a, b in trace.spans])
    inside = np.array([text[:a].count('"') % 2 == 1 for a in starts])
    assert (plain & inside).sum() > 50
    # As the text is shaded: all of one colour inside, nearly all of the other outside.
    assert (values[plain & inside] < 0).mean() > 0.95
    assert (values[plain & ~inside] > 0).mean() > 0.95


def test_the_unit_falls_at_what_is_bad_rises_at_what_is_good_and_the_answer_is_right(read):
    example = BY_TITLE["A unit that tells good from bad"]
    signal, unit = example.shade.rstrip("]").split("[")
    text, trace = read(example, signals=[signal])
    starts, ends = trace.spans.T
    values = trace.signals[signal][:, int(unit)]

    def change(word):
        at = text.index(word)
        inside = np.flatnonzero((ends > at) & (starts < at + len(word)))
        return float(values[inside[-1]] - values[inside[0] - 1])

    assert change("bad") < -0.2
    assert change("terrible") < -0.1
    assert change("wonderful") > 0.2
    assert values[: starts.searchsorted(text.index("but"))].min() < -1
    assert values[-1] > 0.2
    model = wmstudio.open(example.checkpoint, "cpu")
    sure = wmstudio.Sampling(temperature=0, tokens=5)
    assert "".join(model.generate(text, sampling=sure)).strip() == "positive"


def test_what_was_said_turns_ago_comes_from_the_memory_until_it_is_forgotten(read):
    example = BY_TITLE["What it still knows of you"]
    text, trace = read(example)
    word = trace.topk_ids[-1, 0]
    assert text.index(example.next) < text.index("What am I?")
    assert trace.topk_probs[-1, 0] == pytest.approx(0.23, abs=0.01)
    assert trace.topk_memory[-1, 0] > 0.99 * trace.topk_probs[-1, 0]
    _, forgotten = read(example, edits=forgetting("miller", text, trace))
    assert forgotten.topk_ids[-1, 0] != word


def test_attention_is_on_the_word_that_is_being_translated(read):
    example = BY_TITLE["Which word is being translated?"]
    text, trace = read(example, signals=["attention.0.weights"])
    pieces = [text[slice(*span)] for span in trace.spans]
    weights = trace.signals["attention.0.weights"].mean(1)
    for written, source in ((">", "She"), (" 她", " drink"), ("喝", " coffee")):
        token = pieces.index(written)
        back = int(weights[token, : token + 1].argmax())
        assert pieces[token - back] == source
        assert weights[token, back] > 0.3
    assert trace.topk_probs[-1, 0] > 0.5


def test_a_summary_is_taken_from_the_memory_word_by_word(read):
    example = BY_TITLE["A summary in the words of the text"]
    text, trace = read(example)
    assert trace.topk_probs[-1, 0] > 0.4
    assert trace.topk_memory[-1, 0] > 0.99 * trace.topk_probs[-1, 0]
    model = wmstudio.open(example.checkpoint, "cpu")
    sure = wmstudio.Sampling(temperature=0, tokens=60)
    beginning = text.rpartition("\n>")[2].strip()
    written = beginning + "".join(model.generate(text, sampling=sure)).partition("\n")[0]
    assert written.startswith("We propose a pointer memory that keeps")
    assert written in text.partition("\n>")[0]


def test_the_needle_that_is_asked_for_last_matches_best():
    example = next(one for one in examples.offered() if one.checkpoint == "needle-keyvalue")
    text = example.file.read_text(encoding="utf-8")
    trace = wmstudio.open(example.checkpoint, "cpu").trace(text, signals=["keyvalue.match"])
    keys = [at for at, sign in enumerate(text) if sign.islower()]
    assert (len(text) - 4, len(keys)) == (128, 8)
    (where,) = (at for at in keys[:4] if text[at] == text[keys[-1]])
    match = np.abs(trace.signals["keyvalue.match"][-1].reshape(-1))
    assert int(match.argmax()) + 1 == len(text) - where - 1 == 22
    assert np.sort(match)[-1] > 2 * np.sort(match)[-2]
    assert f"{len(text) - where - 1} tokens ago" in example.look


def test_the_examples_are_read_once_and_again_after_the_file_has_changed(tmp_path, monkeypatch):
    folder = tmp_path / "samples"
    shutil.copytree(paths.assets() / "samples", folder)
    monkeypatch.setattr(paths, "assets", lambda: tmp_path)
    read, usual = [], examples.tomllib.loads
    monkeypatch.setattr(examples.tomllib, "loads", lambda text: read.append(1) or usual(text))
    before = examples.listed()
    assert examples.listed() == before
    assert len(read) == 1
    file = folder / examples.FILE
    file.write_text(file.read_text("utf-8").replace(str(before[0].title), "Another"), "utf-8")
    os.utime(file, ns=(1, 1))
    assert examples.listed()[0].title == "Another"
