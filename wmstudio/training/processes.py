"""Training on several processes, which torchrun starts and starts again.

Every process knows the whole batch of a step, which follows from the step's number, and reads some
rows of it, the same ones at every step, so that the states that are carried along stay where they
are. Gradients are averaged by torch's DistributedDataParallel. What is learned is therefore the
same with any number of processes, and a run may go on with another number.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, distributed, nn

from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.device import CPU, cuda_devices
from wmstudio.quiet import without_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PATIENCE = timedelta(hours=2)
"""How long processes wait for one another: the first one validates while the others wait. One that
has ended is noticed by torchrun at once."""


class ProcessesError(ValueError):
    """Processes cannot train together. The message says why, and what to change."""


@dataclass(frozen=True)
class Processes:
    """This process among those that train together; by default it is alone.

    Every method but `rows` has to be called by all of them, in the same order.
    """

    rank: int = 0
    count: int = 1
    device: torch.device = CPU
    here: int = 1
    """How many of them this machine has."""

    @property
    def first(self) -> bool:
        """Whether this one validates, writes and tells."""
        return self.rank == 0

    def rows(self, batch: int, rank: int | None = None) -> slice:
        """The rows of a batch that a process reads: this one, or another.

        Raises:
            ProcessesError: there are fewer rows than processes.
        """
        if batch < self.count:
            raise ProcessesError(
                f"a batch of {batch:,} cannot be shared by {self.count:,} processes: start at most "
                f"{batch:,}, or raise 'batch' in the recipe"
            )
        rank = self.rank if rank is None else rank
        return slice(batch * rank // self.count, batch * (rank + 1) // self.count)

    def averaging(self, module: nn.Module, some_unused: bool = False) -> nn.Module:
        """The module, whose gradients are averaged over the processes from now on.

        ``some_unused``: whether there are parameters that not every call of it depends on.
        """
        if self.count == 1:
            return module
        # Newer versions have another name for it.
        with without_warnings("`broadcast_buffers`", FutureWarning):
            return nn.parallel.DistributedDataParallel(
                module, broadcast_buffers=False, find_unused_parameters=some_unused
            )

    def total(self, *values: float) -> list[float]:
        """Sums over all processes. It returns only after each of them has come here."""
        if self.count == 1:
            return list(values)
        sums = torch.tensor(values, dtype=torch.float64, device=self.device)
        distributed.all_reduce(sums)
        return cast("list[float]", sums.tolist())

    def gathered(self, state: Mapping[str, Tensor], batch: int) -> dict[str, Tensor]:
        """All rows of what each process has its own rows of; in the first process only."""
        if self.count == 1:
            return dict(state)
        found = {}
        for name, x in sorted(state.items()):
            if not self.first:
                distributed.send(x.contiguous(), 0)
                continue
            parts = [x]
            for rank in range(1, self.count):
                rows = self.rows(batch, rank)
                parts.append(x.new_empty(rows.stop - rows.start, *x.shape[1:]))
                distributed.recv(parts[-1], rank)
            found[name] = torch.cat(parts)
        return found

    @contextmanager
    def one_before_others(self) -> Iterator[None]:
        """Do something in the first process, and then, where it succeeds, in the others."""
        if not self.first:
            self.total(0)
        yield
        if self.first:
            self.total(0)

    def check_same(self, step: int) -> None:
        """Check that all processes go on from the same step.

        Raises:
            ProcessesError: they do not.
        """
        if self.count == 1:
            return
        last_and_first = torch.tensor([step, -step], device=self.device)
        distributed.all_reduce(last_and_first, distributed.ReduceOp.MAX)
        if int(last_and_first.sum()):
            raise ProcessesError(
                "the processes have found different saved steps: every machine has to see the "
                "same folder under --out"
            )


ALONE = Processes()


def launched() -> bool:
    """Whether torchrun has started this process."""
    return distributed.is_available() and distributed.is_torchelastic_launched()


def device_among(name: str) -> str:
    """The name of this process's device, if ``name`` was asked for: torchrun gives each a GPU.

    Raises:
        ProcessesError: there are fewer devices than processes, or one is named for all of them.
    """
    if not launched():
        return name
    here, gpus = int(os.environ["LOCAL_WORLD_SIZE"]), cuda_devices()
    if name == "cpu" or (name == "auto" and not gpus):
        return "cpu"
    if name not in ("auto", "cuda"):
        raise ProcessesError(
            f"--device {name} cannot be shared by processes: leave it out, or write cuda or cpu"
        )
    if here > gpus:
        raise ProcessesError(
            f"{here:,} processes were started on a machine with {gpus:,} GPUs: start at most that "
            "many, or add --device cpu"
        )
    return f"cuda:{os.environ['LOCAL_RANK']}"


@contextmanager
def joined(device: torch.device) -> Iterator[Processes]:
    """Train together with the other processes that torchrun has started, if it has.

    Raises:
        ProcessesError: another process has ended.
    """
    if not launched():
        yield Processes(device=device)
        return
    if device.type == "cuda":
        torch.cuda.set_device(device)
    store, rank, count = next(distributed.rendezvous("env://", timeout=PATIENCE))  # type: ignore[attr-defined]
    here = int(os.environ["LOCAL_WORLD_SIZE"])
    if here == count:
        # torchrun keeps its store when it starts the processes again, and with it the addresses of
        # those that have ended. On several machines its count of restarts may differ.
        attempt = os.environ["TORCHELASTIC_RESTART_COUNT"]
        store = distributed.PrefixStore(f"attempt {attempt}", store)  # type: ignore[attr-defined]
    distributed.init_process_group(
        "nccl" if device.type == "cuda" else "gloo",
        store=store,
        rank=rank,
        world_size=count,
        timeout=PATIENCE,
    )
    try:
        yield Processes(rank, count, device, here)
    except RuntimeError as error:
        if _is_of_another(error):
            raise ProcessesError(
                "another process of this training has ended; what was saved is whole, and "
                "torchrun goes on from there if it was started with --max-restarts"
            ) from error
        raise
    finally:
        distributed.destroy_process_group()


def _is_of_another(error: RuntimeError) -> bool:
    """Whether a process could not be reached, which gloo tells by its words only."""
    return isinstance(error, distributed.DistError) or "gloo" in str(error)
