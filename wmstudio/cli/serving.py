"""`wmstudio serve`: runs models for windows on other machines."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.checkpoints import bundled
from wmstudio.cli.readers import whole
from wmstudio.engine.messages import ServedModel
from wmstudio.files.plain_name import as_unicode

if TYPE_CHECKING:
    from argparse import Namespace

    from wmstudio.cli.telling import Parser
    from wmstudio.runtime.remote.server import Server

PORTS = 65_535
LONGEST_NAME = 4_000


def add_serve(parser: Parser) -> None:
    """Add the options of `serve`."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="models to serve beside the bundled ones",
    )
    parser.with_default("--address", str, "127.0.0.1", "HOST", "address to listen on")
    parser.with_default("--port", whole(0), 7400, "N", "port to listen on; 0 means any free one")
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help="this server's keys (default: new ones)"
    )
    what = "public key of a window that may connect, or a file with one on each line"
    parser.repeatable("--allow", str, "KEY|FILE", what)
    parser.add_argument(
        "--make-keys", type=Path, metavar="FILE", help="make keys, print the public one, and end"
    )
    parser.add_argument("--once", action="store_true", help="end when standard input is closed")


def serve(options: Namespace) -> int:
    """Serve until it is interrupted. The first line says where, and the public key."""
    from wmstudio.runtime.remote.keys import make_keys, read_keys, write_keys

    if options.make_keys is not None:
        keys = make_keys()
        write_keys(options.make_keys, keys)
        try:
            _say(keys.public)
        except OSError as error:
            raise ValueError(
                f"{options.make_keys} has the new keys, but the public one could not be printed "
                f"({error.strerror}): copy it from the first line of the file"
            ) from error
        return 0
    if options.port > PORTS:
        raise ValueError(f"a port is a number up to {PORTS}")
    allowed = [key for one in options.allow for key in _allowed(one)]
    own = read_keys(options.key) if options.key is not None else None
    if own is not None and not allowed:
        raise ValueError("with keys nobody can connect unless you name who may: add --allow KEY")
    from wmstudio.runtime.remote.server import Server

    models, sources = served(options.paths)
    own = own or (make_keys() if allowed else None)
    server = Server(models, sources, options.address, options.port, own, allowed)
    _end_in_order(server)
    if options.once:
        server.stop_after(sys.stdin.buffer)
    host = f"[{server.host}]" if ":" in server.host else server.host
    key = own.public if own is not None else "none"
    _say(f"wmstudio serves tcp://{host}:{server.port} key {key}")
    server.run()
    return 0


def _end_in_order(server: Server) -> None:
    """Have a service manager, `kill` or a terminal that is closed end it as Ctrl-C does.

    The folders of its windows would stay otherwise.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # nohup has the second one ignored.
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, lambda *_: server.stop())


def _say(line: str) -> None:
    """Print a line at once, as whoever started the server may be waiting for it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def served(paths: list[Path]) -> tuple[tuple[ServedModel, ...], dict[str, str | Path]]:
    """The models of a server, and what each name opens there.

    Raises:
        ValueError: a path is no model.
    """
    from wmstudio.backends import registry

    models, sources = [], dict[str, str | Path]()
    for path in paths:
        found = registry.find(path)
        called, number = as_unicode(found.path.name), 2
        name = called
        while name in sources:
            name, number = f"{called} ({number})", number + 1
        sources[name] = found.path.absolute()
        models.append(ServedModel(name, name, found.format.NAME))
    for one in (*bundled.bundled(), *bundled.runs()):
        if one.name not in sources:
            sources[one.name] = one.name
            models.append(ServedModel(one.name, one.name, one.family, one.parameters))
    return tuple(models), sources


def _allowed(text: str) -> list[str]:
    """The keys that an `--allow` names."""
    from wmstudio.runtime.remote.keys import LARGEST, check_key
    from wmstudio.untrusted import read_bytes

    path = Path(text)
    if len(text) < LONGEST_NAME and path.is_file():
        lines = read_bytes(path, 100 * LARGEST).decode("ascii", "replace").splitlines()
        # A file of `--make-keys` names the public one and has the secret one too.
        named = (line.removeprefix("public ") for line in lines if not line.startswith("secret "))
        return [check_key(line) for line in named if line.strip()]
    return [check_key(text)]
