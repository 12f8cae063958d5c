"""Names of files that are not UTF-8, for libraries and files that take only what is."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRAY = re.compile("[\ud800-\udfff]")
"""What Python reads the bytes of a name as that are not UTF-8."""


def as_unicode(text: str) -> str:
    """A text with U+FFFD for what no file and no message can hold, of the same length."""
    return text if text.isascii() else _STRAY.sub("\ufffd", text)


def readable_json(value: Any) -> str:
    """JSON for people to read, escaped only where it holds what no file can."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return json.dumps(value, indent=2) if _STRAY.search(text) else text


@contextmanager
def plain_name(path: Path) -> Iterator[Path]:
    """A name in UTF-8 by which a file can be opened meanwhile, whatever bytes its own name has.

    A folder of an old disk, or of an archive made elsewhere, may have a name in another encoding,
    which safetensors refuses as if the file were damaged.

    Raises:
        OSError: it cannot be opened.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError:
        with path.open("rb") as file:
            yield Path(f"/dev/fd/{file.fileno()}")
    else:
        yield path
