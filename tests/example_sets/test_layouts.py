"""Reading examples in every layout, and telling what is wrong with a file."""

import json

import pytest

from wmstudio.example_sets.base import (
    LONGEST_LINE,
    ExampleError,
    ExampleSet,
    PromptExample,
    joined,
    to_json_lines,
)
from wmstudio.example_sets.layouts import read_examples

ONE = {"prompt": "Where is Mary?", "target": "garden"}


def file_of(tmp_path, content, name="a.jsonl"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(*records):
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)


def test_that_written_examples_are_read_again(tmp_path):
    written = (
        PromptExample("Mary went away.\nWhere is Mary?", "away", ("here", "away"), "1", "2"),
        PromptExample("line\u2028separator", "ä 你"),
        PromptExample("half a character: \ud83d", "x"),
    )
    found = read_examples(file_of(tmp_path, to_json_lines(written)))
    assert found.examples == written


def test_that_a_byte_order_mark_and_empty_lines_are_skipped(tmp_path):
    found = read_examples(file_of(tmp_path, "\ufeff" + lines(ONE) + "\r\n\n" + lines(ONE)))
    assert [one.target for one in found.examples] == ["garden", "garden"]


def test_that_line_ends_inside_a_text_are_those_of_a_document(tmp_path):
    record = {"prompt": "a\r\nb\rc\u2029d\ue000", "target": "x\ry", "choices": ["x\ry", "z\r\n"]}
    (one,) = read_examples(file_of(tmp_path, lines(record))).examples
    assert one.prompt == "a\nb\nc\nd\ue000"
    assert (one.target, one.choices) == ("x\ny", ("x\ny", "z\n"))


@pytest.mark.parametrize("between", ["\t", " |", "|"])
def test_that_stories_give_questions_with_all_that_was_told_before(tmp_path, between):
    text = (
        "1 Mary moved to the bathroom.\n2 John went to the hallway.\n"
        f"3 Where is Mary? {between}bathroom{between}1\n"
        "4 Daniel went back to the hallway.\n"
        f"5 Where is Daniel? {between}hallway{between}4\n"
        f"1 Sandra left.\n2 Where is Sandra?{between}away{between}1\n"
    )
    first, second, third = read_examples(file_of(tmp_path, text, "qa1.txt")).examples
    assert first.prompt == (
        "Mary moved to the bathroom.\nJohn went to the hallway.\nWhere is Mary?"
    )
    assert (first.target, first.group) == ("bathroom", "1")
    # Questions are no part of the story.
    assert second.prompt.count("Where") == 1
    assert (second.target, second.group) == ("hallway", "0")
    assert (third.prompt, third.target) == ("Sandra left.\nWhere is Sandra?", "away")


def test_that_translations_keep_their_attribution(tmp_path):
    found = read_examples(file_of(tmp_path, "Hi.\t嗨。\tCC-BY (a) & (b)\n", "t.tsv"))
    assert found.examples == (PromptExample("Hi.", "嗨。", id="CC-BY (a) & (b)"),)
    assert "Tatoeba" in found.source
    twice = read_examples(file_of(tmp_path, "Hi.\t嗨。\tme\nRun.\t你用跑的。\tme\n", "t.tsv"))
    assert [one.id for one in twice.examples] == ["", ""]


def test_that_labels_become_words_to_choose_among(tmp_path):
    found = read_examples(file_of(tmp_path, "Bad, bad.  \t0\nGood.\t1\n", "s.tsv"))
    assert [one.target for one in found.examples] == ["negative", "positive"]
    assert found.examples[0].choices == ("negative", "positive")


def test_that_fables_and_abstracts_give_prompts_with_summaries(tmp_path):
    fable = read_examples(file_of(tmp_path, lines({"fable": "A fox.\nIt ran.", "moral": "Run."})))
    assert fable.examples == (PromptExample("A fox.\nIt ran.", "Run."),)
    record = {"source": ["One.", "Two."], "target": ["A  b.", "C.", " "]}
    paper = read_examples(file_of(tmp_path, lines(record)))
    assert paper.examples == (PromptExample("One. Two.", "A b."), PromptExample("One. Two.", "C."))
    assert "1 of" in paper.notes[0]


def test_that_each_turn_of_a_conversation_follows_those_before_it(tmp_path):
    turns = "- - Hello\n  - Hi\n  - How are you?\n- - 3\n  - Yes\n- x\n"
    text = f"categories:\n- a\nconversations:\n{turns}"
    found = read_examples(file_of(tmp_path, text, "c.yml"))
    assert [(one.prompt, one.target) for one in found.examples] == [
        ("Hello", "Hi"),
        ("> Hello\nHi", "How are you?"),
        ("3", "Yes"),
    ]
    assert found.notes == ("1 conversation of c.yml is no list of turns and left out",)


