"""Recipes: TOML files from which checkpoints can be made again."""

from __future__ import annotations

import re
from dataclasses import MISSING, field, fields, replace
from pathlib import Path
from typing import Any

from wmstudio.example_sets.base import FOLLOWS
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.registry import ConfigError, check_config
from wmstudio.tasks.base import Task, TaskError
from wmstudio.tasks.registry import check_task
from wmstudio.text.corpus import BookEnds, Chapters
from wmstudio.text.tokenizer import CHARACTERS
from wmstudio.untrusted import Node, UntrustedError, excerpt, parse_toml, read_bytes

PRECISIONS = ("float32", "tf32", "bfloat16")
LARGEST = 200_000
"""Largest recipe in bytes."""
PLAIN_NAME = re.compile(r"[^\W_][\w .+-]{0,98}[\w+-]|[^\W_]")
"""Names that are valid for a folder on every system and cannot lead into another one."""
LIMITS: dict[str, float] = {
    "steps": 10**9,
    "batch": 65_536,
    "length": 65_536,
    "segment_chunks": 65_536,
    "learning_rate": 1_000,
    "warmup_steps": 10**9,
    "decay_steps": 10**9,
    "weight_decay": 1_000,
    "clip": 10**9,
    "seed": 2**63 - 1,
    "validate_every": 10**9,
    "save_every": 10**9,
    "rename": 1,
    "repeat": 1,
    "held_out_chapters": 10**6,
    "questions": 10**6,
    "more": 1,
    "between": 1,
    "longest": 1_000,
    "held_out_end": 0.9,
    "dropout": 0.95,
    "average": 0.99999,
    "professor_forcing": 1_000,
    "held_out_share": 0.9,
}
MAY_BE_ZERO = (
    "warmup_steps",
    "decay_steps",
    "weight_decay",
    "seed",
    "rename",
    "repeat",
    "held_out_chapters",
    "more",
    "between",
    "longest",
    "held_out_end",
    "dropout",
    "average",
    "professor_forcing",
)


class RecipeError(ValueError):
    """A recipe that cannot be followed. The message names the key and its valid values."""


@dataclass(frozen=True, kw_only=True)
class Data:
    """What to learn from: a folder of .txt books (relative to the recipe), some held out.

    ``excerpt`` (relative to the recipe) is scored at the end. Everybody may have it, unlike books.
    """

    folder: Path
    held_out: list[str]
    source: str = ""
    licence: str = ""
    excerpt: str = ""
    rename: float = 0.0
    """Share of segments in which proper names are replaced throughout by those of another book, so
    that they cannot be memorised."""
    repeat: float = 0.0
    """Share of segments in which passages occur a second time."""
    held_out_chapters: int = 0
    """Every chapter of this number is held out of the training books; 0 holds out none."""
    held_out_end: float = 0.0
    """Share of each training book that is held out, from its end on."""
    chapter: str = ""
    """A regular expression for the beginning of a chapter's heading, which is a line of its own."""

    @property
    def parts(self) -> Chapters | BookEnds | None:
        """The parts of books to hold out."""
        if self.chapter:
            return Chapters(re.compile(self.chapter), self.held_out_chapters)
        return BookEnds(self.held_out_end) if self.held_out_end else None

    @property
    def shares(self) -> dict[str, float]:
        """The shares of segments that are varied in training, by the kind of variation."""
        return {"rename": self.rename, "repeat": self.repeat}


