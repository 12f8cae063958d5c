"""The process that looks into an HDF5 file: ``python hdf5_child.py PATH SIZE``.

libhdf5 is a large C library that damaged files can crash, so it runs here, with limits, and not in
the program. It writes an int64 length and as much JSON to stdout: attributes, and for each dataset
its type, its shape, and where its numbers are. Those that are not simply there in the file
(compressed, or of another byte order) follow the JSON. PATH ``-`` is SIZE bytes of stdin.
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
from collections.abc import Iterator
from math import prod
from typing import Any

SECONDS, MEMORY = 20, 4 * 2**30
LARGEST_UNPACKED = 2**29
MOST_OBJECTS, DEEPEST = 50_000, 16
LONGEST_TEXT, MOST_TEXTS = 16 * 2**20, 10_000
DTYPES = {"f8": "F64", "f4": "F32", "f2": "F16", "i8": "I64", "i4": "I32", "i2": "I16",
          "i1": "I8", "u1": "U8", "b1": "BOOL"}  # fmt: skip


class RefusedError(Exception):
    """What the file holds is not read; part of a sentence."""


def limit() -> None:
    """Give this process so much time and memory, and no file to write."""
    try:
        import resource
    except ImportError:  # Windows: whoever waits for this process has a limit of its own
        return
    for kind, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))


def attributes(node: Any) -> dict[str, Any]:
    """The texts, lists of texts and numbers among a group's attributes."""
    found = {}
    for name in list(node.attrs)[:1_000]:
        about = node.attrs.get_id(name)
        if prod(about.shape) > MOST_TEXTS or about.dtype.itemsize > LONGEST_TEXT:
            raise RefusedError("it has an attribute that is too large to be read")
        value = node.attrs[name]
        if hasattr(value, "tolist"):
            value = value.tolist()
        if isinstance(value, list):
            value = [text(one) for one in value]
        found[text(name)] = text(value)
    return {k: v for k, v in found.items() if isinstance(v, str | list | int | float)}


def text(value: Any) -> Any:
    """Bytes as a text; anything else as it is."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def datasets(file: Any, h5py: Any) -> Iterator[tuple[str, Any]]:
    """Every dataset by its path. Nothing outside the file is opened, whatever it names."""
    seen: set[int] = set()
    waiting, count = [("", file, 0)], 0
    while waiting:
        place, group, depth = waiting.pop()
        for name in group:
            count += 1
            if count > MOST_OBJECTS or depth > DEEPEST:
                raise RefusedError("it holds too much to be a model")
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                raise RefusedError("it has links to other places or files, which no model needs")
            inner = group[name]
            at = h5py.h5o.get_info(inner.id).addr
            if at in seen:
                continue
            seen.add(at)
            path = f"{place}/{text(name)}"
            if isinstance(inner, h5py.Group):
                waiting.append((path, inner, depth + 1))
            elif isinstance(inner, h5py.Dataset):
                yield path[1:], inner


def described(file: Any, size: int, h5py: Any) -> tuple[dict[str, Any], list[bytes]]:
    """What to answer, and the numbers that follow it."""
    found: list[dict[str, Any]] = []
    follow: list[bytes] = []
    at = 0
    for name, one in datasets(file, h5py):
        if one.external or one.is_virtual:
            raise RefusedError("its numbers are kept in other files, which is not read")
        kind = one.dtype
        code = DTYPES.get(f"{kind.kind}{kind.itemsize}")
        if code is None or one.shape is None:
            continue
        about = {"name": name, "dtype": code, "shape": list(one.shape)}
        place = one.id.get_offset()
        # A dataset that was never written has no place, and is filled when it is read.
        if place is not None and kind.byteorder != ">" and place + one.nbytes <= size:
            found.append({**about, "at": place})
            continue
        if at + one.nbytes > LARGEST_UNPACKED:
            raise RefusedError("its numbers are compressed and too many to be unpacked")
        data = one[()].astype(kind.newbyteorder("<")).tobytes()
        found.append({**about, "follows": at})
        follow.append(data)
        at += len(data)
    groups = {"": attributes(file)}
    groups |= {text(n): attributes(g) for n, g in file.items() if isinstance(g, h5py.Group)}
    return {"attributes": groups, "datasets": found}, follow


def main(path: str, size: int) -> None:
    """Read one file, and answer."""
    limit()
    follow: list[bytes] = []
    answer: dict[str, Any]
    try:
        import h5py
    except ImportError:
        answer = {"error": "h5py, which such files are read with, is missing: pip install h5py"}
    else:
        source = io.BytesIO(sys.stdin.buffer.read(size)) if path == "-" else path
        try:
            with h5py.File(source, "r") as file:
                if file.userblock_size:
                    raise RefusedError("it is an HDF5 file inside another, which is not read")
                answer, follow = described(file, size, h5py)
        except RefusedError as error:
            answer = {"error": str(error)}
        except MemoryError:
            answer = {"error": "it takes more memory than a model of its size can need"}
        # h5py turns whatever libhdf5 says into one of many exceptions.
        except Exception as error:
            answer = {"error": f"it is damaged ({' '.join(str(error).split())[:90]})"}
    told = json.dumps(answer).encode()
    for part in (struct.pack("<q", len(told)), told, *follow):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()
    os._exit(0)  # libhdf5 may crash once more while it closes


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
