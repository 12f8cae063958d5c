"""What `torch.save` wrote, in its zip format or in the one before PyTorch 1.6, without torch.

Both hold a pickle in which tensors are views of storages, and the storages' bytes. The pickle is
read by `wmstudio.weights.pickles`. A tensor is accepted if its storage is there in full, and if its
offset, sizes and strides stay within that storage; only then can a view be made.

Zip (1.6 and newer): ``NAME/data.pkl``, ``NAME/data/KEY`` for each storage, uncompressed, and
``NAME/byteorder``. Older: five pickles (a magic number, a protocol, the machine, the object, the
keys of the storages), and then for each key an int64 count and the bytes.
"""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import field
from math import prod
from pathlib import Path
from typing import IO, Any

from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import UntrustedError, shortened
from wmstudio.weights import zips
from wmstudio.weights.inert import Global, Inert
from wmstudio.weights.pickles import LARGEST, read_pickle
from wmstudio.weights.stored import MOST_DIMS, StoredTensor, from_bytes, itemsize, read_stretch

ZIP_MAGIC = b"PK\x03\x04"
LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
LEGACY_START = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"
"""How an old file begins: a pickle of the magic number."""
MOST_ENTRIES = 200_000
STORAGES = {
    "DoubleStorage": "F64",
    "FloatStorage": "F32",
    "HalfStorage": "F16",
    "BFloat16Storage": "BF16",
    "LongStorage": "I64",
    "IntStorage": "I32",
    "ShortStorage": "I16",
    "CharStorage": "I8",
    "ByteStorage": "U8",
    "BoolStorage": "BOOL",
}


@dataclass(eq=False)
class _Storage:
    """A stretch of numbers of one type, somewhere in the file."""

    dtype: str
    count: int
    path: Path
    offset: int = -1
    """Of the first byte in the file; negative until it is known."""
    big_endian: bool = False

    @property
    def size(self) -> int:
        return self.count * itemsize(self.dtype)

    def read(self, start: int, count: int) -> bytearray:
        """``count`` numbers from number ``start`` on."""
        each = itemsize(self.dtype)
        return read_stretch(self.path, self.offset + start * each, count * each)


@dataclass
class _Reader:
    """Makes tensors and storages of what a pickle says."""

    path: Path
    size: int
    storages: dict[str, _Storage] = field(default_factory=dict)

    def persistent(self, reference: Any) -> Any:
        """A storage, by the five or six parts of its reference; of a module its class."""
        if not isinstance(reference, tuple) or len(reference) < 2:
            raise UntrustedError("its pickle refers to something that is no tensor")
        if reference[0] == "module":  # old files have the source of each class beside it
            return reference[1]
        if reference[0] != "storage" or len(reference) < 5:
            raise UntrustedError("its pickle refers to something that is no tensor")
        _, kind, key, _, count, *view = reference
        name = kind.name if isinstance(kind, Global) else ""
        if name not in STORAGES:
            raise UntrustedError(f"it has tensors of a type that is not read ({shortened(name)})")
        if not isinstance(key, str) or type(count) is not int or count < 0:
            raise UntrustedError("its pickle is damaged: a storage has no key or no size")
        if view and view[0] is not None:
            raise UntrustedError("it has views of storages, as PyTorch wrote them before 0.4")
        found = self.storages.get(key)
        if found is None:
            found = self.storages[key] = _Storage(STORAGES[name], count, self.path)
            if found.size > self.size:
                raise UntrustedError(
                    f"it has a tensor of {found.size:,} bytes, and is only {self.size:,} long"
                )
        if (found.dtype, found.count) != (STORAGES[name], count):
            raise UntrustedError("its pickle is damaged: it says two things of one storage")
        return found

    def tensor(
        self, storage: Any, offset: Any, shape: Any, strides: Any, *_: Any
    ) -> StoredTensor | Inert:
        """A view of a storage, checked against its size."""
        if not isinstance(storage, _Storage):
            raise UntrustedError("its pickle is damaged: a tensor has no storage")
        if not _are_counts(shape) or not _are_counts(strides) or not _are_counts((offset,)):
            raise UntrustedError("its pickle is damaged: the sizes of a tensor are no numbers")
        if len(shape) != len(strides) or len(shape) > MOST_DIMS:
            raise UntrustedError("its pickle is damaged: a tensor has strides of other dimensions")
        last = offset + sum((n - 1) * step for n, step in zip(shape, strides, strict=True))
        many = prod(shape)
        # One that is larger than its storage has strides of 0: few bytes would fill the memory.
        if many and (last >= storage.count or many > storage.count):
            raise UntrustedError("its pickle is damaged: a tensor goes beyond its storage")
        shape, strides = tuple(shape), tuple(strides)
        return StoredTensor(
            storage.dtype,
            shape,
            # Tensors often share a storage, and each reads its own part of it only.
            lambda: from_bytes(
                storage.read(offset, last + 1 - offset if many else 0),
                storage.dtype,
                shape,
                strides,
                big_endian=storage.big_endian,
            ),
        )

    def unpickled(self, data: bytes | io.BytesIO) -> Any:
        """What one of the file's pickles holds."""
        known = {
            ("torch._utils", "_rebuild_tensor"): self.tensor,
            ("torch._utils", "_rebuild_tensor_v2"): self.tensor,
            ("torch._utils", "_rebuild_parameter"): lambda tensor, *_: tensor,
            ("torch._utils", "_rebuild_parameter_with_state"): lambda tensor, *_: tensor,
            ("torch", "Size"): lambda *sizes: sizes[0] if sizes else (),
        }
        return read_pickle(data, known, self.persistent)


