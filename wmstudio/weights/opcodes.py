"""What follows each opcode of a pickle.

Names and forms of arguments are those of `pickletools`, which executes nothing. Its own reader of a
pickle takes longer for an opcode than all the work on it, so common forms are read here.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable
from functools import partial
from io import BytesIO
from struct import Struct
from typing import Any

from wmstudio.untrusted import UntrustedError

Reader = Callable[[bytes, int], tuple[Any, int]]
"""Reads an argument from a byte on: what it is, and where it ends.

It raises UntrustedError, ValueError or struct.error where it is damaged or cut short.
"""


def _number(form: Struct, data: bytes, at: int) -> tuple[Any, int]:
    return form.unpack_from(data, at)[0], at + form.size


def _counted(length: Struct, made: Callable[[bytes], Any], data: bytes, at: int) -> tuple[Any, int]:
    size, at = _number(length, data, at)
    if not 0 <= size <= len(data) - at:
        raise UntrustedError("its pickle is damaged: it is cut short")
    return made(data[at : at + size]), at + size


def _in_lines(read: Callable[[Any], Any], data: bytes, at: int) -> tuple[Any, int]:
    stream = BytesIO(data)  # shares the memory
    stream.seek(at)
    return read(stream), stream.tell()


def _latin(raw: bytes) -> str:
    return raw.decode("latin-1")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogatepass")


def _long(raw: bytes) -> int:
    return int.from_bytes(raw, "little", signed=True)


_FORMS: dict[str, Reader] = {
    "uint1": partial(_number, Struct("<B")),
    "uint2": partial(_number, Struct("<H")),
    "int4": partial(_number, Struct("<i")),
    "uint4": partial(_number, Struct("<I")),
    "uint8": partial(_number, Struct("<Q")),
    "float8": partial(_number, Struct(">d")),
    "string1": partial(_counted, Struct("<B"), _latin),
    "string4": partial(_counted, Struct("<i"), _latin),
    "bytes1": partial(_counted, Struct("<B"), bytes),
    "bytes4": partial(_counted, Struct("<I"), bytes),
    "bytes8": partial(_counted, Struct("<Q"), bytes),
    "bytearray8": partial(_counted, Struct("<Q"), bytearray),
    "unicodestring1": partial(_counted, Struct("<B"), _text),
    "unicodestring4": partial(_counted, Struct("<I"), _text),
    "unicodestring8": partial(_counted, Struct("<Q"), _text),
    "long1": partial(_counted, Struct("<B"), _long),
    "long4": partial(_counted, Struct("<i"), _long),
}
_ALL = {ord(opcode.code): opcode for opcode in pickletools.opcodes}
CODES = {opcode.name: code for code, opcode in _ALL.items()}
NAMES = {code: opcode.name for code, opcode in _ALL.items()}
ARGUMENTS: dict[int, Reader] = {
    code: _FORMS.get(opcode.arg.name) or partial(_in_lines, opcode.arg.reader)
    for code, opcode in _ALL.items()
    if opcode.arg is not None
}
"""Readers of the opcodes that have an argument."""
