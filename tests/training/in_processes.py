"""What torchrun starts in tests: a training that writes what it did, and may end in between.

python -m tests.training.in_processes RECIPE FOLDER LOSSES.json [STEP]

The first process writes the loss of each step. The last one is killed after STEP, the first time.
"""

import json
import os
import signal
import sys
from pathlib import Path

from wmstudio.models.device import CPU
from wmstudio.training import loop
from wmstudio.training.processes import joined
from wmstudio.training.recipe import read_recipe
from wmstudio.training.run import follow, prepare


def main(recipe, folder, losses, kill_after=0):
    with joined(CPU) as processes:
        found = []
        real = loop.Trainer.steps

        def watched(self):
            for now in real(self):
                found.append((now.step, now.nats))
                again = int(os.environ["TORCHELASTIC_RESTART_COUNT"])
                if now.step == kill_after and processes.rank == processes.count - 1 and not again:
                    os.kill(os.getpid(), signal.SIGKILL)
                yield now

        loop.Trainer.steps = watched
        follow(prepare(read_recipe(recipe), folder, CPU, processes=processes))
        if processes.first:
            losses.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), *map(int, sys.argv[4:]))
