"""`make fuzz`: damage files, command lines and messages, and count what became of each."""

from __future__ import annotations

import argparse
import itertools
import os
import pwd
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
QUICK, QUICK_OF_MANY = 150, 300
FULL, FULL_OF_MANY = 1_000, 10_000
MANY = "checkpoints", "messages", "answers"
"""What comes from other people most: more cases."""
WARM = 24
"""Sound files of each format that are read first."""
GOOD = ("read", "refused")


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzzing", description=__doc__)
    parser.add_argument("formats", nargs="*", help="all, if none is named")
    parser.add_argument("--full", action="store_true", help="the long run")
    parser.add_argument("--count", type=int, help="cases of each format")
    parser.add_argument("--seed", default="0", help="the same, the same cases (0)")
    parser.add_argument("--verbose", action="store_true", help="also what was refused, and why")
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="wmstudio-fuzz-"))
    os.environ["WMSTUDIO_HOME"] = str(root / "home")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # The window would have its loops compiled by another process, which no case may start.
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    from fuzzing import answers, children, command_lines, example_files, messages
    from fuzzing.formats import FORMATS

    every = (*FORMATS, example_files.FORMAT, command_lines.FORMAT, messages.FORMAT, answers.FORMAT)
    if unknown := set(options.formats) - {one.name for one in every}:
        parser.error(f"there are {', '.join(one.name for one in every)}, not {min(unknown)}")
    chosen = [one for one in every if not options.formats or one.name in options.formats]
    _warm_up(chosen, root)
    if not _unprivileged(root):
        sys.stderr.write("damaged files are never read as root, and there is no user nobody\n")
        return 2
    total: Counter[str] = Counter()
    print(f"{'format':<14}{'cases':>8}{'read':>8}{'refused':>9}{'faults':>8}{'seconds':>9}")
    for format in chosen:
        many = format.name in MANY
        usual = (
            (FULL_OF_MANY if many else FULL) if options.full else (QUICK_OF_MANY if many else QUICK)
        )
        found: Counter[str] = Counter()
        begun = time.monotonic()
        for number in range(options.count or usual):
            seed, folder = f"{options.seed}/{format.name}/{number}", root / f"case-{number}"
            outcome, said = children.run(format, seed, folder)
            found[outcome] += 1
            if options.verbose and outcome == "refused":
                print(said.replace(str(folder), "…"))
            if outcome in GOOD:
                children.clear(folder)
            else:
                kept = root / f"{format.name}-{number}"
                folder.rename(kept) if folder.exists() else None
                print(f"{outcome}: {format.name} {number}, kept in {kept}\n{said}\n", flush=True)
        faults = sum(n for outcome, n in found.items() if outcome not in GOOD)
        total += Counter({"cases": found.total(), "faults": faults})
        print(
            f"{format.name:<14}{found.total():>8,}{found['read']:>8,}{found['refused']:>9,}"
            f"{faults:>8,}{time.monotonic() - begun:>9.1f}",
            flush=True,
        )
    print(f"{total['cases']:,} cases, {total['faults']:,} faults")
    if not total["faults"]:
        shutil.rmtree(root, ignore_errors=True)
    return 1 if total["faults"] else 0


def _warm_up(formats: list, root: Path) -> None:
    """Read sound files of every family, so that children find everything imported."""
    import random

    import torch

    torch.set_num_threads(1)
    before = Path.cwd()
    for format, seed in itertools.product(formats, range(WARM)):
        folder = root / f"sound-{format.name}-{seed}"
        if format.prepare and seed:
            continue
        folder.mkdir()
        os.chdir(folder)
        if format.prepare:
            format.prepare(folder)
        else:
            format.make(folder, random.Random(seed))
            format.read(folder)
    os.chdir(before)


def _unprivileged(root: Path) -> bool:
    """Be nobody where this was started by root; whether nothing is done as root."""
    if os.geteuid() != 0:
        return True
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return False
    for path in [root, *root.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
    os.chdir(root)
    return os.geteuid() != 0


if __name__ == "__main__":
    sys.exit(main())
