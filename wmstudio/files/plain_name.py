"""Names of files for libraries that take only some of them."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


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
