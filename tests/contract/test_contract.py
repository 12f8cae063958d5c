"""What edits and memory use declare, without a model."""

import pytest

from wmstudio.contract import (
    Argument,
    ArgumentKind,
    EditError,
    EditSpec,
    MemoryUsage,
    Setting,
    SettingError,
    UsageTexts,
    check_edit,
    specs,
)

SLOT = Argument("slot", ArgumentKind.ITEM, "slot", high=3)
TOKEN = Argument("token", ArgumentKind.TOKEN, "token", low=1)
OFFERED = specs(
    EditSpec("clear_all", "Forget everything (or so it seems)"),
    EditSpec("clear", "Empty one slot", (SLOT,)),
    EditSpec("move", "Move a token", (TOKEN, SLOT)),
)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("clear_all", {}),
        ("clear", {"slot": 0}),
        ("clear", {"slot": 3}),
        ("move", {"slot": 1, "token": 10**9}),
    ],
)
def test_an_edit_with_its_arguments_in_range_is_accepted(name, given):
    check_edit(OFFERED, name, given)


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("juggle", {}, "this model cannot 'juggle'; it can: clear_all, clear, move"),
        ("clear_all", {"slot": 1}, "'clear_all' takes nothing, not slot"),
        ("clear", {}, "'clear' takes slot, not nothing"),
        ("clear", {"slit": 1}, "'clear' takes slot, not slit"),
        ("move", {"token": 1}, "'move' takes token and slot, not token"),
        ("clear", {"slot": 4}, "there is no slot 4: they are counted from 0 to 3"),
        ("clear", {"slot": -1}, "there is no slot -1: they are counted from 0 to 3"),
        ("move", {"slot": 1, "token": 0}, "there is no token 0: they are counted from 1"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_with_what_can(name, given, says):
    with pytest.raises(EditError) as error:
        check_edit(OFFERED, name, given)
    assert str(error.value) == says


def test_a_model_without_edits_says_so():
    with pytest.raises(EditError, match="it can: nothing"):
        check_edit({}, "clear", {})


def test_an_edit_takes_only_a_kind_if_there_is_one_argument():
    assert OFFERED["clear"].takes_only(ArgumentKind.ITEM)
    assert not OFFERED["clear"].takes_only(ArgumentKind.TOKEN)
    assert not OFFERED["move"].takes_only(ArgumentKind.TOKEN)
    assert not OFFERED["clear_all"].takes_only(ArgumentKind.ITEM)


def test_memory_use_tells_only_the_numbers_that_there_are():
    # A text with what used to separate clauses stays one text.
    texts = UsageTexts("how full; or: how empty", interference="how blurred")
    usage = MemoryUsage(0.5, None, 0.0, 16, texts)
    assert list(usage.shares()) == [
        ("occupancy", 0.5, "how full; or: how empty"),
        ("interference", 0.0, "how blurred"),
    ]


def test_a_setting_among_numbers_names_the_nearest_ones():
    step = Setting("training_step", "a step", 100, low=0, high=1000, among=(0, 100, 1000))
    assert step.check(0) == 0
    for value, near in ((1, "0 or 100"), (500, "100 or 1,000")):
        with pytest.raises(SettingError, match=f"the nearest that it can be is {near}"):
            step.check(value)
    with pytest.raises(SettingError, match="from 0 to 1,000"):
        step.check(1001)