@dataclass(frozen=True, kw_only=True)
class ExampleData:
    """Prompts to answer instead of books: files of examples, or stories that are made.

    ``examples`` are files in ``folder`` (relative to the recipe), ``stories`` the numbers of bAbI
    tasks, of each of which ``questions`` are made (see `wmstudio.example_sets`). Only targets are
    learned. [training] length is the most tokens of an example: a longer prompt loses its
    beginning.
    """

    folder: Path = Path()
    examples: list[str] = field(default_factory=list)
    stories: list[int] = field(default_factory=list)
    questions: int = 10_000
    more: float = 0.0
    """Share of stories about more people, places and things than bAbI has."""
    between: float = 0.0
    """Largest share of a story's sentences after which a question stands with its answer."""
    longest: int = 0
    """Most sentences of a story; 0 for what bAbI has in the task."""
    held_out_share: float = 0.05
    """Share of the prompts that is held out."""
    follows: str = FOLLOWS
    """Stands between a prompt and its target."""
    whole_words: bool = False
    """Whether words and punctuation marks are the tokenizer's pieces, each as a whole."""
    source: str = ""
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class WordData:
    """Whole words instead of books, from three files in ``folder`` (relative to the recipe).

    The vocabulary is closed: the words of ``train``, and the ends of lines (see
    `wmstudio.text.closed_vocabulary`).
    """

    folder: Path
    train: str
    valid: str
    test: str
    source: str = ""
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """A memory task to learn instead of books, and others to be scored on (studies)."""

    task: Task
    also: tuple[Task, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Length and learning rate. The rate rises, stays, and falls to zero at the end."""

    steps: int
    batch: int = 32
    length: int = 64
    """Tokens through which gradients flow; the state is carried on. For books and examples only."""
    segment_chunks: int = 32
    """Number of lengths after which a row restarts from the initial state. For books only."""
    learning_rate: float = 3e-3
    warmup_steps: int = 200
    decay_steps: int = 0
    """The last steps, in which the learning rate falls linearly."""
    weight_decay: float = 0.05
    clip: float = 1.0
    seed: int = 0
    start: Path | None = None
    """A checkpoint (relative to the recipe) that gives the tokenizer and the initial weights of the
    same names; None starts with fresh weights."""
    dropout: float = 0.0
    """Share of embeddings, and of what the output layer reads, that is zero at each step."""
    average: float = 0.0
    """Above 0, such as 0.999, the checkpoint is a running average of the weights, of which this
    share is kept at each step (Polyak & Juditsky 1992)."""
    professor_forcing: float = 0.0
    """Above 0, how much deceiving a discriminator of what is read and what is written by the model
    itself weighs beside predicting (Lamb et al. 2016; see `wmstudio.training.professor`)."""
    precision: str = "float32"
    """Precision of matrix products in training (see `wmstudio.training.precision`)."""
    validate_every: int = 500
    save_every: int = 100

    def rate(self, step: int) -> float:
        """The learning rate of a step, counted from 0."""
        rise = min(1.0, (step + 1) / max(self.warmup_steps, 1))
        left = (self.steps - step) / self.decay_steps if self.decay_steps else 1.0
        return self.learning_rate * rise * min(1.0, left)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that is needed to make a checkpoint."""

    name: str
    family: str
    sizes: dict[str, Any]
    vocab_size: int
    data: Data | ExampleData | WordData | Exercise
    training: Schedule
    text: str = ""
    source: str = field(default="", repr=False)
    """The recipe file as it was read."""


def read_recipe(path: Path, data_folder: Path | None = None) -> Recipe:
    """Read a recipe; ``data_folder`` replaces the folder that it names.

    It has either books or examples, ``[data]``, or a memory task, ``[task]``, with name and sizes.
    Tables ``[[also]]`` are further tasks to be scored on; if the name is left out, they change
    sizes of the same task.

    Raises:
        RecipeError: missing, not TOML, or a key is wrong or missing.
    """
    try:
        data_read = read_bytes(path, LARGEST)
        root = parse_toml(data_read)
        source = data_read.decode().removeprefix("\ufeff")
    except OSError as error:
        raise RecipeError(f"{path} cannot be read: {error.strerror}") from error
    except UntrustedError as error:
        raise RecipeError(f"{path} is not a TOML file: {error}") from error
    table: dict[str, Any] = root.value
    try:
        model = dict(_table(table, "model"))
        family = model.pop("family", None)
        check_config(family, model)
        data: Data | ExampleData | WordData | Exercise
        if "task" not in table:
            data = _texts(table, path.parent, data_folder)
        elif data_folder is None:
            data = _exercise(table, model["vocab_size"])
        else:
            raise RecipeError("it learns a memory task, so there is no folder of books to name")
        schedule = _make(Schedule, _table(table, "training"), "training")
        if schedule.start is not None:
            schedule = replace(schedule, start=path.parent / schedule.start)
        if schedule.precision not in PRECISIONS:
            raise RecipeError(
                f"[training] precision must be one of {', '.join(PRECISIONS)}, "
                f"not {excerpt(schedule.precision)}"
            )
        if schedule.professor_forcing and not isinstance(data, Data):
            raise RecipeError(
                "[training] professor_forcing is for books: leave it out, or name a folder of them"
            )
        return Recipe(
            name=_name(root, path.stem),
            family=str(family),
            sizes=model,
            vocab_size=model["vocab_size"],
            data=data,
            training=schedule,
            text=root["text"].text(10_000) if "text" in table else "",
            source=source,
        )
    except (ConfigError, TaskError, RecipeError, UntrustedError) as error:
        raise RecipeError(f"{path}: {error}") from error


def _name(root: Node, usual: str) -> str:
    """The name of the checkpoint, and of its folder unless another is given."""
    name = root["name"].text(100) if "name" in root.value else usual
    if not PLAIN_NAME.fullmatch(name):
        raise RecipeError(
            f"'name' must be a plain name, of letters, digits, spaces and . _ + -, "
            f"not {excerpt(name)}"
        )
    return name


def _texts(table: dict[str, Any], near: Path, folder: Path | None) -> Data | ExampleData | WordData:
    """The books, the examples or the words. Paths are relative to the recipe."""
    if "data" not in table:
        raise RecipeError("the table [data] is missing (or [task], to learn a memory task)")
    if "also" in table:
        raise RecipeError("[[also]] is for memory tasks, and there is no [task]")
    named = {"folder": str(folder.absolute())} if folder is not None else {}
    named = _table(table, "data") | named
    for kind, keys in OTHER_DATA.items():
        if named.keys() & keys:
            other: ExampleData | WordData = _make(kind, named, "data")
            return replace(other, folder=near / other.folder)
    data: Data = _make(Data, named, "data")
    _check_parts(data)
    excerpt = str(near / data.excerpt) if data.excerpt else ""
    return replace(data, folder=near / data.folder, excerpt=excerpt)


OTHER_DATA: dict[type[Any], set[str]] = {
    ExampleData: {"examples", "stories"},
    WordData: {"train", "valid", "test"},
}
"""What [data] is where it has one of these keys. Else it is books."""


def _check_parts(data: Data) -> None:
    if data.chapter and data.held_out_end:
        raise RecipeError(
            "[data] held_out_chapters and held_out_end are two ways to hold out parts of books: "
            "write one of them"
        )
    if bool(data.chapter) != bool(data.held_out_chapters) or data.held_out_chapters == 1:
        raise RecipeError(
            "[data] held_out_chapters, from 2 upwards, and chapter, what the heading of a chapter "
            "begins with, go together: write both of them or neither"
        )
    try:
        re.compile(data.chapter)
    except (re.error, RecursionError, OverflowError) as error:
        raise RecipeError(
            f"[data] chapter is not a regular expression: {excerpt(data.chapter)}"
        ) from error


def _exercise(table: dict[str, Any], vocab_size: int) -> Exercise:
    if "data" in table:
        raise RecipeError("[data] and [task] exclude one another: leave one of them")
    if vocab_size != CHARACTERS:
        raise RecipeError(
            f"a memory task is read by characters, of which there are {CHARACTERS}: "
            f"write vocab_size = {CHARACTERS}, not {vocab_size}"
        )
    if unused := _table(table, "training").keys() & {"length", "segment_chunks"}:
        raise RecipeError(
            f"[training] {min(unused)} is for books: how long a sequence is follows from the task"
        )
    sizes = dict(_table(table, "task"))
    task = check_task(sizes.pop("name", None), sizes)
    others = table.get("also", [])
    if not isinstance(others, list) or not all(isinstance(other, dict) for other in others):
        raise RecipeError("further tasks are written as tables [[also]]")
    also = []
    for other in others:
        changed = {"name": task.name} | other
        name = changed.pop("name")
        also.append(check_task(name, task.sizes | changed if name == task.name else changed))
    return Exercise(task=task, also=tuple(also))


def _table(table: dict[str, Any], name: str) -> dict[str, Any]:
    part = table.get(name)
    if not isinstance(part, dict):
        raise RecipeError(f"the table [{name}] is missing")
    return part


def _make(kind: type[Any], table: dict[str, Any], where: str) -> Any:
    """Make a dataclass from a table. Every key must be known and have the right type."""
    types: dict[str, set[type[Any]]] = {
        "int": {int},
        "float": {int, float},
        "str": {str},
        "bool": {bool},
        "Path": {str},
        "Path | None": {str},
        "list[str]": {list},
        "list[int]": {list},
    }
    declared = {f.name: f for f in fields(kind)}
    for name, value in table.items():
        if name not in declared:
            raise RecipeError(
                f"[{where}] has an unknown key {excerpt(name)}; it takes {list(declared)}"
            )
        wanted = declared[name].type
        items = int if wanted == "list[int]" else str
        if type(value) not in types[str(wanted)] or (
            isinstance(value, list) and not all(type(item) is items for item in value)
        ):
            raise RecipeError(f"[{where}] {name} should be {wanted}, not {excerpt(value)}")
        if type(value) in types["float"] and not _fits(name, value):
            raise RecipeError(
                f"[{where}] {name} is {excerpt(value)}; it must be "
                f"{'from' if name in MAY_BE_ZERO else 'above'} 0, and at most {LIMITS[name]:,}"
            )
        if isinstance(value, str) and (len(value) > 4_096 or "\0" in value):
            raise RecipeError(f"[{where}] {name} is too long, or it has zero characters")
    for name, declaration in declared.items():
        if name not in table and declaration.default is declaration.default_factory is MISSING:
            raise RecipeError(f"[{where}] {name} is missing")
    return kind(**{k: Path(v) if "Path" in str(declared[k].type) else v for k, v in table.items()})


def _fits(name: str, value: float) -> bool:
    # Compared before conversion: an int of hundreds of digits is no float.
    return value <= LIMITS[name] and (value > 0 or (value == 0 and name in MAY_BE_ZERO))
