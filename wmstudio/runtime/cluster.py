"""Work that is done here, on several processes, or on the machines of a Dask cluster.

Work is given as jobs, each known by a hash of all that its result depends on. With one worker they
are done here, one after another, and Dask is not needed. Otherwise Dask hands them out, and those
of a worker that has ended are done by another one.

What Dask sends are pickles: whoever reaches a scheduler can run code on every machine of it. So
other machines are reached by TLS only, with a certificate that both sides know.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import torch
from tqdm import tqdm

import wmstudio
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ClusterError(ValueError):
    """Workers cannot be used. The message says why, and what to do."""


@dataclass(frozen=True)
class Job:
    """``function(*arguments)``, all of which can be pickled.

    ``depends`` is what the result depends on besides the program's version: JSON, with hashes of
    models and texts in their place.
    """

    what: str
    depends: Any
    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()

    @property
    def key(self) -> str:
        """The hash by which workers know it."""
        name = f"{self.function.__module__}.{self.function.__qualname__}"
        data = json.dumps([wmstudio.__version__, torch.__version__, name, self.depends])
        return hash_of(data.encode())


@dataclass(frozen=True)
class Certificates:
    """Files by which a cluster and those who use it know each other."""

    ca: Path
    cert: Path
    key: Path


@dataclass(frozen=True)
class Cluster:
    """Where jobs are done: here, by ``workers`` processes of this machine, or by a scheduler's.

    Raises:
        ClusterError: the scheduler's address may not be used.
    """

    workers: int = 1
    scheduler: str = ""
    certificates: Certificates | None = None
    threads: int | None = None
    """How many threads a job computes with; by default, the processors are divided."""

    def __post_init__(self) -> None:
        if self.scheduler:
            check_address(self.scheduler, self.certificates)

    @property
    def elsewhere(self) -> bool:
        """Whether jobs are done in other processes, for which they are pickled."""
        return self.workers > 1 or bool(self.scheduler)

    def done(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Callable[[], Any]]]:
        """Each job when it is done, with a function that returns its result or raises its error.

        Here, jobs are drawn and done one at a time, in their order, when the function is called.
        Elsewhere all are drawn at first, and come in the order in which they are done.

        Raises:
            ClusterError: Dask is not installed, the scheduler cannot be reached, or is lost.
        """
        if not self.elsewhere:
            for job in jobs:
                yield job, partial(job.function, *job.arguments)
            return
        wanted = {job.key: job for job in jobs}
        if wanted:
            yield from self._handed_out(wanted)

    def _handed_out(self, wanted: dict[str, Job]) -> Iterator[tuple[Job, Callable[[], Any]]]:
        try:
            dask: Any = import_module("distributed")  # it has no types
        except ImportError as error:
            raise ClusterError(
                "several workers need Dask: pip install 'wmstudio[cluster]', or leave out "
                "--workers and --scheduler"
            ) from error
        with ExitStack() as stack:
            try:
                if self.scheduler:
                    security = dask.Security(**_files(self.certificates))
                    client = stack.enter_context(dask.Client(self.scheduler, security=security))
                else:
                    # Even here: other users of the machine could send pickles, too.
                    local = stack.enter_context(
                        dask.LocalCluster(
                            n_workers=self.workers,
                            threads_per_worker=1,
                            security=True,
                            host="127.0.0.1",
                            silence_logs=logging.ERROR,
                            dashboard_address="127.0.0.1:0",
                            worker_dashboard_address="127.0.0.1:0",
                            env={"TQDM_DISABLE": "1"},
                        )
                    )
                    client = stack.enter_context(dask.Client(local))
            except (OSError, TimeoutError) as error:
                raise ClusterError(
                    f"the scheduler {self.scheduler or 'of this machine'} cannot be reached "
                    f"({str(error).partition(chr(10))[0]}): check its address and certificates"
                ) from error
            threads = self.threads or (
                None if self.scheduler else max(1, (os.cpu_count() or 1) // self.workers)
            )
            futures = {}
            for key, job in wanted.items():
                there = partial(_there, wmstudio.__version__, threads, job.function)
                futures[client.submit(there, *job.arguments, key=key)] = job
            # What nobody waits for any more is not begun.
            stack.callback(client.cancel, list(futures))
            with tqdm(total=len(futures), unit="job", file=sys.stderr, leave=False) as bar:
                for future in dask.as_completed(list(futures)):
                    bar.update()
                    yield futures[future], _settled(future, futures[future])
                    future.release()


HERE = Cluster()


def hash_of(data: bytes) -> str:
    """A hash for what a job depends on."""
    return hashlib.sha256(data).hexdigest()


def check_address(address: str, certificates: Certificates | None) -> None:
    """Check that messages to a scheduler are either encrypted or stay on this machine.

    Raises:
        ClusterError: they would not.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in ("tls", "tcp") or not host or not port:
        raise ClusterError(f"{address!r} should be tls://HOST:PORT, the address of a scheduler")
    if parts.scheme == "tcp" and host not in LOOPBACK:
        raise ClusterError(
            f"{address} is not encrypted, and what is sent to a scheduler can run code: start it "
            "with certificates, and write tls:// (see docs/several-processes.md)"
        )
    if parts.scheme == "tls" and certificates is None:
        raise ClusterError(
            "a scheduler with tls:// needs certificates: name them with --tls-ca, --tls-cert and "
            "--tls-key"
        )


def _files(certificates: Certificates | None) -> dict[str, Any]:
    if certificates is None:
        return {}
    return {
        "tls_ca_file": str(certificates.ca),
        "tls_client_cert": str(certificates.cert),
        "tls_client_key": str(certificates.key),
        "require_encryption": True,
    }


def _there(version: str, threads: int | None, function: Callable[..., Any], *arguments: Any) -> Any:
    """What a worker does: a job, if it has this version of the program.

    Raises:
        ClusterError: it has not.
    """
    if wmstudio.__version__ != version:
        raise ClusterError(
            f"a worker has version {wmstudio.__version__} of the program, and this is {version}: "
            "install the same on every machine"
        )
    if threads:
        torch.set_num_threads(threads)
    return function(*arguments)


def _settled(future: Any, job: Job) -> Callable[[], Any]:
    """What returns a job's result or raises its error, whether the workers are still there."""
    try:
        result = _result_of(future, job)
    except Exception as error:  # noqa: BLE001, RUF100 - it is raised where it is asked for
        return partial(_raise, error)
    return lambda: result


def _raise(error: Exception) -> None:
    raise error


def _result_of(future: Any, job: Job) -> Any:
    dask: Any = import_module("distributed")
    try:
        return future.result()
    except dask.KilledWorker as error:
        raise ClusterError(
            f"{job.what}: every worker that tried it has ended; there may be too little memory"
        ) from error
    except dask.CancelledError as error:
        raise ClusterError(
            "the scheduler has been lost: what was done is kept, and the same command goes on"
        ) from error
