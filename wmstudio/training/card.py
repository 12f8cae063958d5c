"""The model card of a checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.models.registry import FAMILIES
from wmstudio.models.task_scoring import TaskScore
from wmstudio.training.recipe import ExampleData, Exercise, WordData

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.tasks.base import Task
    from wmstudio.training.recipe import Data, Recipe

MOST_ROWS = 16
"""Largest number of rows of accuracy by group; groups are merged beyond it."""


def model_card(recipe: Recipe, record: Mapping[str, Any]) -> str:
    """Write the card in Markdown, from the recipe and the measurements only."""
    if isinstance(recipe.data, Exercise):
        rows, validation, limits = _of_task(recipe.data.task, record)
    elif isinstance(recipe.data, ExampleData):
        rows, validation, limits = _of_examples(recipe.data, record)
    elif isinstance(recipe.data, WordData):
        rows, validation, limits = _of_words(recipe.data, record)
    else:
        rows, validation, limits = _of_books(recipe.data, record)
    if "start" in record:
        rows += f"\n| begun with | the weights and the tokenizer of `{record['start']}` |"
    return f"""# {recipe.name}

{recipe.text or f"A language model of the family {recipe.family}"}.

| | |
|---|---|
| family | `{recipe.family}`: {FAMILIES[recipe.family].text} |
| sizes | {_listed(recipe.sizes)} |
| parameters | {record["parameters"]:,} |
{rows}

## Validation

{validation}
## Recipe

```toml
{recipe.source.strip()}
```

## Limits

{limits}
"""


def _listed(sizes: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}"
        for name, value in sizes.items()
    )


def _trained(record: Mapping[str, Any]) -> str:
    finished = "" if record["steps"] == record["of_steps"] else " (training is not finished)"
    return f"{record['steps']:,} of {record['of_steps']:,} steps{finished}"


def _of_books(data: Data, record: Mapping[str, Any]) -> tuple[str, str, str]:
    """Table rows, validation and limits of a model of books."""
    books = "\n".join(
        f"| {name} | {bits:.4f} |" for name, bits in record["validation_by_book"].items()
    )
    rows = f"""\
| validation | **{record["validation_bits_per_byte"]:.4f} bits per byte** |
| trained | {_trained(record)}, {record["tokens_seen"] / 1e6:.1f} million tokens \
({record["tokens_seen"] / record["tokens_per_epoch"]:.2f} times around) |
| data | {data.source or "not named"}{_changes(data)} |
| licence of the data | {data.licence or "not named"} |"""
    whole = record["validation_whole_books"]
    validation = f"""\
{_held_out(data)}, {"each read whole" if whole else "the beginning of each"}, \
with the state carried along; the first token is predicted from the initial state (there is no
token that marks a beginning). Weights as stored, in half precision, run in float32.

| held-out book | bits per byte |
|---|---|
{books}

{_compressed(record)}{_excerpt(record)}"""
    limits = """\
A small model, for looking inside: it writes sentences that read like its books and understands
next to nothing of what they are about. It knows the language of its books, with their views of the
world, and nothing else; what is written otherwise it spells out byte by byte. Not for facts or
advice."""
    return rows, validation, limits


def _of_examples(data: ExampleData, record: Mapping[str, Any]) -> tuple[str, str, str]:
    """Table rows, validation and limits of a model of examples."""
    found = record["examples"]
    rows = f"""\
| validation | **{found["exact"]:.1%} of held-out targets written exactly** |
| trained | {_trained(record)}, {record["tokens_seen"] / 1e6:.1f} million tokens, of \
{found["trained_on"]:,} examples |
| data | {data.source or "not named"} |
| licence of the data | {data.licence or "not named"} |"""
    groups = "".join(f"| {group} | {share:.1%} |\n" for group, share in found["by_group"].items())
    listed = f"\n| group | exact |\n|---|---|\n{groups}" if groups else ""
    validation = f"""\
{found["held_out"]:,} examples whose prompts were not trained on. A target counts if the model
writes exactly it, the likeliest piece first; its tokens take {found["nats_per_token"]:.3f} nats
each on average. Weights as stored, in half precision, run in float32.
{listed}"""
    limits = f"""\
It has learned to write what follows {data.follows!r} after prompts like its own, and nothing else:
it cannot predict the prompts themselves, and its answers to others mean nothing."""
    return rows, validation, limits


def _of_words(data: WordData, record: Mapping[str, Any]) -> tuple[str, str, str]:
    """Table rows, validation and limits of a model of whole words."""
    found = record["words"]
    tested = found["perplexity"].get("test")
    figure = (
        f"a perplexity of {found['perplexity']['valid']:.2f} per word"
        if tested is None
        else f"a test perplexity of {tested:.2f} per word"
    )
    rows = f"""\
