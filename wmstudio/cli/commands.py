"""The commands. Whatever they refuse is an exception whose message is a sentence."""

from __future__ import annotations

import gc
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from wmstudio.app import catalogue
from wmstudio.app.display import has_display
from wmstudio.app.languages.reading import told
from wmstudio.app.phrases import phrase
from wmstudio.backends import adapter
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.layout import CheckpointError
from wmstudio.cli.arguments import SUMMARIES
from wmstudio.cli.shared import UsageError, make_places, note, table
from wmstudio.cli.texts import text_or_file
from wmstudio.contract import Edit

if TYPE_CHECKING:
    from argparse import Namespace
    from types import ModuleType

    from wmstudio.cli.readers import EditWords
    from wmstudio.library import LoadedModel

COMMANDS = {
    "window": "commands:window",
    "trace": "commands:trace",
    "render": "commands:render",
    "generate": "commands:generate",
    "models": "commands:models",
    "inspect": "inspecting:inspect",
    "convert": "inspecting:convert",
    "train": "training:train",
    "split": "splitting:split",
    "study": "commands:study",
    "load-study": "commands:load_study",
    "eval": "evaluating:evaluate",
    "fit-cache": "fitting:fit_cache",
    "results": "evaluating:results",
    "benchmarks": "benchmarking:benchmarks",
    "serve": "serving:serve",
    "desktop": "desktop:desktop",
}
"""The function of each command. Its module is imported when it is run, since the window, which is
what most people wait for, needs none of the others."""
MOST_DIGITS = 19
"""Digits of a number that no model has any more."""


def run(options: Namespace) -> int:
    """Run a command. Returns the exit code."""
    try:
        os.getcwd()
    except OSError as error:
        # Libraries of numpy and torch end the process without it, and speak of themselves.
        raise UsageError(
            "the folder that you are in is not there any more: go to another one (cd), and give "
            "the command again"
        ) from error
    if getattr(options, "adapter", None) is not None:
        options.checkpoint = str(adapter.allow(options.adapter))
    if getattr(options, "compare_adapter", None) is not None:
        options.compare = str(adapter.allow(options.compare_adapter))
    command = resolve_name(f"wmstudio.cli.{COMMANDS[options.command]}")
    return int(command(options))


def window(options: Namespace) -> int:
    """Open the window, and stay until it is closed."""
    # Started from the desktop, nobody would see it here: the window says what is wrong.
    here = not options.from_desktop
    if here and options.file is not None and not os.path.isfile(options.file):
        if os.path.exists(options.file):
            raise UsageError(f"{str(options.file)!r} is not a file: the window opens files of text")
        from difflib import get_close_matches

        near = get_close_matches(str(options.file), SUMMARIES, n=1)
        hint = f"; did you mean the command {near[0]!r}?" if near else ""
        raise UsageError(f"there is no file {str(options.file)!r}{hint}")
    if not has_display():
        raise UsageError(
            "there is no display to open a window on; without one there are: "
            + ", ".join(f"wmstudio {name}" for name in SUMMARIES)
        )
    for name in (options.checkpoint, options.compare):
        # A wrong name is reported here, where it was typed.
        if name is not None and not bundled.has(name):
            _found(name)
    application = _application()
    # What is not given stays as it was at the last start.
    return int(application.run(options.file, options.checkpoint, options.device, options.compare))


def _application() -> ModuleType:
    return _shell("application")


def _shell(name: str) -> ModuleType:
    """Import a module of the window, and Qt with it."""
    # Everything made now stays alive, so collecting garbage would only cost time.
    gc.disable()
    try:
        return import_module(f"wmstudio.gui.shell.{name}")
    except ModuleNotFoundError:
        raise
    except ImportError as error:  # a system library that Qt depends on is missing
        raise ValueError(
            f"Qt cannot be loaded ({error}): install the library that is named"
        ) from error
    finally:
        gc.enable()


def trace(options: Namespace) -> int:
    """Write everything about a text to a file."""
    text = text_or_file(options.text) if options.text is not None else None
    checkpoint = checkpoint_or_default(options.checkpoint)
    model = _opened(checkpoint, options)
    edits = [edit_of(model, words) for words in options.edit]
    for word in options.forget:
        edits += model.forgetting(word, text)
    make_places(options, options.record if options.record is not None else options.out)
    if options.record is not None:
        from wmstudio.engine.recording import write_recording

        recorded = model.record(text, options.patch, options.signals, options.top, edits)
        write_recording(options.record, recorded)
        tokens = len(recorded.arrays["ids"])
        note(
            f"{options.record}: 1 token, without the model"
            if tokens == 1
            else f"{options.record}: {tokens:,} tokens, without the model"
        )
        return 0
    if text is not None and options.out.suffix == ".json":
        from wmstudio.library.traces import COLUMNS, check_json

        # At least so many, before any is computed.
        names = options.signals or model.signals
        sizes = [model.signals[name].size for name in names if name in model.signals]
        check_json(len(model.encode(text).ids) * (sum(sizes) + len(COLUMNS)))
    done = model.trace(text, options.patch, options.signals, options.top, edits)
    done.save(options.out)
    tokens, signals, out = len(done), len(done.signals), options.out
    if tokens == 1:
        note(f"{out}: 1 token, 1 signal" if signals == 1 else f"{out}: 1 token, {signals} signals")
    elif signals == 1:
        note(f"{out}: {tokens:,} tokens, 1 signal")
    else:
        note(f"{out}: {tokens:,} tokens, {signals} signals")
    return 0


