import pytest

import wmstudio
from wmstudio import paths
from wmstudio.app import catalogue, examples
from wmstudio.app.examples import Example

LISTED = examples.listed()


@pytest.mark.parametrize("example", LISTED, ids=lambda example: example.title)
def test_every_example_has_a_text_a_place_in_it_and_one_sentence(example):
    text = example.file.read_text(encoding="utf-8")

    assert example.after in text
    assert 0 < example.cursor(text) <= len(text)
    assert example.look.count(". ") == 0
    assert example.look.endswith(".")
    assert example.file.parent == paths.assets() / "samples"


def test_no_two_examples_have_the_same_title():
    assert len({example.title for example in LISTED}) == len(LISTED)


def test_what_is_not_bundled_is_not_offered(monkeypatch, tmp_path):
    entries = tuple(catalogue.Entry(n, tmp_path, n) for n in ("stories-slots", "copy-queue"))
    monkeypatch.setattr(catalogue, "bundled", lambda: entries)
    offered = examples.offered()

    assert {e.checkpoint for e in offered} == {"stories-slots", "copy-queue"}
    assert all(e.compare in ("", "stories-slots") for e in offered)
    assert list(offered) == [e for e in LISTED if e in offered]
    monkeypatch.setattr(catalogue, "bundled", lambda: entries[1:])
    assert {e.checkpoint for e in examples.offered()} == {"copy-queue"}


@pytest.mark.parametrize(
    "content", ["", "[[example", '[[example]]\ntitle = "a"', "[example]", None]
)
def test_a_damaged_list_offers_nothing(monkeypatch, tmp_path, content):
    (tmp_path / "samples").mkdir()
    if content is not None:
        (tmp_path / "samples" / "examples.toml").write_text(content)
    monkeypatch.setattr(paths, "assets", lambda: tmp_path)

    assert examples.offered() == ()


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
