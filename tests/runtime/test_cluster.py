"""Jobs are done here, or by workers: all of them, also when a worker ends."""

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import dask
import distributed
import pytest
from distributed import Security

from tests import support
from tests.runtime.jobs import ends_its_worker, fails, kills_its_worker_once, square
from wmstudio.runtime.cluster import HERE, Certificates, Cluster, ClusterError, Job, check_address

ROOT = Path(__file__).parents[2]
WORKERS = 3
SOME = Certificates(Path("ca"), Path("cert"), Path("key"))


def job(function, n, *arguments):
    return Job(f"number {n}", n, function, (n, *arguments))


def results(cluster, jobs):
    return {job.what: result() for job, result in cluster.done(jobs)}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    folder, made = tmp_path_factory.mktemp("tls"), Security.temporary()
    files = {"ca": made.tls_ca_file, "cert": made.tls_client_cert, "key": made.tls_client_key}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Certificates(*(folder / name for name in files))


@pytest.fixture(scope="module")
def cluster(certificates, tmp_path_factory):
    """A scheduler and three workers, in processes of their own."""
    folder = tmp_path_factory.mktemp("scheduler")
    told, processes = folder / "scheduler.json", []
    common = ["--no-dashboard", "--scheduler-file", str(told)]
    for option, file in (
        ("ca-file", certificates.ca),
        ("cert", certificates.cert),
        ("key", certificates.key),
    ):
        common += [f"--tls-{option}", str(file)]
    with ExitStack() as stack:

        def start(module, *words):
            log = stack.enter_context((folder / f"log {len(processes)}").open("w"))
            command = [sys.executable, "-m", f"distributed.cli.{module}", *words, *common]
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
            stack.callback(process.wait)
            stack.callback(process.kill)
            processes.append(process)

        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--protocol", "tls")
        # The file is there before it is whole.
        while not (told.exists() and told.read_text(encoding="utf-8").endswith("}")):
            assert processes[0].poll() is None, (folder / "log 0").read_text()
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        for _ in range(WORKERS):
            start("dask_worker", "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
        made = Cluster(scheduler=address, certificates=certificates, threads=1)
        with distributed.Client(address, security=security(certificates)) as client:
            client.wait_for_workers(WORKERS, timeout=support.PATIENCE)
        yield made, processes


def security(certificates):
    return Security(
        tls_ca_file=str(certificates.ca),
        tls_client_cert=str(certificates.cert),
        tls_client_key=str(certificates.key),
        require_encryption=True,
    )


def test_one_worker_needs_no_dask(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    jobs = [job(square, n) for n in range(4)]
    assert list(results(HERE, jobs).values()) == [0, 1, 4, 9]
    with pytest.raises(ClusterError, match=r"pip install 'wmstudio\[cluster\]'"):
        results(Cluster(workers=2), jobs)


def test_jobs_here_are_drawn_one_at_a_time():
    drawn = []

    def jobs():
        for n in range(3):
            drawn.append(n)
            yield job(square, n)

    for one, result in HERE.done(jobs()):
        assert drawn[-1] == one.depends
        assert result() == one.depends**2


def test_a_job_is_known_by_all_that_it_depends_on(monkeypatch):
    one = job(square, 1)
    assert one.key == Job("another name", 1, square, (1,)).key
    known = {one.key, job(square, 2).key, job(fails, 1).key, Job("", [1, "x"], square).key}
    monkeypatch.setattr("wmstudio.__version__", "9")
    assert len(known | {job(square, 1).key}) == 5


def test_three_workers_of_which_one_is_killed_do_all_jobs(cluster, tmp_path):
    used, processes = cluster
    jobs = [job(kills_its_worker_once, n, tmp_path) for n in range(12)]
    assert results(used, jobs) == {f"number {n}": n * n for n in range(12)}
    assert sum(process.poll() is not None for process in processes) == 1
    assert (tmp_path / "done 3").read_text() == "once\n"


def test_a_job_that_ends_every_worker_that_takes_it_is_told():
    with dask.config.set({"distributed.scheduler.allowed-failures": 1}):
        ((_, result),) = Cluster(workers=2, threads=1).done([job(ends_its_worker, 5)])
    with pytest.raises(ClusterError, match=r"^number 5: every worker that tried it has ended"):
        result()


def test_what_a_worker_raises_is_raised_here(cluster):
    used, _ = cluster
    ((_, result),) = used.done([job(fails, 5)])
    with pytest.raises(ArithmeticError, match="5 is refused"):
        result()


def test_a_worker_with_another_version_is_refused(cluster, monkeypatch):
    used, _ = cluster
    monkeypatch.setattr("wmstudio.__version__", "9")
    ((_, result),) = used.done([job(square, 5)])
    with pytest.raises(ClusterError, match="this is 9: install the same"):
        result()


def test_a_scheduler_with_other_certificates_is_refused(cluster, tmp_path):
    used, _ = cluster
    other = Security.temporary()
    files = {"ca": other.tls_ca_file, "cert": other.tls_client_cert, "key": other.tls_client_key}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    wrong = Certificates(*(tmp_path / name for name in files))
    with pytest.raises(ClusterError, match="cannot be reached"):
        results(Cluster(scheduler=used.scheduler, certificates=wrong), [job(square, 1)])


@pytest.mark.parametrize(
    ("address", "certificates", "why"),
    [
        ("tcp://10.0.0.1:8786", None, "not encrypted"),
        ("tcp://10.0.0.1:8786", SOME, "not encrypted"),
        ("tcp://127.0.0.1.example.org:8786", None, "not encrypted"),
        ("tls://10.0.0.1:8786", None, "needs certificates"),
        ("ws://127.0.0.1:8786", None, "should be tls://"),
        ("inproc://127.0.0.1:1", None, "should be tls://"),
        ("127.0.0.1:8786", None, "should be tls://"),
        ("tls://10.0.0.1", SOME, "should be tls://"),
        ("tls://10.0.0.1:x", SOME, "should be tls://"),
        ("tls://[::1", SOME, "should be tls://"),
    ],
)
def test_an_address_over_which_others_could_send_code_is_refused(address, certificates, why):
    with pytest.raises(ClusterError, match=why):
        Cluster(scheduler=address, certificates=certificates)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://[::1]:8786"])
def test_this_machine_may_be_reached_without_certificates(address):
    check_address(address, None)
    check_address("tls://10.0.0.1:8786", SOME)
