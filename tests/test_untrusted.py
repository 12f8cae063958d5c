import os

import pytest

from wmstudio.untrusted import (
    LONGEST_EXCERPT,
    Node,
    UntrustedError,
    excerpt,
    parse_json,
    parse_toml,
    read_bytes,
)

DIGITS = "9" * 400


def refused(read, *args):
    with pytest.raises(UntrustedError) as error:
        read(*args)
    said = str(error.value)
    assert "\n" not in said
    assert len(said) < 3 * LONGEST_EXCERPT
    return said


def test_files_up_to_the_limit_are_read(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"12345")

    assert read_bytes(path, 5) == b"12345"
    assert "too large" in refused(read_bytes, path, 4)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX systems")
def test_pipes_devices_and_folders_are_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    assert "regular file" in refused(read_bytes, tmp_path / "pipe", 10)
    assert "regular file" in refused(read_bytes, "/dev/zero", 10)
    with pytest.raises((OSError, UntrustedError)):
        read_bytes(tmp_path, 10)
    with pytest.raises(FileNotFoundError):
        read_bytes(tmp_path / "missing", 10)
    assert "name" in refused(read_bytes, "a\0b", 10)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\xff", "UTF-8"),
        (b"{", "JSON"),
        (b"", "JSON"),
        (b"[" * 100_000, "deep"),
        (b"[" * 65 + b"]" * 65, "deep"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "deep"),
        (b"9" * 5_000, "JSON"),
    ],
)
def test_texts_that_are_no_sound_json_are_refused(data, word):
    assert word in refused(parse_json, data)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"a = ", "TOML"),
        (b"a = " + b"[" * 10_000, "deep"),
        (b"a." * 30_000 + b"b = 1", "deep"),
        (b"[" + b"a . " * 30_000 + b"b]", "deep"),
        (b"x = {" + b"a." * 30_000 + b"b = 1}", "deep"),
        (b"a = " + b"9" * 5_000, "TOML"),
        (b"k" * 10_000 + b"!", "TOML"),
        (b"\xff", "UTF-8"),
    ],
)
def test_texts_that_are_no_sound_toml_are_refused_at_once(data, word):
    assert word in refused(parse_toml, data)


def test_a_byte_order_mark_is_passed_over():
    assert parse_json(b"\xef\xbb\xbf[1]").value == [1]
    assert parse_toml(b"\xef\xbb\xbfa = 1")["a"].whole() == 1


def test_lists_as_deep_as_is_allowed_are_read():
    assert parse_json(b"[" * 64 + b"]" * 64).items()[0].where == "[0]"


@pytest.mark.parametrize("value", [True, "1", None, 1.0, [], -1, 11, int(DIGITS)])
def test_only_whole_numbers_in_range_are_whole(value):
    said = refused(Node(value, "a.b").whole, 0, 10)

    assert said.startswith("'a.b' must be a whole number from 0 to 10, not ")
    assert DIGITS not in said


@pytest.mark.parametrize("value", [True, "1", None, 1.0, [], -1, 11])
def test_a_number_out_of_range_in_a_table_is_named(value):
    found = Node({"the": 0, "cat": value, "sat": 10}, "vocab")

    said = refused(found.wholes, 0, 10)

    assert said.startswith("'vocab.cat' must be a whole number from 0 to 10, not ")


def test_tables_of_whole_numbers_are_read_up_to_a_limit():
    node = Node({"the": 0, "cat": 10}, "vocab")

    assert node.wholes(0, 10) == {"the": 0, "cat": 10}
    assert "at most 1 " in refused(node.wholes, 0, 10, 1)
    assert "a table" in refused(Node([0, 1], "vocab").wholes, 0, 10)


@pytest.mark.parametrize("value", [True, "1", None, float("inf"), float("nan"), int(DIGITS), 2.5])
def test_only_finite_numbers_in_range_are_numbers(value):
    refused(Node(value, "x").number, 0, 2)


@pytest.mark.parametrize("value", ["", "a\nb", "a\x00", "\ud800", "x" * 1_001, 3, None])
def test_names_can_be_shown_and_written(value):
    refused(Node(value, "x").name)


def test_places_are_named_in_messages():
    node = parse_json(b'{"edits": [{"place": 1}, {"place": "x"}]}')

    assert node["edits"].items()[0]["place"].whole() == 1
    said = refused(node["edits"].items()[1]["place"].whole)
    assert said == "'edits[1].place' must be a whole number from 0, not 'x'"
    assert refused(lambda: node["edits"].items()[0]["name"]) == "'edits[0].name' is missing"
    assert "at most 1" in refused(node["edits"].items, 1)


@pytest.mark.parametrize(
    "value",
    ["x" * 100_000, int(DIGITS), 1 << 100_000, {"a": 1}, ["y" * 1000], None, True, 1e300],
    ids=lambda value: type(value).__name__,
)
def test_excerpts_are_short_whatever_the_value_is(value):
    assert len(excerpt(value)) <= LONGEST_EXCERPT


def test_scalars_are_the_values_that_settings_have():
    assert [Node(x).scalar() for x in (True, 3, 0.5, "a")] == [True, 3, 0.5, "a"]
    for value in (None, [], {}, int(DIGITS), float("inf")):
        refused(Node(value).scalar)
