"""Command lines of every subcommand, written wrongly in the ways that know what a word is."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

from fuzzing.contract import Format, RefusedError, sentence
from tests import support
from wmstudio import cli, paths
from wmstudio.checkpoints import bundled
from wmstudio.cli import arguments, commands
from wmstudio.cli.telling import Parser

PRESSES_CTRL_C, WAITS = 1.0, 5.0
"""Seconds of the processor, and on the clock: what is still at work then (a million tokens are no
mistake), or waits for the other end of a pipe, is asked to stop, as people do it."""
LARGEST_FILE = 64 * 2**20
DEVICES = (os.devnull, "/dev/full")
SOUND = (
    "trace a.txt --out here.npz --top 5 --set cache=on",
    "trace a.txt --out here.json --signals lstm.0.cell --patch lstm.0.cell:set:0.5:3@1-3",
    "trace The·cat --record here.wmtrace --edit 2:clear:slot=1 --edit 1:clear_all --device cpu",
    "trace - --out here.json --set capacity=3",
    "render a.txt --out here.png --size 400x330 --theme light --compare tiny",
    "generate The·cat --temperature 0.7 --top-k 5 --top-p 0.9 --seed 3 --tokens 9",
    "models a.txt tiny sets --json",
    "models",
    "train a.toml --data books --out made --device cpu --threads 1",
    "train task.toml --out made",
    "split reviews.tsv --share 0.5 --seed 3 --longest 80 --out part",
    "eval tiny --examples reviews.tsv --known reviews.tsv --candidates 2 --json here.json",
    "study task.toml --seeds 1 --out here.json --threads 1",
    "load-study --out loads --seeds 1 --capacities 2 --layers 1 --batches 4 --sequences 8",
    "eval stories-slots a.txt --grammar sets --json here.json --cache",
    "eval tiny --task copy:length=3,symbols=4 --sequences 8 --json -",
    "eval stories-slots --remember --texts books --ngram books --questions 2 --seed 1",
    "fit-cache stories-slots a.txt --test other.txt --limit 200 --dry-run",
    "results --text a.txt --grammar sets --out here.md --json here.json --fresh",
    "a.txt --checkpoint tiny --compare tiny --device cpu",
    "trace a.txt --checkpoint tiny --out here.json --forget cat --forget The·cat",
    "inspect tiny --weights --against stories-slots --json --threads 1",
    "convert tiny made",
    "eval tiny a.txt --writes 2 --ngram books --json here.json",
    "eval tiny a.txt other.txt --workers 1 --json here.json",
    "serve tiny --port 0 --once",
    "serve --make-keys made",
)
"""``·`` is a space."""
ODD = (
    "", " ", "-", "--", "-x", "--x", "=", ":", "@", ",", "nan", "-nan", "inf", "-inf", "0", "-0",
    "-1", "1", "2", "0.5", "1e999", "1e-999", "1_000", "9" * 9, "9" * 400, "9" * 5_000, "0x10",
    "١٢", "½", "²", "true", "None", "\udcff\udcfe", "a\udce9.txt", "x" * 300, "x" * 100_000, "a\nb",
    "a b " * 9_000, "\r", "\t", "\x1b[31m", "🙂", "é\u2028\ufeff", "<b>&[*]", "{0}", "%s", "cuda",
    "mps", "cuda:99", "--help", "--version", "--out",
)  # fmt: skip
"""What may stand in the place of any word, or of any part of one."""
PATHS = (
    ".", "..", "~", "~nobody/x", "file:///etc/passwd", "C:\\x.txt", "nowhere", "nowhere/x", "a.txt",
    "a.txt/x", "a.txt/", "./a.txt", "books", "sets", "tiny", "folder", "gone", "pipe", "null",
    "full", "zero", "memory", "owned", "socket", "locked", "locked/x", "kept", "round", "/dev/null",
    "/dev/full", "/dev/zero", "/dev/stdin", "/dev/fd/99", "a.wmtrace", "empty.txt", "bytes.txt",
    "y" * 251,
)  # fmt: skip
"""Files of every kind; each also with an ending that a command wants."""
LINKS = {
    "null": os.devnull, "full": "/dev/full", "zero": "/dev/zero", "memory": "/proc/self/mem",
    "owned": "/etc/passwd", "gone": "nowhere/at/all",
}  # fmt: skip
ENDINGS = (".npz", ".json", ".wmtrace", ".png", ".md", ".toml", ".txt", "")
PART = re.compile(r"[^:=,@x-]+")


def _make(folder: Path, rng: random.Random) -> None:
    _put(folder, rng, rng.choice(SOUND))


def _put(folder: Path, rng: random.Random, line: str) -> None:
    """A sound command line, and all that it needs."""
    here = folder / "here"
    here.mkdir()
    for place in (folder / "assets/checkpoints/stories-slots", here / "tiny"):
        family = "slots" if place.name != "tiny" else rng.choice(list(support.SIZES))
        support.checkpoint(place, family, name=place.name)
    (folder / "assets/samples").mkdir()
    (folder / "assets/samples/the-lamp-in-the-mill.txt").write_text(support.PAGE)
    (folder / "stdin").write_bytes(rng.choice((b"The cat\r\n", b"", b"\xff\xfe\x00", b"x" * 5_000)))
    (here / "a.txt").write_text(support.PAGE)
    (here / "other.txt").write_text(support.PAGE[50:])
    (here / "bytes.txt").write_bytes(b"\x00\xff\xfe" * 9)
    (here / "empty.txt").touch()
    (here / "a.wmtrace").write_bytes(b"PK\x03\x04")
    (here / "reviews.tsv").write_text("A good cat.\t1\nA bad cat.\t0\nKind!\t1\nCold.\t0\n")
    (here / "sets").mkdir()
    (here / "sets/a.tsv").write_text("The cat sits.\tThe cat sit.\n" * 3)
    support.recipe(here / "a.toml", support.books(here / "books"))
    support.task_recipe(here / "task.toml")
    _put_odd_files(here)
    words = [word.replace("·", " ") for word in line.split()]
    (folder / "words.json").write_text(json.dumps(words))


def _put_odd_files(here: Path) -> None:
    """What may be named in the place of a file, under every ending that a command wants."""
    (here / "locked").mkdir()
    (here / "locked/x.json").write_text("kept")
    for ending in ENDINGS:
        os.mkfifo(here / f"pipe{ending}")
        os.mknod(here / f"socket{ending}", stat.S_IFSOCK | 0o600)
        (here / f"kept{ending}").write_text("kept")
        (here / f"kept{ending}").chmod(0o400)
        for name, target in LINKS.items():
            (here / f"{name}{ending}").symlink_to(target)
        (here / f"round{ending}").symlink_to(f"round{ending}")
        if ending:
            (here / f"folder{ending}").mkdir()
    (here / "locked").chmod(0o500)


def odd_path(rng: random.Random) -> str:
    """The name of something that is there, or is not, or cannot be."""
    path = rng.choice(PATHS)
    return path if rng.random() < 0.4 else path + rng.choice(ENDINGS)


def change_words(data: bytes, rng: random.Random) -> bytes:
    """A command line with a word, a part of a word or an option that is another."""
    words: list[str] = json.loads(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.randrange(len(words) + 1)
        act = rng.randrange(8)
        there = words[at - 1] if words else ""
        if act == 0 and words:
            words[at - 1] = rng.choice(ODD)
        elif act in (1, 2) and words:
            words[at - 1] = odd_path(rng)
        elif act in (3, 4) and (parts := list(PART.finditer(there))):
            part = rng.choice(parts)
            words[at - 1] = there[: part.start()] + rng.choice(ODD) + there[part.end() :]
        elif act == 5 and words:
            del words[at - 1]
        elif act == 6:
            words[at:at] = rng.choice((words[at - 2 : at], [rng.choice(ODD)], [odd_path(rng)]))
        elif options := _options(words[0] if words else ""):
            value = rng.choice((rng.choice(ODD), odd_path(rng)))
            option = rng.choice(options)
            words[at:at] = rng.choice(([option, value], [f"{option}={value}"], [option]))
    return json.dumps(words).encode()


def _options(command: str) -> list[str]:
    """Every option that a command has."""
    parser = Parser(add_help=False)
    if command not in arguments.ADD:
        return ["--checkpoint", "--compare", "--device", "--version"]
    arguments.ADD[command](parser)
    return [option for action in parser._actions for option in action.option_strings]


def prepare(folder: Path) -> None:
    """Do every sound command line: all that any of them imports is there from then on."""
    for number, line in enumerate(SOUND):
        place = folder / str(number)
        place.mkdir()
        _put(place, random.Random(number), line)
        with suppress(RefusedError):  # a window has no screen here, and books no names to ask for
            _done(place, patience=0)


def _read(folder: Path) -> None:
    _done(folder, PRESSES_CTRL_C)


def _done(folder: Path, patience: float) -> None:
    """Do what the command line says, as a process of its own would; 0 waits for its end."""
    devices = {name: os.stat(name) for name in DEVICES}
    words = json.loads((folder / "words.json").read_text())
    # Only bytes come from a shell, and none of them is zero.
    words = [os.fsdecode(os.fsencode(_possible(word))) for word in words]
    os.chdir(folder / "here")
    with ExitStack() as stack:
        for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
            stack.enter_context(_stream(number, name, mode, folder / name))
        stack.enter_context(patch.object(paths, "assets", lambda: folder / "assets"))
        stack.enter_context(patch.object(bundled, "FAVOURITE", "stories-slots"))
        stack.enter_context(patch.object(commands, "has_display", lambda: False))
        stack.enter_context(patch.dict(os.environ, {paths.HOME_VARIABLE: str(folder / "home")}))
        stack.enter_context(patch.object(tempfile, "tempdir", str(folder)))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGPROF, signal.SIGALRM):
            signal.signal(number, lambda *_: signal.raise_signal(signal.SIGINT))
        signal.setitimer(signal.ITIMER_PROF, patience)
        signal.setitimer(signal.ITIMER_REAL, patience and WAITS)
        try:
            code = cli.main(words)
        finally:
            for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
                signal.setitimer(timer, 0)
    out, said = ((folder / name).read_text(errors="replace") for name in ("stdout", "stderr"))
    assert "Traceback" not in said, f"{words!r}\n{said[-3_000:]}"
    for name, before in devices.items():
        now = os.stat(name)
        assert (now.st_ino, now.st_mode) == (before.st_ino, before.st_mode), f"{name} was replaced"
    assert (folder / "here/locked/x.json").read_text() == "kept"
    _check_end(code, out, said, words)


@contextmanager
def _stream(number: int, name: str, mode: str, file: Path) -> Iterator[None]:
    """Have a file in the place of one of the process's three streams."""
    before = os.dup(number)
    opened = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    os.dup2(opened, number)
    os.close(opened)
    try:
        with open(number, mode, closefd=False) as stream, patch.object(sys, name, stream):
            yield
    finally:
        os.dup2(before, number)
        os.close(before)


def _possible(word: str) -> str:
    return re.sub("[\0\ud800-\udc7f\udd00-\udfff]", "?", word)


def _check_end(code: int, out: str, said: str, words: list[str]) -> None:
    """See that a command that failed has said why, in one sentence, at its end."""
    if code in (cli.DONE, cli.INTERRUPTED):
        return
    assert code in (cli.FAILED, cli.MISUSED), f"exit code {code} of {words!r}"
    if words[:1] == ["models"] and code == cli.FAILED and not said:
        assert out  # which of them cannot be opened
        return
    # Split at line feeds only, as terminals do.
    *before, last = said.removesuffix("\n").split("\n")
    assert last.startswith("wmstudio"), f"it says {said[-500:]!r}"
    if not last.startswith(("wmstudio:", "wmstudio ")) or "usage:" not in said:
        assert all(line.startswith("wmstudio: ") for line in before), f"lines {said[-500:]!r}"
    sentence(last)
    raise RefusedError(last)


FORMAT = Format("command lines", _make, {"words.json": change_words}, _read, 3, prepare)