def render(options: Namespace) -> int:
    """Save a picture of the window."""
    text = text_or_file(options.text)
    checkpoint = checkpoint_or_default(options.checkpoint)
    compare = _found(options.compare) if options.compare is not None else None
    make_places(options, options.out)
    # Qt reads it when it is imported.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    shell = _shell("render")
    try:
        shell.render(
            text,
            options.out,
            options.size,
            options.theme,
            checkpoint,
            options.device,
            tuple(options.settings),
            compare,
        )
    except shell.RenderError as error:
        raise ValueError(str(error)) from error
    return 0


def generate(options: Namespace) -> int:
    """Print the continuation of a text, without the text, as it is generated."""
    text = text_or_file(options.text)
    checkpoint = checkpoint_or_default(options.checkpoint)
    from wmstudio import library

    sampling = library.Sampling(
        temperature=options.temperature,
        top_k=options.top_k,
        top_p=options.top_p,
        seed=options.seed,
        tokens=options.tokens,
    )
    model = _opened(checkpoint, options)
    edits = [edit_of(model, words) for words in options.edit]
    last = ""
    for piece in model.generate(text, sampling, options.patch, edits, options.forget):
        sys.stdout.write(piece)
        sys.stdout.flush()
        last = piece or last
    if not last.endswith("\n"):
        sys.stdout.write("\n")
    sys.stdout.flush()
    return 0


def models(options: Namespace) -> int:
    """List the bundled models, or say what files and folders are."""
    for problem in catalogue.problems():
        note(problem)
    if options.paths:
        return _recognised(options.paths, options.json)
    there = [*bundled.bundled(), *bundled.runs()]
    if options.json:
        listed = [
            {
                "name": one.name,
                "family": one.family,
                "parameters": one.parameters,
                "bytes": one.bytes,
                "validation_bits_per_byte": one.validation_bits_per_byte,
                "task": one.task,
                "accuracy": one.accuracy,
                "exact": one.exact,
            }
            for one in there
        ]
        sys.stdout.write(json.dumps(listed, indent=2) + "\n")
    elif there:
        rows = [
            (told("name"), told("family"), told("parameters"), told("on disk"), told("measured"))
        ]
        for one in there:
            rows.append(
                (
                    one.name,
                    one.family,
                    f"{one.parameters:,}",
                    f"{one.bytes / 1e6:.1f} MB",
                    _measured(one),
                )
            )
        sys.stdout.writelines(table(rows, "<<>><"))
    else:
        note("no checkpoint is bundled; wmstudio train makes one")
    sys.stdout.flush()
    return 0


NO_MODEL = phrase("not a model that can be opened")
NO_FILE = phrase("there is no such file or folder")


def _recognised(paths: list[Path], as_json: bool) -> int:
    """Say what each path can be opened as. Returns 1 if one cannot be opened."""
    from wmstudio.backends import registry

    found = [(path, registry.recognise(path)) for path in paths]
    names = [one.format.NAME if one is not None else None for _, one in found]
    if as_json:
        listed = [
            {"path": str(path), "format": name} for path, name in zip(paths, names, strict=True)
        ]
        sys.stdout.write(json.dumps(listed, indent=2) + "\n")
    else:
        rows = [
            (str(path), name or told(NO_MODEL if os.path.exists(path) else NO_FILE))
            for path, name in zip(paths, names, strict=True)
        ]
        sys.stdout.writelines(table([(told("path"), told("what it is")), *rows], "<<"))
    sys.stdout.flush()
    return 0 if all(names) else 1


def _measured(one: bundled.Bundled) -> str:
    """The quality of a checkpoint in a few words."""
    if one.validation_bits_per_byte is not None:
        bits = f"{one.validation_bits_per_byte:.3f}"
        return told("{bits} bits per byte").format(bits=bits)
    if one.task is not None and one.accuracy is not None:
        return told("{task}: {share} right").format(task=one.task, share=f"{one.accuracy:.4f}")
    if one.exact is not None:
        share = f"{one.exact:.1%}"
        return told("{share} of held-out targets written exactly").format(share=share)
    return told("not measured")


def study(options: Namespace) -> int:
    """Train recipes for memory tasks with several seeds, and report the scores."""
    from wmstudio.cli import studying
    from wmstudio.cli.training import read_recipe

    return studying.study(options, [read_recipe(path) for path in options.recipes])


def load_study(options: Namespace) -> int:
    """Measure quality against memory use, as tables and a picture."""
    from wmstudio.cli import studying

    # Before hours of training, a system without Qt's libraries is refused.
    return studying.load_study(options, _shell("render").svg_off_screen)


def _opened(checkpoint: Path, options: Namespace) -> LoadedModel:
    """The model with the requested settings."""
    from wmstudio import library

    return library.open_checkpoint(checkpoint, options.device).configured(**dict(options.settings))


def edit_of(model: LoadedModel, words: EditWords) -> Edit:
    """An edit as the model takes it: arguments that are not numbers are pieces of text.

    Raises:
        TraceError: a piece is not one token.
    """

    def value(word: str) -> int:
        if word.isdecimal() and len(word) < MOST_DIGITS:
            return int(word)
        quoted = len(word) > 2 and word[0] == word[-1] and word[0] in "\"'"
        return model.token((word[1:-1] if quoted else word).replace("␣", " "))

    token, name, arguments = words
    return Edit(token, name, tuple((argument, value(word)) for argument, word in arguments))


def checkpoint_or_default(name: str | None) -> Path:
    """The requested file or folder, or the default checkpoint.

    Raises:
        CheckpointError: there is none.
    """
    name = name if name is not None else bundled.default()
    if name is None:
        raise CheckpointError("no checkpoint is bundled: name a folder with --checkpoint")
    return _found(name)


def _found(name: str) -> Path:
    """The file or folder of a model.

    Raises:
        CheckpointError: there is none.
        FormatError: it is a folder with several models in it.
    """
    from wmstudio.backends import registry

    return registry.find(name).path
