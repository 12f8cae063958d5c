"""`wmstudio eval` and `wmstudio results`: measuring checkpoints."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstudio import paths
from wmstudio.checkpoints.bundled import all_in
from wmstudio.checkpoints.layout import CheckpointError
from wmstudio.cli.eval_tables import TEXT_COLUMNS, tables
from wmstudio.cli.shared import (
    UsageError,
    cluster_of,
    device_of,
    make_places,
    note,
    only_run,
    page_files,
)
from wmstudio.cli.texts import STDIN, text_of_file, text_or_file
from wmstudio.example_sets.layouts import read_examples
from wmstudio.files.plain_name import as_unicode
from wmstudio.files.writing import write_file
from wmstudio.text.documents import TextError, read_text
from wmstudio.untrusted import UntrustedError, parse_json

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping, Sequence

    from wmstudio.evaluation.kept_figures import KeptFigures
    from wmstudio.evaluation.remembering_report import RememberingPlan
    from wmstudio.library import LoadedModel
    from wmstudio.runtime.cluster import Cluster

SAMPLE = "the-lamp-in-the-mill.txt"
"""The bundled text on which speed and memory use are measured."""


def evaluate(options: Namespace) -> int:
    """Measure one checkpoint. All options are checked before it begins."""
    if not (
        options.files
        or options.grammar
        or options.tasks
        or options.remember
        or options.examples
        or options.writes
    ):
        raise UsageError(
            "there is nothing to measure: name text files, a --grammar folder, a --task or "
            "--examples, or ask for --remember or --writes"
        )
    from wmstudio.backends import registry

    check_remember(options)
    given = options.known, options.candidates, options.follows is not None, options.beams > 1
    if not options.examples and any(given):
        raise UsageError("--known, --candidates, --beams and --follows are for --examples")
    cluster = cluster_of(options)
    sets = [read_examples(path) for path in options.examples]
    if options.candidates:
        from wmstudio.evaluation.answers.candidates import check_candidates

        for one in sets:
            check_candidates(one.examples, options.candidates)
    known = read_examples(options.known) if options.known else None
    texts = read_texts(options.files)
    place = registry.find(options.checkpoint).path
    to_file = options.json not in (None, "-")
    if to_file:
        make_places(options, Path(options.json))
    from wmstudio.tasks.registry import check_task

    tasks = [check_task(*task) for task in options.tasks]
    from wmstudio import library
    from wmstudio.evaluation import grammar, measures, memory_tasks
    from wmstudio.evaluation.kept_figures import KeptFigures

    pairs = grammar.read_sets(options.grammar, note) if options.grammar else {}
    plan = remembering_plan(options)
    counted = _counted(options, texts)
    loaded = library.open_checkpoint(place, str(device_of(options)))
    # Nothing tells two models without hashes apart.
    in_file = _partial(options.json, "texts") if to_file and loaded.opened.hashes else None
    kept, waiting = KeptFigures(in_file, TEXT_COLUMNS), list[Path]()
    if options.cache:
        loaded = loaded.configured(cache=True)
    if options.writes or plan or pairs or tasks:
        _ = loaded.model, loaded.tokenizer  # refused where there is none
    if sets:
        from wmstudio.app.saved.training_record import follows_of
        from wmstudio.evaluation.answers import report as answer_report
        from wmstudio.evaluation.answers.answering import Answerer

        follows = follows_of(place) if options.follows is None else options.follows
        answerer = Answerer(loaded.model, loaded.tokenizer, follows, options.beams)
        for one in sets:
            answer_report.check(answerer, one.examples)
    report: dict[str, Any] = {
        "checkpoint": loaded.opened.name,
        "family": loaded.opened.family,
        "folder": str(place),
        "parameters": loaded.opened.parameters,
        "device": loaded.opened.device,
        "cache": options.cache,
        "texts": _figures(loaded, texts, place, cluster, options.cache, kept),
        "grammar": None,
        "tasks": [],
        "examples": [],
        "remembering": None,
        "writing": None,
    }
    if options.writes:
        report["writing"] = _writing(loaded, texts, counted, options)
    if sets:
        for number, one in enumerate(sets, 1):
            kept_in = _partial(options.json, f"examples-{number}") if to_file else None
            report["examples"].append(
                answer_report.report(answerer, one, known, kept_in, options.candidates)
            )
            waiting += [] if kept_in is None else [kept_in]
    if plan:
        from wmstudio.evaluation import remembering_report

        report["remembering"] = remembering_report.report(loaded.model, loaded.tokenizer, plan)
    if pairs or tasks:
        model, tokenizer = loaded.model, loaded.tokenizer
        if pairs:
            report["grammar"] = measures.of_grammar(model, tokenizer, pairs, "minimal pairs")
        report["tasks"] = [
            memory_tasks.score(model, tokenizer, task, options.sequences).record(task)
            for task in tasks
        ]
    data = json.dumps(report, indent=2, allow_nan=False) + "\n"
    if to_file:
        write_file(Path(options.json), data)
        kept.end()
        for path in waiting:
            path.unlink(missing_ok=True)
    sys.stdout.writelines([data] if options.json == "-" else tables(report))
    sys.stdout.flush()
    return 0


def _partial(json: str, what: str) -> Path | None:
    """Where finished figures wait, beside the file that they are for; None beside a device."""
    at = os.path.realpath(json)
    is_file = os.path.isfile(at) or not os.path.exists(json)
    return Path(f"{at}.{what}.partial") if is_file else None


def _figures(
    loaded: LoadedModel,
    texts: Mapping[str, str],
    place: Path,
    cluster: Cluster,
    cache: bool,
    kept: KeptFigures,
) -> dict[str, Any]:
    """The figures of every text, in their order; those that are kept are not measured again."""
    from wmstudio.evaluation import measures
    from wmstudio.runtime.cluster import Job, hash_of

    known = (place.absolute(), loaded.opened.device, measures.hashes_of(loaded), cache)
    jobs = [
        Job(
            name,
            [*map(str, known), name, hash_of(text.encode("utf-8", "surrogatepass"))],
            measures.figures_at,
            (*known, text, name),
        )
        for name, text in texts.items()
    ]
    keys = {job.what: job.key for job in jobs}
    found = {name: figures for name, key in keys.items() if (figures := kept.get(key)) is not None}
    if found:
        note(f"texts measured before: {len(found)} of {len(jobs)}; {kept.path} has their figures")
    left = [job for job in jobs if job.what not in found]
    if not cluster.elsewhere:
        # The model is open here.
        left = [
            replace(job, function=measures.of_any_text, arguments=(loaded, *job.arguments[-2:]))
            for job in left
        ]
    for job, result in cluster.done(left):
        found[job.what] = kept.put(keys[job.what], result())
    return {name: found[name] for name in texts}


def _counted(options: Namespace, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of --writes to count n-grams in, without those that are measured on.

    Raises:
        TextError: see `read_folder`; or none is left.
    """
    if not (options.writes and options.ngram):
        return {}
    found = read_folder(options.ngram)
    others = {name: text for name, text in found.items() if text not in texts.values()}
    if not others:
        raise TextError(f"{options.ngram} has only texts that are measured on: add others")
    return others


