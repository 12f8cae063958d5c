"""`wmstudio fit-cache`: fitting the neural cache of a checkpoint."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.layout import CARD, CONFIG
from wmstudio.checkpoints.steps import step_of
from wmstudio.cli.evaluating import read_texts
from wmstudio.cli.shared import UsageError, check_place, cluster_of, device_of, note, table
from wmstudio.text.documents import read_text

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from wmstudio.evaluation.cache_card import TextResult
    from wmstudio.evaluation.cache_fit import CacheFit
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.runtime.cluster import Cluster


def fit_cache(options: Namespace) -> int:
    """Fit, print the result, and store it in the checkpoint's folder."""
    texts, others = read_texts(options.texts), read_texts(options.test)
    if both := [name for name, text in others.items() if text in texts.values()]:
        raise UsageError(f"{both[0]} is fitted on, so it cannot be a --test, too")
    folder, cluster = bundled.find(options.checkpoint), cluster_of(options)
    if not options.dry_run:
        _check_folder(folder)
    from wmstudio.checkpoints.folder import open_checkpoint, write_settings
    from wmstudio.evaluation import cache_card, cache_fit, measures

    device = device_of(options)
    checkpoint = open_checkpoint(folder, device)
    tokenizer = checkpoint.tokenizer
    ids = [tokenizer.encode(text[: options.limit]).ids for text in texts.values()]
    if cluster.elsewhere:
        fit = _fitted(checkpoint.model, ids, folder, str(device), cluster)
    else:
        with measures.bar("fitting", sum(map(len, ids)), "token") as bar:
            fit = cache_fit.fit_cache(checkpoint.model, ids, tell=bar.update)
    without = checkpoint.model.configured(cache=False)
    cached = checkpoint.model.configured(**fit.settings, cache=True)
    tested = [
        cache_card.TextResult(
            name,
            *(
                measures.of_text(model, tokenizer, text, name)["bits_per_byte"]
                for model in (without, cached)
            ),
        )
        for name, text in others.items()
    ]
    _tell(fit, tested)
    if options.dry_run:
        return 0
    path = folder / CARD
    card = read_text(path) if path.exists() else f"# {checkpoint.name}\n"
    on = options.on or bool(checkpoint.model.settings["cache"].value)
    names = [path.name for path in options.texts]
    told = [one._replace(name=Path(one.name).name) for one in tested]
    write_settings(
        folder,
        {**fit.settings, **({"cache": True} if options.on else {})},
        cache_card.with_cache(card, fit, names, told, on),
    )
    note(f"kept as defaults of {folder}")
    return 0


def _check_folder(folder: Path) -> None:
    """Check that a checkpoint can be given defaults, before they are looked for.

    Raises:
        UsageError: it cannot.
    """
    if step_of(folder.name) is not None:
        raise UsageError(
            f"{folder} is a kept step, and has the defaults of its run: name {folder.parent}, or "
            "add --dry-run"
        )
    if folder.is_dir():
        for name in (CARD, CONFIG):
            check_place(folder / name)


def _fitted(
    model: LanguageModel,
    texts: Sequence[npt.NDArray[np.int32]],
    folder: Path,
    device: str,
    cluster: Cluster,
) -> CacheFit:
    """Fit to texts of which each is read by a worker."""
    from wmstudio import library
    from wmstudio.evaluation import cache_fit, measures
    from wmstudio.runtime.cluster import Job, hash_of

    hashes = measures.hashes_of(library.open_checkpoint(folder, device))
    place = folder.absolute()
    jobs = [
        Job(
            f"text {number}",
            [number, hashes, device, hash_of(ids.tobytes())],
            measures.cache_reading_at,
            (place, device, hashes, ids),
        )
        for number, ids in enumerate(cache_fit.long_enough(model, texts), 1)
    ]
    read = {job.what: result() for job, result in cluster.done(jobs)}
    return cache_fit.fit_of([read[job.what] for job in jobs])


def _tell(fit: CacheFit, tested: Sequence[TextResult]) -> None:
    """Print the best point, the best of each window, and the result on other texts."""
    best_of = {
        window: min((p for p in fit.points if p.window == window), key=lambda p: p.bits)
        for window in sorted({p.window for p in fit.points})
    }
    rows = [
        (f"{p.window:,}", f"{p.sharpness:g}", f"{p.weight:.4f}", f"{p.bits / fit.tokens:.4f}")
        for p in best_of.values()
    ]
    head = ("window", "sharpness", "weight", "bits per token")
    none = ("none", "-", "-", f"{fit.bits_without / fit.tokens:.4f}")
    sys.stdout.writelines(table([head, none, *rows], ">>>>"))
    if tested:
        told = [(one.name, f"{one.without:.4f}", f"{one.cached:.4f}") for one in tested]
        names = ("bits per byte", "without", "with")
        sys.stdout.writelines(["\n", *table([names, *told], "<>>")])
    sys.stdout.flush()
