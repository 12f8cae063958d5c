"""Where a server is: ``ssh://[user@]host[:port][/path-of-wmstudio]`` or ``tcp://host:port``."""

from __future__ import annotations

import re
from typing import Literal, cast

from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import excerpt

LONGEST = 500
HIGHEST_PORT = 65_535
_SHELL = frozenset("'\"`$;&<>|(){}")
"""Signs that have a meaning to a shell, which ssh itself refuses from version 9.6 on."""
_FORM = re.compile(
    r"(?P<scheme>ssh|tcp)://(?:(?P<user>[^@/\[\]]*)@)?"
    r"(?P<host>\[[0-9A-Fa-f:.%\w]+\]|[^@/:\[\]]*)(?::(?P<port>[^/]*))?(?P<program>/.*)?"
)


@dataclass(frozen=True)
class Address:
    """A server's address. ``program`` is the path of wmstudio there, empty for the usual one."""

    scheme: Literal["ssh", "tcp"]
    host: str
    port: int | None = None
    user: str = ""
    program: str = ""

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address.

        Raises:
            ValueError: it is none; the message is a sentence that says what one looks like.
        """
        text = text.strip()
        found = _FORM.fullmatch(text) if len(text) <= LONGEST else None
        if found is None:
            raise ValueError(f"{excerpt(text)} is no address: write ssh://host or tcp://host:port.")
        scheme = cast("Literal['ssh', 'tcp']", found["scheme"])
        host, user, program = found["host"].strip("[]"), found["user"], found["program"] or ""
        for what, name in (("host", host), ("user", user)):
            if name is not None:
                _check(what, name)
        if not all(c.isprintable() and not c.isspace() for c in program):
            raise ValueError("The path of wmstudio must not have spaces or control characters.")
        port = _port(found["port"]) if found["port"] is not None else None
        if scheme == "tcp" and (port is None or user is not None or program.strip("/")):
            raise ValueError("An address of this kind is tcp://host:port and nothing more.")
        return cls(scheme, host, port, user or "", program if program != "/" else "")

    def __str__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port is not None else ""
        return f"{self.scheme}://{user}{host}{port}{self.program}"


def _check(what: str, name: str) -> None:
    # A name that begins with a dash would be an option to ssh. Others would be commands where
    # somebody's settings of ssh put the name into one, as ProxyCommand and Match exec may. A
    # backslash, which begins no command, stands between the domain and the name of a user.
    odd = any(not c.isprintable() or c == " " or c in _SHELL for c in name)
    if not name or name.startswith("-") or odd:
        raise ValueError(
            f"{excerpt(name)} cannot be the name of a {what}: it must not begin with a dash "
            "or have spaces, control characters, or signs of a shell such as $ and |."
        )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= HIGHEST_PORT):
        raise ValueError(f"{excerpt(text)} is no port: it is a number from 1 to 65535.")
    return int(text)