def _writing(
    loaded: LoadedModel, texts: Mapping[str, str], counted: Mapping[str, str], options: Namespace
) -> dict[str, Any]:
    """What the model writes by itself, beside the texts that are named."""
    import numpy as np

    from wmstudio.evaluation import free_running
    from wmstudio.evaluation.kneser_ney import KneserNey

    ngrams = None
    if counted:
        ids = [loaded.tokenizer.encode(text).ids.astype(np.int64) for text in counted.values()]
        ngrams = KneserNey.counted(ids, loaded.tokenizer.vocab_size)
    counts = {"texts": options.writes, "length": free_running.LENGTH, "seed": options.seed}
    return free_running.report(loaded.model, loaded.tokenizer, texts, counts, ngrams)


def results(options: Namespace) -> int:
    """Measure all bundled checkpoints, and write the page."""
    page_file, figures = page_files(options)
    check_remember(options)
    cluster = cluster_of(options)
    texts = read_texts(options.texts)
    studies = {str(path): read_json(path) for path in options.studies}
    if options.also and not all_in(options.also):
        raise CheckpointError(f"there is no checkpoint in the folder {options.also}")
    sample = paths.assets() / "samples" / SAMPLE
    make_places(options, page_file, figures)
    from wmstudio.evaluation import grammar
    from wmstudio.evaluation.page import page
    from wmstudio.evaluation.results import Inputs, survey

    inputs = Inputs(
        sample=(sample.name, read_text(sample)),
        texts=texts,
        sets=grammar.read_sets(options.grammar, note) if options.grammar else {},
        studies=studies,
        remembering=remembering_plan(options),
        also=options.also,
    )
    try:
        with only_run(figures):
            report = survey(
                inputs, figures, device_of(options), options.typed, options.fresh, cluster
            )
    except KeyboardInterrupt:
        note(f"stopped; what was measured is kept in {figures}: the same command goes on from it")
        return 130
    link = os.path.relpath(figures, page_file.parent)
    write_file(page_file, as_unicode(page(report, Path(link).as_posix())))
    count = len(report["checkpoints"])
    note(f"{page_file}: 1 checkpoint" if count == 1 else f"{page_file}: {count} checkpoints")
    return 0


