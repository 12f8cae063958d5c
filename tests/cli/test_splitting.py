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
    assert "1 example has more than 50 characters" in told
    assert f"v1.0-known.jsonl: {len(known)} examples" in told


def test_that_one_example_is_called_so_and_a_missing_folder_is_made(tmp_path, capsys):
    (tmp_path / "two.tsv").write_text("".join(LINES[:2]))
    out = tmp_path / "no" / "such" / "two"
    assert main(["split", str(tmp_path / "two.tsv"), "--share", "0.5", "--out", str(out)]) == 0
    told = capsys.readouterr().err.splitlines()

    assert told == [f"wmstudio: {out}-{name}.jsonl: 1 example" for name in ("known", "held-out")]
    assert all(out.with_name(f"two-{name}.jsonl").is_file() for name in ("known", "held-out"))


@pytest.mark.parametrize(
    ("words", "code", "wanted"),
    [
        (["--out", "x", "--longest", "3"], 1, "no example has at most 3 characters"),
        (["--out", "x", "--share", "0.001"], 1, "to hold out 0.1% of them"),
        (["--out", "x", "--share", "0"], 2, "should be a number from 0.001 to 0.9"),
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


def test_that_no_file_that_is_read_is_written_over(tmp_path, capsys):
    read = tmp_path / "set-known.jsonl"
    written = '{"prompt": "a", "target": "b"}\n{"prompt": "c", "target": "d"}\n'
    read.write_text(written)
    assert main(["split", str(read), "--share", "0.5", "--out", str(tmp_path / "set")]) == 2
    assert "set-known.jsonl is read by this command" in capsys.readouterr().err
    assert read.read_text() == written
    assert not (tmp_path / "set-held-out.jsonl").exists()
