"""The training loop, which can be stopped and resumed at any step.

Everything that the next step depends on (weights, optimiser, carried state, how far) is one file,
``resume.safetensors``, replaced as a whole. The batch of a step follows from its number.

Shapes: B batch, T time, V vocabulary.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, cast

import safetensors
import torch
from safetensors.torch import save
from torch import Tensor, nn
from torch.autograd.graph import increment_version
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from wmstudio.files.plain_name import plain_name
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.registry import build
from wmstudio.training.losses import Losses
from wmstudio.training.moments import moments_of, restore_moments
from wmstudio.training.precision import check_precision, products_in
from wmstudio.training.processes import ALONE, Processes
from wmstudio.training.professor import ProfessorForcing
from wmstudio.training.recipe import Data, Exercise, Schedule
from wmstudio.untrusted import Node, excerpt, parse_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from wmstudio.contract import State
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.training.batches import Batch, Batches
    from wmstudio.training.recipe import Recipe

RESUME = "resume.safetensors"
HARMLESS = ("validate_every", "save_every")
"""Keys of a schedule that may change during a run, since no weight depends on them."""
NOTHING = ""
"""The hash of something that a run did not use."""


def digest_of_weights(model: nn.Module) -> str:
    """SHA-256 of all parameters, with their names and shapes."""
    return hashlib.sha256(save(model.state_dict())).hexdigest()


class ResumeError(ValueError):
    """The saved run in the folder does not belong to this recipe, or is damaged."""


class StartError(ValueError):
    """No weight of the checkpoint that a recipe starts from fits its model."""


def begin_with(model: nn.Module, start: nn.Module) -> None:
    """Copy another model's weights that have the same names and shapes.

    A matrix with additional columns, for the memory that the model adds, gets the other's columns
    as its first ones.

    Raises:
        StartError: none fit.
    """
    ours, fits = model.state_dict(), 0
    for name, x in start.state_dict().items():
        # Families with a memory name their LSTM layer like this.
        own = name if name in ours else name.replace("layers.0.", "lstm.", 1)
        if own in ours and _fits(x, ours[own]):
            ours[own][..., : x.shape[-1]] = x
            fits += 1
    if not fits:
        raise StartError("'start' has no weights that fit this recipe: name another checkpoint")


def _averaged(model: nn.Module, share: float) -> AveragedModel:
    function = get_ema_multi_avg_fn(share)  # type: ignore[no-untyped-call]
    return AveragedModel(model, multi_avg_fn=function)


def _fits(x: Tensor, ours: Tensor) -> bool:
    if x.dim() < 2:
        return x.shape == ours.shape
    return x.shape[:-1] == ours.shape[:-1] and x.shape[-1] <= ours.shape[-1]


@dataclass(frozen=True)
class TrainingProgress:
    """The state of training after a step: mean loss of a counted target, and speed."""

    step: int
    nats: float
    tokens_per_second: float
    learning_rate: float


class Trainer:
    """One run of one recipe on one device. `steps` trains; `save` and `load` store the run."""

    def __init__(
        self,
        recipe: Recipe,
        batches: Batches,
        device: torch.device,
        hashes: Mapping[str, str] | None = None,
        start: nn.Module | None = None,
        processes: Processes = ALONE,
    ) -> None:
        """``hashes`` are of everything besides the recipe that the weights depend on.

        Training begins with those weights of ``start`` that fit.

        Raises:
            DeviceError: the device does not have the recipe's precision.
            ProcessesError: there are more processes than rows in a batch.
            StartError: none of the weights fit.
        """
        schedule = recipe.training
        check_precision(schedule.precision, device)
        self.recipe, self.batches, self.device = recipe, batches, device
        self.processes, self._rows = processes, processes.rows(schedule.batch)
        self.hashes = dict(hashes or {})
        torch.manual_seed(schedule.seed)
        self.model = build(recipe.family, recipe.sizes)
        if start is not None:
            begin_with(self.model, start)
        self.model = self.model.to(device)
        self.model.words.dropout = schedule.dropout
        self.averaged = _averaged(self.model, schedule.average) if schedule.average else None
        matrices = [p for p in self.model.parameters() if p.dim() > 1]
        vectors = [p for p in self.model.parameters() if p.dim() <= 1]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": matrices, "weight_decay": schedule.weight_decay},
                {"params": vectors, "weight_decay": 0.0},
            ],
            lr=schedule.learning_rate,
            betas=(0.9, 0.99),
            fused=True,
        )
        self.professor = None
        if schedule.professor_forcing:
            self.professor = ProfessorForcing(
                self.model, schedule.professor_forcing, device, processes
            )
        self.step = 0
        self.seconds = self.cpu_seconds = 0.0
        self.history: list[dict[str, float]] = []
        self.state: State = self.model.initial_state(self._rows.stop - self._rows.start)

    @cached_property
    def _losses(self) -> nn.Module:
        # Made at the first step, since all processes have to make it at a time.
        losses = Losses(self.model, self.professor)
        if self.processes.count == 1:
            return losses
        return self.processes.averaging(losses, losses.some_unused())

    @property
    def result(self) -> LanguageModel:
        """The model with the weights that a checkpoint gets: the present ones, or their average."""
        return self.model if self.averaged is None else cast("LanguageModel", self.averaged.module)

    def steps(self) -> Iterator[TrainingProgress]:
        """Train, yielding after each step, until the recipe's steps are done."""
        schedule = self.recipe.training
        low = schedule.precision == "bfloat16"
        while self.step < schedule.steps:
            begun, worked = time.perf_counter(), time.process_time()
            rate = schedule.rate(self.step)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            batch = self.batches[self.step]
            # What is zero, and what is sampled, follows from the step, as the batch does.
            drawn = (schedule.seed * 1_000_003 + self.step) % 2**63
            if schedule.dropout:
                torch.manual_seed((drawn + (self.processes.rank << 40)) % 2**63)
            self.optimizer.zero_grad()
            with products_in(schedule.precision, self.device):
                with torch.autocast(self.device.type, torch.bfloat16, enabled=low):
                    nats, loss, state = self._loss(batch, drawn)
                loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self.model.parameters(), schedule.clip)
            self.optimizer.step()
            for parameter in self.model.parameters():
                # A fused optimiser does not count its changes, and packed weights go by the count.
                increment_version(parameter)
            if self.averaged is not None:
                self.averaged.update_parameters(self.model)
            self.state = state
            self.step += 1
            of_all, worked = self.processes.total(float(nats), time.process_time() - worked)
            spent = time.perf_counter() - begun
            self.seconds += spent
            self.cpu_seconds += worked
            yield TrainingProgress(self.step, of_all, batch.inputs.size / spent, rate)

    def _loss(self, batch: Batch, seed: int) -> tuple[Tensor, Tensor, State]:
        """The share of these rows in a batch's mean nats, the loss to learn, and the state.

        Gradients are averaged over all processes, so each process's share is multiplied by their
        number: the average is the gradient of the whole batch, however its rows are divided.
        """
        rows, count = self._rows, self.processes.count
        inputs_BT = torch.from_numpy(batch.inputs[rows]).to(self.device)
        targets_BT = torch.from_numpy(batch.targets[rows]).to(self.device)
        fresh_B = torch.from_numpy(batch.fresh[rows]).to(self.device)
        # If all rows are fresh, the past can be dropped, however much of it a family keeps.
        before = (
            self.model.initial_state(len(fresh_B))
            if batch.fresh.all()
            else self.model.begun_again(self.state, fresh_B)
        )
        counted_BT = None
        if batch.counted is None:
            counted = batch.targets.size + int(batch.fresh.sum())
        else:
            counted_BT = torch.from_numpy(batch.counted[rows]).to(self.device)
            counted = int(batch.counted.sum())
        nats, deceived, state = self._losses(
            inputs_BT, targets_BT, fresh_B, before, counted_BT, seed
        )
        nats = nats / counted
        return nats.detach(), count * (nats + deceived / len(batch.inputs)), state

    def save(self, folder: Path) -> None:
        """Save everything that the next step needs. All processes call it; the first one writes.

        Raises:
            OSError: it cannot be written. The last save is unchanged.
        """
        carried = self.processes.gathered(self.state, self.recipe.training.batch)
        if not self.processes.first:
            return
        tensors = {f"model.{k}": v for k, v in self.model.state_dict().items()}
        if self.averaged is not None:
            # Those that the model ties are one tensor, which is stored once.
            tensors |= {f"averaged.{k}": v.clone() for k, v in self.averaged.state_dict().items()}
        tensors |= {f"carried.{k}": v.clone() for k, v in carried.items()}
        tensors |= {f"optimizer.{k}": v for k, v in moments_of(self.optimizer).items()}
        if self.professor is not None:
            tensors |= {f"professor.{k}": v.clone() for k, v in self.professor.tensors().items()}
        about = {
            **({} if self.professor is None else {"discriminator": self.professor.accuracy}),
            "step": self.step,
            "seconds": self.seconds,
            "cpu_seconds": self.cpu_seconds,
            "history": self.history,
            "model": {"family": self.recipe.family, **self.recipe.sizes},
            "task": self._task(),
            "schedule": self._schedule(),
            "hashes": self.hashes,
        }
        data = save(
            {k: v.detach().contiguous() for k, v in tensors.items()}, {"run": json.dumps(about)}
        )
        write_file(folder / RESUME, data)

    def load(self, folder: Path) -> bool:
        """Resume from the folder. Returns whether there was a saved run.

        Raises:
            ResumeError: it is damaged, or of another model.
        """
        path = folder / RESUME
        if not path.exists():
            return False
        try:
            with (
                plain_name(path) as plain,
                safetensors.safe_open(plain, framework="pt", device=str(self.device)) as file,
            ):
                about = parse_json((file.metadata() or {})["run"])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            self._compare(path, about)
            parts: dict[str, dict[str, Tensor]] = {
                part: {} for part in ("model", "averaged", "carried", "optimizer", "professor")
            }
            for name, x in tensors.items():
                part, key = name.split(".", 1)
                parts[part][key] = x
            self.model.load_state_dict(parts["model"])
            if self.averaged is not None:
                self.averaged.load_state_dict(parts["averaged"])
            if self.professor is not None:
                self.professor.restore(parts["professor"], about["discriminator"].number(0, 1))
            restore_moments(self.optimizer, parts["optimizer"])
            rows = {x.shape[:1] for x in parts["carried"].values()}
            if parts["carried"].keys() != self.state.keys() or rows - {
                (self.recipe.training.batch,)
            }:
                raise ResumeError(
                    f"{path} was saved by another version of this model: train into another "
                    "folder, or delete it"
                )
            self.state = {name: x[self._rows] for name, x in parts["carried"].items()}
            self.step, self.seconds = about["step"].whole(), about["seconds"].number(0)
            worked = about.get("cpu_seconds")  # runs of older versions do not have it
            self.cpu_seconds = 0.0 if worked is None else worked.number(0)
            self.history = [_entry(entry) for entry in about["history"].items()]
        except ResumeError:
            raise
        except (
            safetensors.SafetensorError,
            OSError,
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
            RuntimeError,
        ) as error:
            raise ResumeError(f"{path} is damaged: delete it to begin anew") from error
        return True

    def _compare(self, path: Path, about: Node) -> None:
        """Check that the run was begun with everything that the recipe specifies now.

        Raises:
            ResumeError: it was not. The message names what differs.
        """
        other = "train into another folder, or delete it"
        model = {"family": self.recipe.family, **self.recipe.sizes}
        if about["model"].value != model or about.value.get("task") != self._task():
            raise ResumeError(f"{path} is a run of another model or task: {other}")
        hashes = about.get("hashes")  # runs of older versions do not have it
        for name, digest in self.hashes.items():
            if hashes is not None and hashes.value.get(name, NOTHING) != digest:
                raise ResumeError(f"{path} was begun with another {name}: {other}")
        kept = about.get("schedule")  # runs of older versions do not have it
        for name, now in self._schedule().items():
            if kept is None or name in HARMLESS:
                continue
            # What a run of an older version does not mention was off.
            before = kept.value.get(name, 0)
            if before != now and (name != "steps" or self._falls_otherwise(before, about)):
                raise ResumeError(
                    f"{path} was begun with {name} = {excerpt(before)}, and the recipe says "
                    f"{name} = {excerpt(now)}: {other}"
                )

        if (done := about["step"].whole()) > self.recipe.training.steps:
            raise ResumeError(
                f"{path} has gone on to step {done:,}, and the recipe says steps = "
                f"{self.recipe.training.steps:,}: {other}"
            )

    def _schedule(self) -> dict[str, object]:
        """All numbers of the recipe that its batches and steps depend on."""
        found = asdict(self.recipe.training)
        del found["start"]  # the weights are compared, not their path
        data = self.recipe.data
        return {**found, **data.shares} if isinstance(data, Data) else found

    def _falls_otherwise(self, steps: object, about: Node) -> bool:
        """Whether a run of this many steps had other learning rates so far."""
        schedule: Schedule = self.recipe.training
        if type(steps) is not int or not schedule.decay_steps:
            return type(steps) is not int
        return about["step"].whole() > min(steps, schedule.steps) - schedule.decay_steps

    def _task(self) -> dict[str, object] | None:
        exercise = self.recipe.data
        if not isinstance(exercise, Exercise):
            return None
        return {"name": exercise.task.name, **exercise.task.sizes}


def _entry(node: Node) -> dict[str, float]:
    """The history entry of a step."""
    node["step"].whole()
    return {name: _number(value) for name, value in node.table(100).items()}


def _number(node: Node) -> float:
    return node.whole() if isinstance(node.value, int) else node.number()


def digest_of(texts: Mapping[str, str]) -> str:
    """Hexadecimal SHA-256 of named texts."""
    found = hashlib.sha256()
    for name, text in sorted(texts.items()):
        for part in (name, text):
            data = part.encode("utf-8", "surrogatepass")
            found.update(len(data).to_bytes(8, "little") + data)
    return found.hexdigest()
