"""Which value belongs to how many steps of a text's undo stack."""

import pytest

from wmstudio.app.acts import Acts


def test_a_value_comes_back_with_its_step():
    acts = Acts("a")
    acts.done("b", 3, 4)
    acts.done("c", 6, 7)
    assert not acts.moved_to(6 + 2, can_redo=False)
    assert acts.value == "c"
    assert acts.moved_to(6, can_redo=True)
    assert acts.value == "b"
    assert not acts.moved_to(5, can_redo=True)
    assert acts.moved_to(3, can_redo=True)
    assert acts.value == "a"
    assert acts.moved_to(8, can_redo=True)
    assert acts.value == "c"


def test_several_acts_are_undone_by_one_move():
    acts = Acts(0)
    for i in range(5):
        acts.done(i + 1, 2 * i, 2 * i + 1)
    assert acts.moved_to(2, can_redo=True)
    assert acts.value == 1
    assert acts.moved_to(9, can_redo=True)
    assert acts.value == 5


def test_an_undone_act_is_gone_after_something_else_was_done():
    acts = Acts("a")
    acts.done("b", 0, 1)
    assert acts.moved_to(0, can_redo=True)
    # A key: the stack has one step again, but it is another one.
    acts.moved_to(0, can_redo=False)
    assert not acts.moved_to(1, can_redo=False)
    assert acts.value == "a"
    acts.done("c", 1, 2)
    assert acts.moved_to(1, can_redo=True)
    assert acts.value == "a"


@pytest.mark.parametrize("n", [1_000, 10_000])
def test_a_key_looks_at_no_act_that_it_does_not_cross(n):
    """However many acts there were: what is looked at is counted."""
    looks = []

    class Counted(list):
        def __getitem__(self, at):
            looks.append(at)
            return super().__getitem__(at)

        def __iter__(self):
            raise AssertionError("all of them are looked at")

    acts = Acts(0)
    acts._acts = Counted()
    for i in range(n):
        acts.done(i, i, i + 1)
    looks.clear()
    for _ in range(10):
        acts.moved_to(n + 5, can_redo=False)
    assert len(looks) <= 40
