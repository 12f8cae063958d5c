"""Parts of a state: copied, put into another state, and kept in files."""

import numpy as np
import pytest
import torch

from tests import support
from wmstudio.contract import PASTE, Edit, EditError, put_in_after, token_put_in_after
from wmstudio.engine.memory_file import (
    MemoryFileError,
    arrays_of,
    copied_part,
    item_of,
    parsed,
    read_memory,
    write_memory,
)
from wmstudio.example_sets.worlds import PEOPLE, PLACES
from wmstudio.library import CopiedPart, open_checkpoint
from wmstudio.tasks.dyck import CLOSE, OPEN, Dyck
from wmstudio.tasks.recall import keys_and_values

TEXT = "The cat sat on the mat and the dog sat on the cat"
KEYS, VALUES = ([chr(code) for code in codes] for codes in keys_and_values(32, 32))
PAIRS = 8


@pytest.fixture(scope="module", params=["slots", "queue", "keyvalue", "lstm"])
def model(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny") / request.param
    return open_checkpoint(support.checkpoint(folder, request.param, name="tiny"))


def after(model, text):
    return model._after(text)[1]


def parts_of_tensors(model):
    """Those that are whole tensors or items of them; for tokens, see `test_token_parts`."""
    return {id: spec for id, spec in model.backend.parts.items() if not spec.of_tokens}


def test_what_is_put_in_is_what_was_copied_and_nothing_else_changes(model):
    there, here = after(model, TEXT), after(model, TEXT[:9])
    for part, spec in parts_of_tensors(model).items():
        for item in range(min(spec.items, 3) or 1):
            copied = model.backend.copied(there, part, item, name="tiny", origin="there")
            made = model.backend.edit(here, Edit(8, PASTE, (("item", item),), copied))
            for name, x in made.items():
                expected = here[name].clone()
                if name in spec.names:
                    at = (slice(None), item) if spec.items else (slice(None),)
                    expected[at] = there[name][at]
                elif name == spec.writers:
                    at = (slice(None), item) if spec.items else (slice(None),)
                    held = there[name][at] != -1
                    expected[at] = torch.where(held, put_in_after(8), -1)
                torch.testing.assert_close(x, expected, rtol=0, atol=0, msg=name)


def test_copying_into_the_same_place_changes_no_prediction(model):
    plain = model.trace(TEXT)
    state = after(model, TEXT[:20])
    token = len(model.encode(TEXT[:20]).ids) - 1
    for part in parts_of_tensors(model):
        copied = model.backend.copied(state, part, 0, name="tiny", origin="here")
        again = model.trace(TEXT, edits=[Edit(token, PASTE, (("item", 0),), copied)])
        np.testing.assert_allclose(again.surprisal_bits, plain.surprisal_bits, atol=1e-5)


def test_a_file_says_the_same_when_it_is_read_again(model, tmp_path):
    part = next(iter(model.backend.parts))
    copied = model.backend.copied(after(model, TEXT), part, 0, name="tiny", origin="“here”")
    write_memory(tmp_path / "a.wmmemory", copied)
    assert read_memory(tmp_path / "a.wmmemory") == copied
    assert eval(repr(copied), {"CopiedPart": CopiedPart}) == copied


def test_one_item_of_a_whole_memory_is_that_item():
    model = open_checkpoint("recall-slots")
    state = after(model, "aAbBcC")
    whole = model.backend.copied(state, "memory", 0, name="x", origin="whole")
    one = model.backend.copied(state, "item", 2, name="x", origin="one")
    cut = item_of(whole, "item", 2, "one")
    assert (cut.part, cut.model, cut.origin) == (one.part, one.model, one.origin)
    arrays, expected = arrays_of(cut), arrays_of(one)
    assert arrays.keys() == expected.keys()
    for name, x in arrays.items():
        np.testing.assert_array_equal(x, expected[name])


def test_a_moved_slot_answers_for_its_text_in_sixty_of_sixty_pairs():
    """And the other seven answers stay those of the text; the LSTM's state moves none."""
    model = open_checkpoint("recall-slots")
    backend, rng = model.backend, np.random.default_rng(0)
    moved, stayed, by_lstm = 0, 0, 0
    for _ in range(60):
        keys, first = rng.choice(KEYS, PAIRS, replace=False), rng.choice(VALUES, PAIRS)
        second = [rng.choice([v for v in VALUES if v != one]) for one in first]
        a, b = (
            "".join(k + v for k, v in zip(keys, values, strict=True)) for values in (first, second)
        )
        order, asked = rng.permutation(PAIRS), int(rng.integers(PAIRS))
        text, state = b + "".join(keys[order]), after(model, a)
        slot = state["slots.writer"][0].tolist().index(2 * asked + 1)
        answers = []
        for part, item in (("item", slot), ("lstm.0", 0)):
            copied = backend.copied(state, part, item, name="x", origin="a")
            edit = Edit(2 * PAIRS - 1, PASTE, (("item", item),), copied)
            best = model.trace(text, edits=[edit]).topk_ids[2 * PAIRS :, 0]
            answers.append([backend.pieces[one].decode() for one in best])
        for key, by_slot, by_state in zip(order, *answers, strict=True):
            if key == asked:
                moved += by_slot == first[key]
                by_lstm += by_state == first[key]
            else:
                stayed += by_slot == second[key]
    assert (moved, stayed, by_lstm) == (60, 60 * (PAIRS - 1), 0)


def test_a_slot_moved_into_another_story_says_where_that_person_is():
    """And the three others stay where the story says."""
    model, rng = open_checkpoint("where-slots"), np.random.default_rng(0)
    backend = model.backend
    moved, stayed, right = 0, 0, 0
    for _ in range(30):
        people = rng.permutation(PEOPLE)[:4].tolist()
        first = rng.permutation(PLACES)[:4].tolist()
        second = [str(rng.choice([one for one in PLACES if one != place])) for place in first]
        facts, others = (
            "".join(
                f"{who} went to the {place}.\n" for who, place in zip(people, places, strict=True)
            )
            for places in (first, second)
        )
        asked = int(rng.integers(4))
        # A sentence has seven tokens, of which the fifth is the place.
        written = 7 * asked + 4
        state = after(model, facts)
        slot = state["slots.writer"][0].tolist().index(written)
        copied = backend.copied(state, "item", slot, name="x", origin="facts")
        edit = Edit(len(model.encode(others).ids) - 1, PASTE, (("item", slot),), copied)
        for number, who in enumerate(people):
            text = f"{others}Where is {who}?\n>"
            plain, put_in = (model.trace(text, edits=edits) for edits in ((), (edit,)))
            said, plainly = (
                backend.pieces[trace.topk_ids[-1, 0]].decode().strip() for trace in (put_in, plain)
            )
            right += plainly == second[number]
            if number == asked:
                moved += said == first[number]
            else:
                stayed += said == second[number]
    assert (right, moved, stayed) == (120, 30, 90)


def test_a_bracket_put_into_another_text_is_the_one_that_closes_there():
    """In sixty of sixty pairs, and every other bracket is closed as before."""
    model, rng = open_checkpoint("dyck-superposition"), np.random.default_rng(0)
    backend, dyck = model.backend, Dyck(length=64)
    moved, stayed, others, pairs = 0, 0, 0, 0
    while pairs < 60:
        one, other = ("".join(map(chr, row)) for row in dyck.questions(2, rng).inputs_BT)
        read, place = (int(x) for x in rng.integers(10, 50, 2))
        given, held = open_in(one[:read]), open_in(other[:place])
        if not given or not held:
            continue
        level, item = int(rng.integers(len(given))), int(rng.integers(len(held)))
        closing = CLOSE[OPEN.index(one[given[level]])]
        depth = len(held) - item
        at = next(t for t in range(place, 64) if len(open_in(other[: t + 1])) < depth)
        # The token after the change reads it.
        if at == place or closing == other[at]:
            continue
        pairs += 1
        state = after(model, one[:read])
        copied = backend.copied(state, "item", level, name="x", origin="one")
        edit = Edit(place - 1, PASTE, (("item", item),), copied)
        best = [
            next(piece for token in row if (piece := backend.pieces[token].decode()) in CLOSE)
            for row in model.trace(other, edits=[edit]).topk_ids
        ]
        moved += best[at - 1] == closing
        rest = [t for t in range(place, 64) if other[t] in CLOSE and t != at]
        stayed += sum(best[t - 1] == other[t] for t in rest)
        others += len(rest)
    assert (moved, stayed) == (60, others)


def open_in(brackets):
    """Where the brackets that are open at the end were opened, the last one first."""
    places = []
    for place, one in enumerate(brackets):
        if one in OPEN:
            places.insert(0, place)
        else:
            places.pop(0)
    return places


def test_a_level_put_into_a_superposition_stays_known_as_put_in():
    model = open_checkpoint("dyck-superposition")
    copied = model.backend.copied(after(model, "([<"), "item", 0, name="x", origin="x")
    state = model.backend.edit(after(model, "({"), Edit(1, PASTE, (("item", 1),), copied))
    writers = []
    for token, bracket in enumerate("[]}", start=2):
        ids = model.encode(bracket).ids
        state = model.backend.read(ids, state, position=token).state
        writers.append(state["stack.writer"][0, :3].tolist())
    by_hand = put_in_after(1)
    assert [row.index(by_hand) for row in writers] == [2, 1, 0]
    assert writers[0][:2] == [2, 1]


def test_another_models_part_is_refused_by_name():
    one, other = open_checkpoint("recall-slots"), open_checkpoint("recall8-slots-fifo")
    copied = other.backend.copied(after(other, "aA"), "item", 0, name="recall8", origin="x")
    with pytest.raises(EditError, match="another model, 'recall8'"):
        one.backend.edit(after(one, "aA"), Edit(1, PASTE, (("item", 0),), copied))


def test_a_part_of_other_settings_is_refused_with_what_helps():
    model = open_checkpoint("recall-slots")
    fewer = model.configured(capacity=8)
    copied = fewer.backend.copied(after(fewer, "aA"), "memory", 0, name="x", origin="x")
    with pytest.raises(EditError, match="same settings"):
        model.backend.edit(after(model, "aA"), Edit(1, PASTE, (), copied))


@pytest.mark.parametrize(
    "damaged",
    [
        lambda data: b"",
        lambda data: data[:30],
        lambda data: b"\xff" * 8 + data[8:],
        lambda data: data[:-4],
        lambda data: data.replace(b"wmstudio-memory", b"wmstudio-memorx"),
        lambda data: data.replace(b'"version":"1"', b'"version":"9"'),
        lambda data: data.replace(b'"part":"item"', b'"part":[1234]'),
        lambda data: data.replace(b'"F32"', b'"F64"'),
    ],
)
def test_a_damaged_file_is_told_in_a_sentence(tmp_path, damaged):
    copied = copied_part(
        {"x": np.ones(3, np.float32)}, part="item", model="m", name="n", origin="o"
    )
    path = tmp_path / "a.wmmemory"
    path.write_bytes(damaged(copied.data))
    with pytest.raises(MemoryFileError, match=r"a\.wmmemory cannot be opened: .*\.$"):
        read_memory(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(MemoryFileError, match="cannot be read"):
        read_memory(tmp_path / "nowhere.wmmemory")


def test_numbers_of_items_put_in_by_hand_name_their_token():
    assert [token_put_in_after(put_in_after(token)) for token in (0, 7)] == [0, 7]
    assert [token_put_in_after(writer) for writer in (-1, 0, 5)] == [None] * 3


def test_arrays_without_dims_keep_their_shape():
    copied = copied_part({"x": np.array(4)}, part="item", model="m", name="n", origin="o")
    assert arrays_of(parsed(copied.data))["x"].shape == ()
