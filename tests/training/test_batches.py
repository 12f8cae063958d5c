"""Batches follow from their number, cover the books, and go on where they left off."""

from itertools import pairwise

import numpy as np
import pytest

from wmstudio.tasks.registry import check_task
from wmstudio.text import tokenizer as tok
from wmstudio.training.batches import BookBatches, TaskBatches

NEWLINE, ROWS, LENGTH, CHUNKS = 0, 4, 5, 3
SPAN = LENGTH * CHUNKS


def books():
    """Tokens are all different, but for the newlines; so a token says where it stands."""
    made = []
    for start, size in [(1000, 160), (2000, 97), (3000, 10)]:
        book = np.arange(start, start + size, dtype=np.int32)
        book[3::7] = NEWLINE
        made.append(book)
    return made


def batches(seed=1):
    return BookBatches(books(), NEWLINE, ROWS, LENGTH, CHUNKS, seed)


def test_that_a_batch_follows_from_its_number_alone():
    forwards, backwards = batches(), batches()
    ahead = [forwards[step] for step in range(40)]
    for step in reversed(range(40)):
        again = backwards[step]
        assert np.array_equal(again.inputs, ahead[step].inputs)
        assert np.array_equal(again.fresh, ahead[step].fresh)


def test_that_another_seed_gives_another_order():
    assert not np.array_equal(batches(1)[0].inputs, batches(2)[0].inputs)


def test_that_each_target_is_the_token_after_its_input():
    after = {}
    for book in books():
        after |= {int(a): int(b) for a, b in pairwise(book) if a != NEWLINE}
    for step in range(20):
        batch = batches()[step]
        assert batch.inputs.shape == batch.targets.shape == (ROWS, LENGTH)
        assert np.array_equal(batch.inputs[:, 1:], batch.targets[:, :-1])
        for a, b in zip(batch.inputs.flat, batch.targets.flat, strict=True):
            assert a == NEWLINE or after[int(a)] == b


def test_that_a_row_goes_on_where_it_left_off_unless_it_is_fresh():
    made = batches()
    for step in range(1, 30):
        before, now = made[step - 1], made[step]
        going_on = ~now.fresh
        assert np.array_equal(now.inputs[going_on, 0], before.targets[going_on, -1])


def test_that_the_first_batch_is_fresh_and_the_rows_are_staggered():
    made = batches()
    assert made[0].fresh.all()
    beginning = [int(made[step].fresh.sum()) for step in range(CHUNKS, 4 * CHUNKS)]
    assert max(beginning) < ROWS
    for row in range(ROWS):
        assert sum(made[step].fresh[row] for step in range(CHUNKS, 4 * CHUNKS)) == 3


def test_that_a_segment_begins_at_a_paragraph():
    beginnings = {1000, 2000} | {
        int(book[i + 1]) for book in books() for i in np.flatnonzero(book[:-1] == NEWLINE)
    }
    made = batches()
    firsts = [
        int(token) for step in range(CHUNKS, 30) for token in made[step].inputs[made[step].fresh, 0]
    ]
    assert firsts
    assert set(firsts) <= beginnings


def test_that_once_around_reads_every_book_that_is_long_enough():
    made = batches()
    steps = made.tokens_per_epoch // (ROWS * LENGTH) + CHUNKS
    seen = {int(t) for step in range(3 * steps) for t in made[step].inputs.flat}
    for book in books()[:2]:
        words = [int(t) for t in book[:-SPAN] if t != NEWLINE]
        assert np.mean([t in seen for t in words]) > 0.9
    assert 3000 not in seen


def test_that_books_which_are_all_too_short_are_told():
    with pytest.raises(ValueError, match="no text is longer than the 15 tokens"):
        BookBatches(books()[2:], NEWLINE, ROWS, LENGTH, CHUNKS, 1)


# --- memory tasks ------------------------------------------------------------------------------


def task_batches(*tasks, seed=1):
    return TaskBatches(tasks or [check_task("recall", {})], tok.characters(), ROWS, seed)


def test_that_a_batch_of_questions_follows_from_its_number_alone():
    forwards, backwards = task_batches(), task_batches()
    ahead = [forwards[step] for step in range(6)]
    for step in reversed(range(6)):
        again = backwards[step]
        assert np.array_equal(again.inputs, ahead[step].inputs)
        assert np.array_equal(again.targets, ahead[step].targets)


def test_that_no_questions_come_twice_and_another_seed_has_others():
    rows = [bytes(row) for step in range(20) for row in task_batches()[step].inputs]
    rows += [bytes(row) for step in range(20) for row in task_batches(seed=2)[step].inputs]
    assert len(set(rows)) == len(rows) == 40 * ROWS


def test_that_only_what_is_asked_counts_and_every_row_is_fresh():
    tokenizer = tok.characters()
    batch = task_batches(check_task("copy", {"length": 3}))[5]
    assert batch.fresh.all()
    for row in range(ROWS):
        text = tokenizer.decode(batch.inputs[row])
        assert text[3:] == "|___"
        assert batch.counted[row].tolist() == [False] * 3 + [True] * 3 + [False]
        assert tokenizer.decode(batch.targets[row][batch.counted[row]]) == text[:3]


def test_that_of_several_tasks_each_has_its_turn():
    made = task_batches(*(check_task("copy", {"length": n}) for n in (1, 2, 3)))
    lengths = [made[step].inputs.shape[1] for step in range(40)]
    assert set(lengths) == {3, 5, 7}
    assert lengths == [made[step].inputs.shape[1] for step in range(40)]
