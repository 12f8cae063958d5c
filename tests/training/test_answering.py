"""Training on examples: only targets are learned, and nothing is lost on the way."""

import re

import numpy as np
import pytest
import torch

from tests import support
from tests.training.stopping import killed_after
from wmstudio.contract import Tap
from wmstudio.example_sets.base import ExampleError, PromptExample, spelled
from wmstudio.text.documents import TextError
from wmstudio.training import loop
from wmstudio.training.answering import (
    EncodedExample,
    ExampleBatches,
    encoded,
    exactly,
    padded,
)
from wmstudio.training.recipe import RecipeError, read_recipe
from wmstudio.training.run import follow, prepare

CPU = torch.device("cpu")
FOLLOWS = "\n>"


def of_length(*lengths):
    return [EncodedExample(np.arange(n) + 10 * i, n - 2) for i, n in enumerate(lengths)]


def test_that_only_the_target_and_its_end_are_counted():
    tokenizer = support.tokenizer()
    one = PromptExample("The fox ran.\nWho?", "the  fox")
    (found,), cut = encoded([one], tokenizer, FOLLOWS, 200)
    batch = padded([found])
    wanted = batch.targets[batch.counted]
    assert tokenizer.decode(wanted.tolist()) == " the fox\n"
    before = tokenizer.decode(found.ids[: found.first].tolist())
    assert (before, cut) == ("The fox ran.\nWho?\n>", 0)


def test_that_answers_in_a_prompt_are_learned_but_not_asked_for():
    tokenizer = support.tokenizer()
    one = PromptExample("Ann hid.\nWho?\n> the fox\nBob hid.\nWho?", "Bob")

    def counted(longest, turns):
        (found,), cut = encoded([one], tokenizer, FOLLOWS, longest, turns=turns)
        batch = padded([found])
        return found, tokenizer.decode(batch.targets[batch.counted].tolist()), cut

    found, learned, cut = counted(200, True)
    assert (learned, cut) == (" the fox\n Bob\n", 0)
    # What is left of a turn whose beginning is cut away is learned, but for its first token.
    _, learned, cut = counted(len(found.ids) - found.turns[0][1] + 2, True)
    assert (learned, cut) == ("\n Bob\n", 1)
    assert counted(200, False)[1:] == (" Bob\n", 0)


def test_that_a_text_is_cut_the_same_way_at_once_as_in_its_two_parts():
    # In the window the whole is typed, and cut as one text.
    tokenizer = support.tokenizer()
    parts = spelled(PromptExample("Where is the fox?", "in the wood"), FOLLOWS)
    apart = [tokenizer.encode(part).ids for part in parts]
    np.testing.assert_array_equal(np.concatenate(apart), tokenizer.encode("".join(parts)).ids)


def test_that_a_long_prompt_loses_its_beginning_and_a_long_target_is_refused():
    tokenizer = support.tokenizer()
    one = PromptExample("a b c d e f g h", "x")
    (whole,), _ = encoded([one], tokenizer, FOLLOWS, 1_000)
    (found,), cut = encoded([one], tokenizer, FOLLOWS, len(whole.ids) - 3)
    assert cut == 1
    np.testing.assert_array_equal(found.ids, whole.ids[3:])
    assert found.first == whole.first - 3
    with pytest.raises(ExampleError, match="target of example 1 takes"):
        encoded([one], tokenizer, FOLLOWS, 2)


