"""Dataclasses whose methods are compiled when they are first used."""

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
import threading
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

import pytest

import wmstudio
from wmstudio.lazy_dataclass import _Pending, dataclass

T = TypeVar("T")


@dataclass(frozen=True)
class Span:
    """From a token to another one."""

    first: int
    last: int = 4
    words: list[str] = field(default_factory=list)
    kind: ClassVar[str] = "span"

    @cached_property
    def width(self):
        return self.last - self.first


@dataclass(frozen=True)
class Named(Span):
    """A span with a name."""

    name: str = "a"

    def __post_init__(self):
        if not self.name:
            raise ValueError("a name is missing")


@dataclass
class Open(Generic[T]):
    """Can be changed."""

    value: T
    hidden: int = field(default=1, repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class Unique:
    """Equal to nothing else."""

    value: int


@dataclass(frozen=True, kw_only=True)
class OnlyNamed:
    """Without arguments by position."""

    value: int = 0


@dataclass(frozen=True)
class OwnMethods:
    """With an equality, a hash and a text of its own."""

    value: int

    def __eq__(self, other):
        return isinstance(other, OwnMethods) and self.value % 2 == other.value % 2

    def __hash__(self):
        return self.value % 2

    def __repr__(self):
        return "own"


@dataclass(frozen=True)
class OwnEquality:
    """With an equality of its own, and the hash of its fields."""

    value: int

    def __eq__(self, other):
        return True


CLASSES = [Span, Named, Open, Unique, OnlyNamed, OwnMethods, OwnEquality]


def test_no_method_is_compiled_before_the_class_is_used():
    @dataclass(frozen=True)
    class Later:
        value: int

    assert isinstance(vars(Later)["__init__"], _Pending)
    assert Later(3).value == 3
    assert not any(isinstance(value, _Pending) for value in vars(Later).values())


def test_fields_defaults_and_copies_are_those_of_a_dataclass():
    span = Span(1)
    assert (span.last, span.words, span.width, Span.last, Span.kind) == (4, [], 3, 4, "span")
    assert not hasattr(Span, "words")
    assert is_dataclass(Span)
    assert [one.name for one in fields(Named)] == ["first", "last", "words", "name"]
    assert replace(span, last=9) == Span(1, 9)
    assert asdict(Named(1)) == {"first": 1, "last": 4, "words": [], "name": "a"}
    assert Span(1).words is not Span(1).words
    assert list(inspect.signature(Named).parameters) == ["first", "last", "words", "name"]


def test_post_init_refuses_what_it_refuses():
    with pytest.raises(ValueError, match="a name is missing"):
        Named(1, name="")


def test_a_frozen_one_cannot_be_changed_and_another_one_can():
    for change in (lambda: setattr(Span(1), "last", 2), lambda: delattr(Span(1), "last")):
        with pytest.raises(FrozenInstanceError):
            change()
    with pytest.raises(FrozenInstanceError):
        Span(1).unknown = 2
    changed = Open(1)
    changed.value = 2
    assert changed == Open(2, hidden=7)
    assert repr(changed) == "Open(value=2)"


def test_equality_and_hash_are_as_the_options_say():
    assert Span(1) == Span(1) != Span(2)
    assert OnlyNamed(value=2) in {OnlyNamed(value=2)}
    assert len({Unique(1), Unique(1)}) == 2
    assert (OwnMethods(1) == OwnMethods(3), hash(OwnMethods(3)), repr(OwnMethods(3))) == (
        True,
        1,
        "own",
    )
    assert OwnEquality(1) == OwnEquality(2)
    assert hash(OwnEquality(1)) == hash((1,))
    with pytest.raises(TypeError, match="unhashable"):
        hash(Open(1))
    with pytest.raises(TypeError, match="positional"):
        OnlyNamed(3)


@pytest.mark.parametrize("cls", CLASSES)
def test_copying_and_pickling_give_the_same_again(cls):
    one = cls(value=3) if "value" in {part.name for part in fields(cls)} else cls(1, 9)
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert type(again) is cls
        assert vars(again) == vars(one)


def test_a_pattern_finds_the_fields_by_position():
    @dataclass(frozen=True)
    class Point:
        x: int
        y: int

    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
        case _:
            pytest.fail("the fields were not found")


@pytest.mark.parametrize(
    "use",
    [
        lambda cls: fields(cls),
        is_dataclass,
        lambda cls: cls.__match_args__,
        inspect.signature,
        lambda cls: pickle.loads(pickle.dumps(object.__new__(cls), 2)) and repr(cls(1)),
        lambda cls: dataclass(frozen=True)(type("Sub", (cls,), {"__annotations__": {}}))(1),
        lambda cls: dataclasses.dataclass(frozen=True)(type("Sub", (cls,), {}))(1),
        lambda cls: type("Plain", (cls,), {})(1),
    ],
)
def test_whatever_is_looked_up_first_finds_it(use, monkeypatch):
    @dataclass(frozen=True)
    class First:
        value: int
        __module__ = __name__
        __qualname__ = "First"

    monkeypatch.setitem(globals(), "First", First)
    use(First)
    assert First(1) == First(1)
    assert repr(First(1)) == "First(value=1)"


def test_threads_that_use_a_class_at_once_all_find_its_methods():
    for _ in range(50):

        @dataclass(frozen=True)
        class Shared:
            value: int
            also: str = "b"

        gate, seen = threading.Barrier(4), []

        def use(cls=Shared, gate=gate, seen=seen):
            gate.wait()
            seen.append(cls(1) == cls(1, "b") and repr(cls(2)))

        threads = [threading.Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(seen) == 4
        assert all(text and text.endswith("Shared(value=2, also='b')") for text in seen)


def test_every_dataclass_of_the_program_is_one_of_these():
    package = Path(wmstudio.__file__).parent
    for file in package.rglob("*.py"):
        if file.name != "lazy_dataclass.py":
            text = file.read_text(encoding="utf-8")
            assert "import dataclass\n" not in text.replace(
                "from wmstudio.lazy_dataclass import dataclass\n", ""
            ), f"{file} compiles its dataclasses when it is imported"


def test_importing_the_messages_compiles_few_of_their_classes():
    code = (
        "import dataclasses\n"
        "made, usual = [], dataclasses._process_class\n"
        "def counted(cls, *rest): made.append(cls); return usual(cls, *rest)\n"
        "dataclasses._process_class = counted\n"
        "from wmstudio.engine.messages import answers, requests\n"
        "from wmstudio.lazy_dataclass import _Pending\n"
        "both = [*vars(answers).values(), *vars(requests).values()]\n"
        "waiting = [c for c in both if isinstance(c, type)\n"
        "           and isinstance(vars(c).get('__init__'), _Pending)]\n"
        "print(len(made), len(waiting))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    made, waiting = map(int, done.stdout.split())
    assert made < 10 < 30 < waiting
