"""Whatever a message repeats, it is one line that can be read."""

import pytest

from wmstudio import cli
from wmstudio.app.languages import reading
from wmstudio.cli.shared import table
from wmstudio.cli.telling import LONGEST_LINE, one_line, wrapped


@pytest.mark.parametrize(
    "word", ["9" * 5_000, "x" * 100_000, "a b " * 9_000, "a\nb", "\r\x1b[31m", "\u2028", "\udcff"]
)
@pytest.mark.parametrize(
    "line",
    [
        ["trace", "The cat", "--out", "a.json", "--top", "WORD"],
        ["load-study", "--layers", "WORD"],
        ["render", "The cat", "--out", "a.png", "--theme", "WORD"],
        ["--WORD"],
        ["WORD"],
        ["eval", "WORD", "--task", "copy"],
        ["trace", "The cat", "--out", "a.json", "--checkpoint", "WORD"],
    ],
)
def test_a_word_of_any_kind_is_refused_in_one_line(line, word, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = cli.main([part.replace("WORD", word) for part in line])
    said = capsys.readouterr().err.removesuffix("\n").split("\n")
    told = [part for part in said if not part.startswith(("usage: ", " "))]
    assert code in (1, 2)
    assert len(told) == 1
    assert told[0].startswith("wmstudio")
    assert len(told[0]) < LONGEST_LINE + 100
    assert told[0].isprintable() or word == "\udcff"


def test_a_table_has_a_line_for_each_row_whatever_its_cells_are():
    rows = [("name", "bits"), ("line\nbreak.txt", "1.5"), ("故事.txt", "12")]
    assert [*table(rows, "<>")] == [
        "name             bits\n",
        "line\\nbreak.txt   1.5\n",
        "故事.txt           12\n",
    ]


def test_advice_after_a_long_word_is_kept():
    said = one_line(f"{'9' * 5_000!r} should be a whole number from 1 on")
    assert said.startswith("'999")
    assert said.endswith("should be a whole number from 1 on")
    assert "…" in said


def test_a_message_of_usual_length_is_as_it_was():
    said = f"/{'a' * 250}.json cannot be written: the file is write-protected"
    assert one_line(said) == said


def test_help_is_in_the_language_of_the_terminal(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.main(["trace", "--help"]) == 0
    said = capsys.readouterr().out
    assert "读一段文本，把模型对它显示的一切写入文件。" in said
    assert "（默认：全部）" in said
    assert said.startswith("用法：")
    assert "show this help" not in said
    assert "example:" not in said
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert cli.main(["trace", "--help"]) == 0
    assert "show this help message and exit" in capsys.readouterr().out


def test_the_table_of_models_is_in_the_language_of_the_terminal(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert cli.main(["models"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["名称", "模型族", "参数", "磁盘占用", "测得"]
    assert not [row for row in rows if "bits per byte" in row or "right" in row or "held" in row]
    assert any("每字节" in row for row in rows)
    assert cli.main(["models", str(tmp_path), str(tmp_path / "nowhere")]) == 1
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["路径", "是什么"]
    assert [row.split()[1] for row in rows] == ["不是能打开的模型", "没有这样的文件或文件夹"]


def test_help_that_nobody_has_translated_is_english(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("wmstudio.paths.resources", lambda: tmp_path)
    reading._catalogue.cache_clear()
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    try:
        assert cli.main(["--help"]) == 0
    finally:
        reading._catalogue.cache_clear()
    assert "Open the window. Type, and watch the model remember." in capsys.readouterr().out


def test_wide_characters_take_two_columns_of_a_line():
    assert wrapped("记忆里有什么", 6) == ["记忆里", "有什么"]
    assert wrapped("读 --out 文件，再见", 8) == ["读 --out", "文件，再", "见"]
    assert wrapped("x" * 20, 6) == ["x" * 20]


def test_an_error_is_told_in_the_language_of_the_terminal(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    file = tmp_path / "a.wmtrace"
    file.write_bytes(b"no zip")
    asked = ["--checkpoint", str(file), "--out", str(tmp_path / "a.json")]
    assert cli.main(["trace", "x", *asked]) != 0
    assert "已损坏，或不是记录的轨迹" in capsys.readouterr().err