| validation | **{figure}** |
| trained | {_trained(record)}, {record["tokens_seen"] / 1e6:.1f} million words \
({record["tokens_seen"] / record["tokens_per_epoch"]:.2f} times around) |
| data | {data.source or "not named"} |
| licence of the data | {data.licence or "not named"} |"""
    files = {"valid": data.valid, "test": data.test}
    parts = "\n".join(
        f"| {files[part]} | {found['tokens'][part]:,} | {perplexity:.2f} |"
        for part, perplexity in found["perplexity"].items()
    )
    whole = "Each file was" if found["whole"] else "The beginning of each file was"
    validation = f"""\
The vocabulary is closed: the {found["vocabulary"]:,} words of {data.train}, and the end of a line,
which is predicted and counted as a word. {whole} read with the state
carried along; the first word is predicted from the initial state. Weights as stored, in half
precision, run in float32.

| file | words | perplexity |
|---|--:|--:|
{parts}
"""
    limits = f"""\
It knows whole words only, as they are spelled in {data.train}. Any other word is read byte by byte,
which it has never learned, so what it expects there means nothing. Not for facts or advice."""
    return rows, validation, limits


def _changes(data: Data) -> str:
    """How much of the books is varied in training."""
    told = []
    if data.rename:
        told.append(
            f"in {data.rename:.0%} of the segments each proper name is replaced throughout by one "
            "of another book"
        )
    if data.repeat:
        told.append(f"{data.repeat:.0%} of the segments have passages that come a second time")
    return f"; while training, {', and '.join(told)}" if told else ""


def _held_out(data: Data) -> str:
    if data.held_out_end:
        return f"The last {data.held_out_end:.0%} of each book, which the model has never seen"
    if not data.held_out_chapters:
        return "Books that the model has never seen"
    books = " and books" if data.held_out else ""
    return (
        f"Chapters{books} that the model has never seen: of books that it has read, every chapter "
        f"whose number is a multiple of {data.held_out_chapters}, one after the other"
    )


def _compressed(record: Mapping[str, Any]) -> str:
    """The bits per byte of compressors, if measured."""
    if "compressed_bits_per_byte" not in record:
        return ""
    told = " and ".join(
        f"{bits:.4f} by {name}" for name, bits in record["compressed_bits_per_byte"].items()
    )
    return f"The same texts take {told}, each compressed on its own.\n\n"


def _excerpt(record: Mapping[str, Any]) -> str:
    """A line about the excerpt, if there is one."""
    if "excerpt" not in record:
        return ""
    name, bits = record["excerpt"]["name"], record["excerpt"]["bits_per_byte"]
    return (
        f"On `{name}`, a text written for this program that it has not seen either: "
        f"{bits:.4f} bits per byte.\n\n"
    )


def _of_task(task: Task, record: Mapping[str, Any]) -> tuple[str, str, str]:
    """Table rows, validation and limits of a model of a task."""
    score = TaskScore.of_record(record)
    groups = "\n".join(
        f"| {group} | {accuracy:.4f} | {count:,} |"
        for group, (accuracy, count) in score.binned(MOST_ROWS).items()
    )
    text, answers = task.questions(1, np.random.default_rng(0)).lines(0)
    rows = f"""\
| task | `{task.name}`: {task.text} |
| sizes of the task | {_listed(task.sizes)} |
| accuracy | **{score.accuracy:.4f}** of {score.questions:,} questions (chance {score.chance:.4f}) |
| trained | {_trained(record)}, {record["tokens_seen"] / 1e6:.1f} million symbols, \
each sequence a fresh one |"""
    validation = f"""\
Sequences drawn from a seed apart from those of training, each read from the initial state. A
question counts as answered if the likeliest of all the model's pieces is the answer. Weights as
stored, in half precision, run in float32. One sequence, and under each symbol that is asked about
what should be expected next:

```
{text}
{answers.rstrip()}
```

| {task.group_name} | accuracy | questions |
|---|---|---|
{groups}
"""
    limits = f"""\
A small model, for looking inside. It has learned this one test and no language: where nothing is
asked, what it expects next means nothing. Other sizes than those above are not measured here
(`wmstudio study` does that). It reads characters, of which the task uses few.
Chance is what guessing among the task's answers reaches; accuracy near {score.chance:.2f} is no
memory at all."""
    return rows, validation, limits