def _are_counts(values: Any) -> bool:
    return isinstance(values, tuple | list) and all(
        type(value) is int and 0 <= value < 2**48 for value in values
    )


def is_torch_file(start: bytes) -> bool:
    """Whether a file that begins so may be of `torch.save`."""
    return start.startswith((ZIP_MAGIC, LEGACY_START))


def read_torch(path: Path) -> Any:
    """What was saved: containers, numbers, texts, `StoredTensor`, and `Inert` for all else.

    Raises:
        UntrustedError: it is damaged, or no such file; part of a sentence (``it has …``).
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(len(LEGACY_START))
        file.seek(0)
        if start.startswith(ZIP_MAGIC):
            try:
                return _read_zip(path, file, size)
            except UntrustedError:
                raise
            except zips.DAMAGE as error:
                raise UntrustedError(f"its zip is damaged ({shortened(str(error))})") from error
        if start.startswith(LEGACY_START):
            return _read_legacy(path, file, size)
    raise UntrustedError("it is not a file of torch.save")


def _read_zip(path: Path, file: IO[bytes], size: int) -> Any:
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise UntrustedError(f"its zip has {len(entries):,} entries")
        pickles = [e for e in entries if e.filename.endswith("/data.pkl")]
        if len(pickles) != 1:
            raise UntrustedError("it is a zip, and not one of torch.save: it has no data.pkl")
        prefix = pickles[0].filename.removesuffix("data.pkl")
        order = next((e for e in entries if e.filename == f"{prefix}byteorder"), None)
        big = order is not None and zips.unpacked(archive, order, 16).strip() == b"big"
        reader = _Reader(path, size)
        found = reader.unpickled(zips.unpacked(archive, pickles[0], LARGEST))
        by_name = {e.filename: e for e in entries}
        for key, storage in reader.storages.items():
            entry = by_name.get(f"{prefix}data/{key}")
            if entry is None:
                raise UntrustedError(f"the numbers of its storage {shortened(key)} are missing")
            if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1:
                raise UntrustedError("its numbers are compressed, as torch.save never does")
            if entry.file_size < storage.size:
                raise UntrustedError(
                    f"its storage {shortened(key)} has {entry.file_size:,} bytes, "
                    f"and {storage.size:,} are needed"
                )
            storage.offset, storage.big_endian = _start(file, entry), big
            if storage.offset + storage.size > size:
                raise UntrustedError("it is cut short")
    return found


def _start(file: IO[bytes], entry: zipfile.ZipInfo) -> int:
    """Where the bytes of an uncompressed entry begin: after its own header."""
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) != 30 or not header.startswith(ZIP_MAGIC):
        raise UntrustedError("its zip is damaged: an entry is not where it should be")
    name, extra = struct.unpack("<HH", header[26:30])
    return int(entry.header_offset) + 30 + int(name) + int(extra)


def _read_legacy(path: Path, file: IO[bytes], size: int) -> Any:
    reader = _Reader(path, size)
    data = io.BytesIO(file.read(LARGEST))
    if read_pickle(data) != LEGACY_MAGIC or read_pickle(data) != 1001:
        raise UntrustedError("it is not a file of torch.save")
    machine = read_pickle(data)
    big = isinstance(machine, dict) and machine.get("little_endian") is False
    found = reader.unpickled(data)
    keys = read_pickle(data)
    if not isinstance(keys, list) or {*reader.storages} - {k for k in keys if isinstance(k, str)}:
        raise UntrustedError("it is damaged: the list of its storages is not all there")
    at = data.tell()
    for key in keys:
        storage = reader.storages.get(key) if isinstance(key, str) else None
        if storage is None:
            raise UntrustedError("it is damaged: it has numbers that belong to no tensor")
        file.seek(at)
        count = int.from_bytes(file.read(8), "big" if big else "little")
        if count != storage.count:
            raise UntrustedError("it is damaged: a storage has another size than its tensors say")
        storage.offset, storage.big_endian = at + 8, big
        at += 8 + storage.size
        if at > size:
            raise UntrustedError("it is cut short")
    return found
