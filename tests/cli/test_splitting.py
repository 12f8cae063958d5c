"""`wmstudio split`: two files of examples, and what is told of them."""

import pytest

from wmstudio.cli import main
from wmstudio.example_sets.layouts import read_examples

LINES = [f"The {n}th dish was {'good' if n % 2 else 'bad'}.\t{n % 2}\n" for n in range(40)]


@pytest.fixture
def reviews(tmp_path):
    path = tmp_path / "reviews.tsv"
    path.write_text("".join([*LINES, LINES[0], "x" * 90 + "\t1\n"]))
    return path


def test_that_examples_are_divided_into_two_files(reviews, tmp_path, capsys):
    words = ["split", str(reviews), "--share", "0.25", "--longest", "50"]
    assert main([*words, "--out", str(tmp_path / "v1.0")]) == 0
    told = capsys.readouterr().err
    known, held_out = (
        read_examples(tmp_path / f"v1.0-{name}.jsonl").examples for name in ("known", "held-out")
    )
    assert not {one.prompt for one in known} & {one.prompt for one in held_out}
    assert len(held_out) == 10
    assert {one.prompt for one in (*known, *held_out)} == {line.split("\t")[0] for line in LINES}
    assert "1 examples have more than 50 characters" in told
    assert f"v1.0-known.jsonl: {len(known)} examples" in told


@pytest.mark.parametrize(
    ("words", "code", "wanted"),
    [
        (["--out", "x", "--longest", "3"], 1, "no example has at most 3 characters"),
        (["--out", "x", "--share", "0.001"], 1, "too few to hold out"),
        (["--out", "nowhere/x"], 2, "there is no folder 'nowhere'"),
    ],
)
def test_that_what_cannot_be_divided_is_refused_in_a_line(
    reviews, tmp_path, capsys, monkeypatch, words, code, wanted
):
    monkeypatch.chdir(tmp_path)
    assert main(["split", str(reviews), *words]) == code
    told = capsys.readouterr().err.splitlines()
    assert wanted in told[-1]
    assert not list(tmp_path.glob("*.jsonl"))
