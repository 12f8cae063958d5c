"""Words with a closed vocabulary: each is one token, and what does not fit is told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio.text import tokenizer as tok
from wmstudio.text.closed_vocabulary import read_word_texts
from wmstudio.text.documents import TextError

TRAIN = ' the cat sat , " no "\n\n = the <unk> = \nN dogs\tsat,on <s> \\\n'
NAMES = ("train.txt", "valid.txt", "test.txt")


@pytest.fixture
def folder(tmp_path):
    for name, text in zip(NAMES, (TRAIN, " the cat \n", "<unk> sat\n\n"), strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_each_word_and_each_end_of_line_is_one_token(folder):
    texts = read_word_texts(folder, *NAMES)
    tokenizer = tok.closed(texts.vocabulary)
    ids = tokenizer.encode(texts.train).ids
    wanted = [w for line in TRAIN.removesuffix("\n").split("\n") for w in (*line.split(), "\n")]
    assert [tokenizer.decode([id]).removeprefix(" ") for id in ids] == wanted
    assert len(wanted) == TRAIN.count("\n") + len(TRAIN.split())
    assert tokenizer.vocab_size == tok.BESIDE_WORDS + len(set(TRAIN.split()))
    assert texts.test == " <unk> sat\n\n"


def test_the_most_frequent_words_come_first(folder):
    assert read_word_texts(folder, *NAMES).vocabulary[:4] == (' "', " =", " the", " ,")


@pytest.fixture(scope="module")
def tokenizer():
    return tok.closed([" the", " cat", " <unk>", " a,b"])


@given(st.text(st.characters(), max_size=60))
def test_a_tokenizer_of_words_spells_any_text(tokenizer, text):
    assert tokenizer.decode(tokenizer.encode(text).ids) == text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("test.txt", " the wolf\n", "test.txt has the word 'wolf', which is not in train.txt"),
        ("valid.txt", " Cat\n", "valid.txt has the word 'Cat'"),
        ("train.txt", " \n \n", "train.txt has no words"),
        ("test.txt", "", "test.txt has no words"),
        ("train.txt", " the ▁cat\n", "cannot be part of a word"),
    ],
)
def test_files_that_do_not_fit_together_are_one_sentence(folder, name, text, said):
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(TextError, match=re.escape(said)):
        read_word_texts(folder, *NAMES)


def test_a_missing_file_and_a_wrong_folder_are_told(folder):
    (folder / "valid.txt").unlink()
    with pytest.raises(TextError, match=r"no file valid\.txt: the recipe needs train\.txt, valid"):
        read_word_texts(folder, *NAMES)
    with pytest.raises(TextError, match=r"there is no folder .*none: name the one that has train"):
        read_word_texts(folder / "none", *NAMES)
