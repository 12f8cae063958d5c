"""The model card: what a checkpoint is, in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wmstudio.models.registry import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.training.recipe import Recipe


def model_card(recipe: Recipe, record: Mapping[str, Any]) -> str:
    """Markdown, from the recipe and what training measured; nothing that was not measured."""
    whole = record["validation_whole_books"]
    books = "\n".join(
        f"| {name} | {bits:.4f} |" for name, bits in record["validation_by_book"].items()
    )
    sizes = ", ".join(f"{name} {value:,}" for name, value in recipe.sizes.items())
    finished = "" if record["steps"] == record["of_steps"] else " (training is not finished)"
    return f"""# {recipe.name}

{recipe.text or f"A language model of the family {recipe.family}"}.

| | |
|---|---|
| family | `{recipe.family}`: {FAMILIES[recipe.family].text} |
| sizes | {sizes} |
| parameters | {record["parameters"]:,} |
| validation | **{record["validation_bits_per_byte"]:.4f} bits per byte** |
| trained | {record["steps"]:,} of {record["of_steps"]:,} steps{finished}, \
{record["tokens_seen"] / 1e6:.1f} million tokens \
({record["tokens_seen"] / record["tokens_per_epoch"]:.2f} times around) |
| data | {recipe.data.source or "not named"} |
| licence of the data | {recipe.data.licence or "not named"} |

## Validation

Books that the model has never seen, {"each read whole" if whole else "the beginning of each"}, \
with the state carried along; the first token is predicted from the initial state (there is no
token that marks a beginning). Weights as stored, in half precision, run in float32.

| held-out book | bits per byte |
|---|---|
{books}

{_excerpt(record)}## Recipe

```toml
{recipe.source.strip()}
```

## Limits

A small model, for looking inside: it writes sentences that read like its books and forgets what
they are about. It knows the English of old children's books, with their views of the world, and
nothing else; any other text it spells out byte by byte. Not for facts or advice.
"""


def _excerpt(record: Mapping[str, Any]) -> str:
    """A line on the text that everybody has, if there is one."""
    if "excerpt" not in record:
        return ""
    name, bits = record["excerpt"]["name"], record["excerpt"]["bits_per_byte"]
    return (
        f"On `{name}`, a text written for this program that it has not seen either: "
        f"{bits:.4f} bits per byte.\n\n"
    )