def test_that_an_epoch_has_every_example_and_batches_of_like_lengths():
    examples = of_length(*(5 + i % 37 for i in range(200)))
    batches = ExampleBatches(examples, rows=8, seed=1)
    first = [batches[step] for step in range(25)]
    seen = sorted(int(row[0]) // 10 for batch in first for row in batch.inputs)
    # Tokens of example i begin at 10 i.
    assert seen == list(range(200))
    filled = sum(len(one.ids) - 1 for one in examples) / sum(batch.inputs.size for batch in first)
    assert filled > 0.9
    again = ExampleBatches(examples, rows=8, seed=1)[7]
    np.testing.assert_array_equal(again.inputs, first[7].inputs)
    assert [b.inputs.tolist() for b in first] != [
        batches[25 + i].inputs.tolist() for i in range(25)
    ]


def test_that_padding_changes_no_loss():
    tokenizer, model = support.tokenizer(), support.model()
    texts = [
        PromptExample("A long prompt about a fox and a hen", "yes"),
        PromptExample("No?", "no"),
    ]
    both, _ = encoded(texts, tokenizer, FOLLOWS, 200)
    _, together, tokens = exactly(model, both)
    each = [exactly(model, [one]) for one in both]
    assert tokens == sum(one[2] for one in each)
    assert together == pytest.approx(sum(one[1] for one in each), rel=1e-5)


def test_that_an_exact_target_is_what_the_model_writes_by_itself():
    tokenizer, model = support.tokenizer(), support.model(seed=5)
    (one,), _ = encoded([PromptExample("The fox", "x")], tokenizer, FOLLOWS, 200)
    prompt = one.ids[: one.first]
    state = model.prefill(torch.from_numpy(prompt)[None], model.initial_state()).state
    written = []
    for _ in range(6):
        written.append(int(model.logits(state).argmax()))
        _, state = model.step(torch.tensor(written[-1:]), state, Tap())
    right = EncodedExample(np.array([*prompt, *written]), len(prompt))
    wrong = EncodedExample(
        np.array([*prompt, *written[:3], written[3] + 1, *written[4:]]), len(prompt)
    )
    assert exactly(model, [right, wrong])[0].tolist() == [True, False]


@pytest.mark.parametrize("family", ["lstm", "keyvalue", "transformer"])
def test_that_a_run_which_is_killed_and_resumed_ends_with_the_same_weights(
    tmp_path, monkeypatch, family
):
    recipe = read_recipe(support.example_recipe(tmp_path / "tiny.toml", family))

    def train(folder):
        prepared = prepare(recipe, folder, CPU)
        follow(prepared)
        return prepared.trainer.model.state_dict()

    wanted = train(tmp_path / "at once")
    killed_after(monkeypatch, 6, lambda: train(tmp_path / "in parts"))
    found = train(tmp_path / "in parts")
    torch.testing.assert_close(found, wanted, **support.SAME_TRAINING)
    card = (tmp_path / "in parts" / "README.md").read_text()
    assert "of held-out targets written exactly" in card


def test_that_a_run_with_other_examples_is_not_gone_on_with(tmp_path):
    path = tmp_path / "tiny.toml"
    follow(prepare(read_recipe(support.example_recipe(path)), tmp_path / "run", CPU))
    other = read_recipe(support.example_recipe(path, data="stories = [1, 12]\nquestions = 61"))
    with pytest.raises(loop.ResumeError, match="another set of examples"):
        prepare(other, tmp_path / "run", CPU)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("stories = [1.5]", "stories should be list"),
        ('stories = ["1"]', "stories should be list"),
        ("stories = [1]\nquestions = 0", "above 0"),
        ("stories = [1]\nmore = 2.0", "at most 1"),
        ("stories = [1]\nwhole_words = 1", "whole_words should be bool"),
        ("stories = [1]\nquestions = true", "questions should be int"),
        ('stories = [1]\nfolder = "x"\nheld_out = []', "unknown key 'held_out'"),
    ],
)
def test_that_wrong_keys_of_examples_are_told(tmp_path, data, told):
    path = support.example_recipe(tmp_path / "tiny.toml", data=data)
    with pytest.raises(RecipeError, match=told):
        read_recipe(path)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("stories = []", "both empty"),
        ("stories = [4]", "no generator"),
        ('examples = ["nothing.jsonl"]', "cannot be read"),
    ],
)
def test_that_missing_examples_are_told_before_training(tmp_path, data, told):
    recipe = read_recipe(support.example_recipe(tmp_path / "tiny.toml", data=data))
    with pytest.raises(ExampleError, match=told):
        prepare(recipe, tmp_path / "run", CPU)


def test_that_whole_words_are_pieces_and_need_their_number(tmp_path):
    data = "stories = [1]\nquestions = 60\nwhole_words = true"
    path = support.example_recipe(tmp_path / "tiny.toml", data=data)
    with pytest.raises(TextError, match="write vocab_size = ") as told:
        prepare(read_recipe(path), tmp_path / "run", CPU)
    pieces = re.search(r"write vocab_size = (\d+), not 300", str(told.value))[1]
    text = path.read_text(encoding="utf-8").replace("vocab_size = 300", f"vocab_size = {pieces}")
    path.write_text(text, encoding="utf-8")
    tokenizer = prepare(read_recipe(path), tmp_path / "run", CPU).subject.tokenizer
    story = "Mary went back to the garden.\nWhere is Mary?\n> garden\n"
    cut = [tokenizer.pieces[i].decode() for i in tokenizer.encode(story).ids]
    assert cut == [
        *["Mary", " went", " back", " to", " the", " garden", ".", "\n"],
        *["Where", " is", " Mary", "?", "\n", ">", " garden", "\n"],
    ]
    unknown = tokenizer.encode("Zoë went to the café.").ids
    assert tokenizer.decode(unknown.tolist()) == "Zoë went to the café."
