"""What both sides of a connection agree on: kinds of messages, pauses and limits."""

from __future__ import annotations

HELLO, VIEW, DO, GOT, PING, BYE = "hello", "view", "do", "got", "ping", "bye"
"""From the window: who it is, a view, a command, what has arrived, a sign of life, the end."""
WELCOME, REFUSED, EVENT, FRAME, RECORDING, PONG, HEARD = (
    "welcome",
    "refused",
    "event",
    "frame",
    "recording",
    "pong",
    "heard",
)
"""From the server; the last one when a piece of a large message has come, while more follow."""
HEARTBEAT = 1.0
"""Seconds between two signs of life of the window."""
SILENCE = 6.0
"""Seconds without any message after which a connection is lost."""
PAUSES = (0.1, 0.3, 1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before the first try to connect again, the second, …; the last one from then on."""
MOST_SESSIONS = 16
KEPT = 600.0
"""Seconds for which a server keeps a session whose connection is lost."""
MOST_EVENTS = 256
"""Events that may be on their way to a window before its engine's answers wait."""
TOKEN = 16
"""Bytes of the number by which a window finds its session again."""


def other_version(theirs: str, ours: str, whose: str) -> str:
    """The sentence about two versions that do not understand one another."""
    return (
        f"{whose} has WM Studio {theirs} and this is {ours}, and their messages differ: "
        "install the same version on both machines."
    )
