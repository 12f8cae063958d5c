"""Plays ssh: runs the command on this machine, and forwards the port to it.

It is started as ssh is: options, ``-L here:host:there``, ``--``, the host, the command. What the
host is called says how it fails.
"""

import socket
import subprocess
import sys
import threading

FAILURES = {
    "nowhere": "ssh: Could not resolve hostname nowhere: Name or service not known",
    "locked": "tester@locked: Permission denied (publickey).",
    "changed": "Host key verification failed.",
    "far": "ssh: connect to host far port 22: Connection timed out",
}


def pump(source, target):
    while data := source.recv(65_536):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


def forward(listener, port):
    while True:
        near, _ = listener.accept()
        far = socket.create_connection(("127.0.0.1", port))
        for pair in ((near, far), (far, near)):
            threading.Thread(target=pump, args=pair, daemon=True).start()


def main(arguments):
    host, command = arguments[arguments.index("--") + 1 :]
    if host in FAILURES:
        sys.stderr.write(f"Warning: a line before\n{FAILURES[host]}\r\n")
        return 255
    _, here, _, there = arguments[arguments.index("-L") + 1].split(":")
    listener = socket.create_server(("127.0.0.1", int(here)))
    threading.Thread(target=forward, args=(listener, int(there)), daemon=True).start()
    # It passes the end of its input on, as ssh does, since the command reads the same one.
    return subprocess.call(["sh", "-c", command])


sys.exit(main(sys.argv[1:]))
