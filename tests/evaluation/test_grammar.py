"""Minimal pairs: the more probable sentence is found as one by one, and files are read strictly."""

import numpy as np
import pytest
import torch

from tests import support
from wmstudio.evaluation import grammar
from wmstudio.evaluation.grammar import Pair, read_sets, score_sets, sentence_bits
from wmstudio.evaluation.language import EvaluationError
from wmstudio.text.documents import TextError

SETS = {
    "agreement": [
        Pair("The cat sat on the mat.", "The cat sit on the mat."),
        Pair("The frog sat.", "The frog sat in the bog, and the dog sat."),
        Pair("Who is there?", "Who are there?"),
        Pair("the three bears who lived", "the three bear who lived"),
        Pair("It is only me", "It are only me"),
    ],
    "order": [
        Pair("The dog sat on the log.", "The dog on the log sat."),
        Pair("Once upon a time", "Once time a upon"),
        Pair("in the house", "house the in"),
    ],
}
SENTENCES = [sentence for pairs in SETS.values() for pair in pairs for sentence in pair]


def naive_bits(model, sentences):
    with torch.no_grad():
        return [support.stepwise_bits(model, support.tokenizer().encode(s).ids) for s in sentences]


@pytest.fixture(params=[4096, 40, 1], ids=lambda tokens: f"{tokens} tokens at a time")
def _batches(request, monkeypatch):
    monkeypatch.setattr(grammar, "BATCH_TOKENS", request.param)


@pytest.mark.usefixtures("_batches")
@pytest.mark.parametrize("family", support.SIZES)
def test_that_pairs_are_scored_as_one_by_one(family):
    model = support.model(family, seed=2).eval()
    wanted = {
        name: np.mean([good < bad for good, bad in (naive_bits(model, pair) for pair in pairs)])
        for name, pairs in SETS.items()
    }
    assert score_sets(model, support.tokenizer(), SETS) == pytest.approx(wanted)
    assert 0 < sum(wanted.values()) < 2


@pytest.mark.usefixtures("_batches")
def test_that_each_sentence_keeps_its_own_bits_in_whatever_batch_it_is():
    model = support.model("slots").eval()
    told = []
    found = sentence_bits(model, support.tokenizer(), SENTENCES, told.append)
    np.testing.assert_allclose(found, naive_bits(model, SENTENCES), rtol=1e-5)
    assert sum(told) == len(SENTENCES)


@pytest.mark.parametrize("window", [3, 500])
def test_that_a_neural_cache_counts_as_far_as_it_looks_back(window):
    settings = {"cache": True, "cache_weight": 0.5, "cache_window": window}
    model = support.model().eval().configured(**settings)
    found = sentence_bits(model, support.tokenizer(), SENTENCES)
    np.testing.assert_allclose(found, naive_bits(model, SENTENCES), rtol=1e-5)
    plain = sentence_bits(model.configured(cache=False), support.tokenizer(), SENTENCES)
    assert not np.allclose(found, plain, rtol=1e-3)


def test_that_a_tie_is_wrong():
    model = support.model().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    tie = Pair("7", "8")
    one, two = sentence_bits(model, support.tokenizer(), tie)
    assert one == two == pytest.approx(np.log2(300), rel=1e-5)
    assert score_sets(model, support.tokenizer(), {"tie": [tie]}) == {"tie": 0.0}


def test_that_a_sentence_without_probability_is_told():
    model = support.model().eval()
    with torch.no_grad():
        model.words.bias[:] = torch.nan
    with pytest.raises(EvaluationError, match="no numbers"):
        score_sets(model, support.tokenizer(), SETS)


def test_that_a_folder_is_read_as_sets_of_pairs(tmp_path):
    (tmp_path / "b.tsv").write_bytes("He is “old”.\tHe are “old”.\r\nA\tB".encode())
    (tmp_path / "a.tsv").write_bytes(b"\xef\xbb\xbfThe cat \t The cats\n")
    (tmp_path / "notes.txt").write_text("not a set")
    sets = read_sets(tmp_path)
    assert list(sets) == ["a", "b"]
    assert sets["a"] == [Pair("The cat", "The cats")]
    assert sets["b"] == [Pair("He is “old”.", "He are “old”."), Pair("A", "B")]


def test_that_pairs_may_be_json_as_in_blimp(tmp_path):
    line = '{"sentence_good": "He is “old”.", "sentence_bad": "He are “old”.", "UID": "x"}\n'
    (tmp_path / "blimp.jsonl").write_text(line * 2)
    assert read_sets(tmp_path) == {"blimp": [Pair("He is “old”.", "He are “old”.")] * 2}
    for odd in ("{}", "[1, 2]", "not JSON", '{"sentence_good": 1, "sentence_bad": "b"}'):
        (tmp_path / "blimp.jsonl").write_text(f"{line}{odd}\n")
        with pytest.raises(TextError, match=r"blimp\.jsonl, line 2, is no pair"):
            read_sets(tmp_path)


def test_that_no_set_takes_the_place_of_another_of_its_name(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"sentence_good": "A", "sentence_bad": "B"}\n')
    (tmp_path / "a.tsv").write_text("C\tD\n")
    (tmp_path / "b.tsv").write_text("E\tF\n")
    assert read_sets(tmp_path) == {
        "a.jsonl": [Pair("A", "B")],
        "a.tsv": [Pair("C", "D")],
        "b": [Pair("E", "F")],
    }


@pytest.mark.parametrize("line", ["one cell", "a\tb\tc", "\tb", "a\t ", ""])
def test_that_a_line_which_is_no_pair_is_named(tmp_path, line):
    (tmp_path / "odd.tsv").write_text(f"a\tb\n{line}\nc\td\n")
    with pytest.raises(TextError, match=r"odd\.tsv, line 2, is no pair"):
        read_sets(tmp_path)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.tsv", b"\n", "empty.tsv is empty"),
        ("latin.tsv", b"caf\xe9\tb\n", "not UTF-8"),
        ("pairs.csv", b"a\tb\n", "has no .tsv or .jsonl files"),
    ],
)
def test_that_a_folder_without_sets_is_told(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(TextError, match=said):
        read_sets(tmp_path)


def test_that_a_folder_which_is_not_there_is_told(tmp_path):
    with pytest.raises(TextError, match="there is no folder"):
        read_sets(tmp_path / "none")


@pytest.mark.parametrize("end", [".tsv", ".TSV"])
def test_pairs_of_equal_sentences_are_left_out_and_counted(tmp_path, end):
    (tmp_path / f"a{end}").write_text("good\tbad\nsame\tsame\nbetter\tworse\n")
    (tmp_path / f"._a{end}").write_bytes(b"\x00\x05\x16\x07")
    told = []

    assert grammar.read_sets(tmp_path, told.append) == {"a": [("good", "bad"), ("better", "worse")]}
    assert told == [f"{tmp_path / f'a{end}'}: left out 1 of 3 pairs, whose sentences are equal"]


def test_a_set_of_equal_sentences_alone_is_refused(tmp_path):
    (tmp_path / "a.tsv").write_text("same\tsame\n")
    with pytest.raises(TextError, match="differ"):
        grammar.read_sets(tmp_path)


def test_a_line_nested_too_deeply_is_told_by_its_number(tmp_path):
    (tmp_path / "a.jsonl").write_text("[" * 100_000 + "\n")
    with pytest.raises(TextError, match="line 1, is no pair"):
        grammar.read_sets(tmp_path)
