"""Pickles that attack whoever opens them. Each would run something, or use up time or memory."""

import io
import os
import pickle
import struct
import zipfile

import torch


class Calls:
    """Asks Python to call a function with some arguments when it is unpickled."""

    def __init__(self, function, *args):
        self.call = (function, args)

    def __reduce__(self):
        return self.call


def tuples(depth):
    """A tuple in a tuple, so many times, which is used as a key: hashing it would recurse."""
    return b"\x80\x02}" + b")" + b"\x85" * depth + b"K\x01s."


def raw(mark):
    """Pickles by name; ``mark`` is a file that would be made if one of them ran."""
    command = f"touch {mark}"
    table = {f"system, protocol {n}": pickle.dumps(Calls(os.system, command), n) for n in range(6)}
    return table | {
        "eval": pickle.dumps(Calls(eval, f"open({str(mark)!r}, 'w')")),
        "exec": pickle.dumps(Calls(exec, f"open({str(mark)!r}, 'w')")),
        "open": pickle.dumps(Calls(open, str(mark), "w")),
        "instance": b"(S'" + command.encode() + b"'\nios\nsystem\n.",
        "object": b"(cos\nsystem\nS'" + command.encode() + b"'\no.",
        "build": b"cbuiltins\nexec\n(S'" + command.encode() + b"'\ntR}S'x'\nNsb.",
        "deep list": b"\x80\x02" + b"]" * 1 + b"]a" * 0 + b"(" * 100_000 + b"l" * 100_000 + b".",
        "deep tuple": b"\x80\x02)" + b"\x85" * 300_000 + b".",
        "deep key": tuples(300_000),
        "deep set": b"\x80\x04\x8f()" + b"\x85" * 300_000 + b"\x90.",
        "itself": b"\x80\x02]q\x00h\x00a.",
        "itself as a value": b"\x80\x02}q\x00X\x01\x00\x00\x00ah\x00s.",
        "many times itself": b"\x80\x02]q\x00(" + b"h\x00" * 100_000 + b"e.",
        "endless length": b"\x80\x04\x8d" + struct.pack("<Q", 2**62) + b"x.",
        "endless bytes": b"\x80\x05\x96" + struct.pack("<Q", 10 * 2**30) + b"x.",
        "endless frame": b"\x80\x04\x95" + struct.pack("<Q", 2**60) + b"N.",
        "far memo": b"\x80\x02Nr\xff\xff\xff\xff.",
        "extension": b"\x80\x02\x82\x01.",
        "no end": b"\x80\x02]",
        "nothing on the stack": b"\x80\x02a.",
        "mark as a value": b"\x80\x02(.",
        "long number": b"I" + b"9" * 100_000 + b"\n.",
        "not a pickle": b"\xff" * 100,
        "empty": b"",
    }


def as_zip(pickled, storages=None, name="archive"):
    """A file of torch.save with this pickle in it."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr(f"{name}/data.pkl", pickled)
        for key, data in (storages or {}).items():
            archive.writestr(f"{name}/data/{key}", data)
    return sink.getvalue()


def as_legacy(pickled):
    """A file as torch.save wrote them before 1.6, with this pickle for its object."""
    sink = io.BytesIO()
    torch.save({}, sink, _use_new_zipfile_serialization=False)
    head = sink.getvalue()
    empty = pickle.dumps({}, 2)
    return head.replace(empty, pickled, 1)


def view(count, offset, shape, strides, kind="FloatStorage", key="0"):
    """A pickle of {'weight_hh_l0': a tensor}, with whatever sizes."""

    class Storage:
        pass

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            if isinstance(value, Storage):
                return ("storage", getattr(torch, kind), key, "cpu", count)
            return None

    sink = io.BytesIO()
    rebuild = Calls(torch._utils._rebuild_tensor_v2, Storage(), offset, shape, strides, False, {})
    Pickler(sink, 2).dump({"weight_hh_l0": rebuild})
    return sink.getvalue()


def zip_bomb():
    """A zip whose pickle unpacks to a gigabyte of nothing."""
    sink = io.BytesIO()
    with (
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("archive/data.pkl", "w") as part,
    ):
        for _ in range(80):
            part.write(b"]" * 2**20)
    return sink.getvalue()