def read_texts(files: Sequence[Path]) -> dict[str, str]:
    """The texts of files, by the names given; ``-`` is standard input.

    Raises:
        TextError: one cannot be read, or is empty.
    """
    texts = {}
    for path in files:
        is_piped = str(path) == STDIN
        name = "standard input" if is_piped else str(path)
        texts[name] = text_or_file(STDIN) if is_piped else text_of_file(path)
    for name, text in texts.items():
        if not text:
            raise TextError(f"{name} is empty, so there is nothing to measure")
    return texts


def check_remember(options: Namespace) -> None:
    """Check that the options of --remember fit together.

    Raises:
        UsageError: they do not.
    """
    if options.remember and not options.prose:
        raise UsageError("--remember needs texts to cut passages from: name a folder with --texts")
    if not options.remember and options.prose:
        raise UsageError("--texts is for --remember")
    if not options.remember and options.ngram and not vars(options).get("writes"):
        raise UsageError("--ngram is for --remember and --writes")


def remembering_plan(options: Namespace) -> RememberingPlan | None:
    """The data and options of --remember, or None without it.

    Raises:
        EvaluationError: the texts are too short.
        TextError: see `read_folder`.
    """
    if not options.remember:
        return None
    from wmstudio.evaluation.remembering_report import RememberingPlan

    plan = RememberingPlan(
        texts=read_folder(options.prose),
        counted=read_folder(options.ngram) if options.ngram else {},
        seed=options.seed,
        questions=options.questions,
    )
    plan.check()
    return plan


def read_folder(folder: Path) -> dict[str, str]:
    """The texts of all ``.txt`` files in a folder, by name. Empty ones are left out.

    Raises:
        TextError: no such folder, one cannot be read, or there is nothing in them.
    """
    if not folder.is_dir():
        raise TextError(f"there is no folder {folder} with .txt files")
    files = [path for path in sorted(folder.glob("*.txt")) if not path.name.startswith(".")]
    texts = {path.stem: text_of_file(path) for path in files}
    if not any(texts.values()):
        raise TextError(f"{folder} has no .txt files with text in them")
    return {name: text for name, text in texts.items() if text}


def read_json(path: Path) -> Any:
    """The content of a JSON file.

    Raises:
        TextError: it cannot be read, or is not JSON.
    """
    try:
        return parse_json(read_text(path)).value
    except UntrustedError as error:
        raise TextError(f"{path} is not JSON: name what wmstudio study wrote") from error