def test_that_turns_are_the_words_of_the_file(tmp_path):
    words = ["No", "12:30", "1.10", "1_000", "017", "0x1f", "2001-01-01", "null", "~", "on", ".5"]
    talk = "".join(f"  - {word}\n" for word in words)
    found = read_examples(file_of(tmp_path, f"conversations:\n- - Well?\n{talk}", "c.yml"))
    assert [one.target for one in found.examples] == words


def test_that_no_turn_is_taken_for_that_of_somebody_else(tmp_path):
    text = "conversations:\n- - A?\n  - B.\n  - {C: D}\n  - E?\n- - F?\n  -\n- - G?\n  - H.\n"
    found = read_examples(file_of(tmp_path, text, "c.yml"))
    assert [(one.prompt, one.target) for one in found.examples] == [("A?", "B."), ("G?", "H.")]
    assert found.notes == ("2 conversations of c.yml end before a turn that is no text",)


@pytest.mark.parametrize("fact", ["²", "9" * 5_000, "-1", "x"])
def test_that_no_number_of_a_fact_stops_the_reading(tmp_path, fact):
    text = f"1 Mary left.\n2 Where is Mary?\taway\t{fact}\n"
    (found,) = read_examples(file_of(tmp_path, text, "qa.txt")).examples
    assert (found.target, found.group) == ("away", "")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lines({**ONE, "target": " "}), "its target is empty"),
        (lines({**ONE, "prompt": ""}), "its prompt is empty"),
        (lines({**ONE, "choices": ["here"]}), "is not a choice"),
        (lines({**ONE, "choices": ["garden", "garden"]}), "given twice"),
        (lines({**ONE, "id": "7"}, {**ONE, "id": "7"}), "example 2: another example has the id"),
        (lines(ONE) + '{"prompt": "a", "target": 3}\n', "line 2"),
        (lines({**ONE, "answer": "x"}), "'answer' is no key"),
        (lines(ONE) + "nonsense\n", "line 2: it is not JSON"),
        (f"{'x' * 100_001}\tx\tme\n", "its prompt has 100,001 characters"),
        ("", "is empty"),
        ("Once upon a time\n", "none of the layouts"),
        (b"\xff\xfe{", "is not UTF-8"),
        ("Hi.\tHo.\tme\nHi.\tHo.\n", "line 2, is not a sentence"),
        ("Good.\t1\nGood.\t5\n", "line 2, is not a sentence and 0 or 1"),
        ("1 Mary left.\nWhere is Mary?\taway\t1\n", "line 2, is not a number"),
        ("1 Mary left.\n" + "9" * 5_000 + " Where?\taway\t1\n", "line 2, is not a number"),
        ("conversations: 3\n", "no list of conversations"),
        ("conversations: [\n", "is not YAML"),
        ("conversations: !!python/object/apply:os.system ['true']\n", "no examples in it"),
        (lines(ONE) + "x" * (LONGEST_LINE + 1), "line 2, has 1,000,001 characters"),
    ],
)
def test_that_a_wrong_file_is_refused_in_one_sentence(tmp_path, content, told):
    with pytest.raises(ExampleError) as refused:
        read_examples(file_of(tmp_path, content))
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_that_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(ExampleError, match=r"nothing\.jsonl cannot be read"):
        read_examples(tmp_path / "nothing.jsonl")


def test_that_no_prompt_is_on_both_sides_of_a_split():
    examples = tuple(PromptExample(f"p{i % 40}", str(i)) for i in range(100))
    kept, held = ExampleSet("s", examples).split(0.25, seed=3)
    prompts = [{one.prompt for one in part.examples} for part in (kept, held)]
    assert not prompts[0] & prompts[1]
    assert len(prompts[1]) == 10
    assert sorted((*kept.examples, *held.examples), key=str) == sorted(examples, key=str)
    assert ExampleSet("s", examples).split(0.25, seed=4)[1] != held


def test_that_too_few_prompts_cannot_be_split():
    with pytest.raises(ExampleError, match="too few"):
        ExampleSet("s", (PromptExample("a", "b"),)).split(0.5, seed=0)


def test_that_joined_sets_keep_ids_only_where_they_differ():
    first, second = (ExampleSet(n, (PromptExample("a", "b", id="1"),), "src") for n in "xy")
    assert [one.id for one in joined((first, second)).examples] == ["", ""]
    assert joined((first, second)).source == "src"
    other = ExampleSet("z", (PromptExample("a", "b", id="2"),))
    assert [one.id for one in joined((first, other)).examples] == ["1", "2"]
