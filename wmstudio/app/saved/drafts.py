"""Drafts: a text and everything shown with it, saved automatically against crashes.

A draft is one file. It holds the branch that is shown, the session, and the number of a second file
with the branches that are not shown, which is written only when those change. The second file is
written first, under a number that no draft names yet; writing the first one makes both valid at
once. Whatever fails or is killed in between, the disk holds one whole draft, the old or the new.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstudio.app.branches import LAST, Branch, BranchError, Tree, branch_from, from_dict
from wmstudio.app.saved.second_text import SecondText, second_text
from wmstudio.app.saved.session_file import VERSION as SESSION_VERSION
from wmstudio.app.saved.session_file import session_from
from wmstudio.files.damaged import put_aside
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import Node, UntrustedError, parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VERSION = 2
LARGEST = 2**30
"""Largest file in bytes."""
NEWLINES = ("\n", "\r\n", "\r")


@dataclass(frozen=True)
class Draft:
    """A document as it is in the editor; ``tree.current`` has the text that is shown."""

    tree: Tree
    path: str = ""
    """The path of the text's file, if it has one."""
    modified: bool = True
    """Whether the text differs from that file."""
    newline: str = "\n"
    bom: bool = False
    session: Mapping[str, Any] | None = None
    """The session that was open with the text; None after the window was closed properly."""
    complete: bool = True
    """False if other branches exist that could not be read."""
    seen: str = ""
    """The SHA-256 of the text's file when it was last read or written; empty if unknown."""
    second: SecondText | None = None
    """The text that is open beside it."""
    whole: bool = True
    """False if the session or the second text could not be read."""

    @property
    def text(self) -> str:
        """The text of the active branch."""
        return self.tree.current.text

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost without it."""
        alone = self.second is None or not self.second.text
        return not self.text and not self.path and self.tree.is_plain and alone


class DraftFile:
    """The files of one window's draft: ``text-1.json``, and its other branches beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._number = self._last = 0
        """The number of the second file that the draft names (0: none), and the highest so far."""
        self._beside: tuple[Branch, ...] = ()
        """The branches in that file."""
        self._older = False
        """Whether the draft on the disk has a session of an older version."""

    def read(self) -> Draft | None:
        """Read the draft; None if there is none, or it is unreadable."""
        if (found := _read_alone(self.path)) is None:
            return None
        draft, number = found
        self._older = number is None or _has_older_session(draft)
        if number is None:
            return self._read_version_1(draft)
        self._number = self._last = number
        if draft.complete:
            return draft
        here = draft.tree.current
        try:
            tree = from_dict({"branches": _json(self._file(number)), "active": here.id})
        except BranchError:
            self._put_away(self._file(number))
            return draft
        self._beside = tree.branches
        here = replace(here, parent=tree.current.parent)
        branches = tuple(here if b.id == here.id else b for b in tree.branches)
        return replace(draft, tree=Tree(branches, here.id), complete=True)

    def write(self, draft: Draft) -> None:
        """Replace the draft on the disk; an empty one removes it.

        Raises:
            OSError: it cannot be written. The old draft is intact.
        """
        tree, number, beside = draft.tree, self._number, self._beside
        if len(tree.branches) == 1:
            number, beside = 0, ()
        elif not number or not _serves(beside, tree):
            # The text that is shown is in the first file.
            number, beside = self._last + 1, tree.with_text("", 0).branches
            write_file(self._file(number), json.dumps([asdict(b) for b in beside]), private=True)
        if draft.is_empty:
            self.path.unlink(missing_ok=True)
        else:
            data = json.dumps(_dict(draft, number))
            if self._older:
                _check(self.path.parent, data, draft)
            write_file(self.path, data, private=True)
        self._older = False
        self._number, self._beside = number, beside
        self._last = max(self._last, number)
        self._tidy()

    def _file(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.stem}-branches-{number}.json")

    def _tidy(self) -> None:
        """Remove files that no draft names. Those that cannot be removed do no harm."""
        stale = [self.path.with_suffix(".session")]
        stale += _branch_files(self.path)
        for file in stale:
            if file != self._file(self._number):
                with suppress(OSError):
                    file.unlink()

    @staticmethod
    def _put_away(damaged: Path) -> None:
        """Exclude a file from `_tidy`, because its text may still be rescued by hand."""
        with suppress(OSError):
            put_aside(damaged)

    def _read_version_1(self, draft: Draft) -> Draft:
        """In version 1 files did not name one another: the one that was written last is valid."""
        session = _json(self.path.with_suffix(".session"))
        draft = replace(draft, session=session if isinstance(session, dict) else None)
        file = self.path.with_name(f"{self.path.stem}-branches.json")
        if not file.is_file():
            return replace(draft, complete=True)
        try:
            tree = from_dict(_json(file))
        except BranchError:
            self._put_away(file)
            return replace(draft, complete=False)
        here = draft.tree.current
        if here.id == tree.active or not _newer(file, self.path):
            if all(b.id != here.id for b in tree.branches):
                # The file with all branches could not be written.
                tree = tree.grow("branch", 0, here.text)
            else:
                tree = tree.switch(here.id)
            tree = tree.with_text(here.text, here.caret)
        return replace(draft, tree=tree, complete=True)


def peek(path: Path) -> Draft | None:
    """Read a draft's active branch only; None if unreadable."""
    found = _read_alone(path)
    return found[0] if found else None


def rescue(path: Path) -> Path | None:
    """Keep the files of a damaged draft under other names. Returns the one with its text.

    None: they stay where they are, because a newer version may read them, or cannot be renamed.
    """
    try:
        version = Node(parse_json(read_bytes(path, LARGEST)).value).get("version")
        if version is not None and isinstance(version.value, int) and version.value > VERSION:
            return None
    except UntrustedError:
        pass
    except OSError:
        return None
    try:
        for file in (path.with_suffix(".session"), *_branch_files(path)):
            if file.is_file():
                put_aside(file)
        return put_aside(path)
    except OSError:
        return None


def _branch_files(path: Path) -> Iterator[Path]:
    return path.parent.glob(f"{path.stem}-branches*.json")


def _read_alone(path: Path) -> tuple[Draft, int | None] | None:
    """The same, with the number of the second file, which is None in version 1."""
    node = Node(_json(path))
    number: int | None = None
    try:
        if node.get("version") is None:
            text = node["text"].text()
            id = node["branch"].whole() if node.get("branch") else 0
            caret = min(max(node["caret"].whole(-LAST, LAST), 0), len(text))
            branch = Branch(id or Tree().active, Tree().current.name, text=text, caret=caret)
            alone = not id
        elif node["version"].value == VERSION:
            branch, number = branch_from(node["branch"].value), node["branches"].whole(0, LAST)
            alone = not number
        else:
            return None
        session, second = node.get("session"), node.get("second")
        usable = session is None or isinstance(session.value, dict)
        beside = None
        try:
            beside = second_text(second) if second is not None else None
        except UntrustedError:
            usable = False
        draft = Draft(
            Tree((replace(branch, parent=None),), branch.id),
            node["path"].text(),
            node["modified"].switch(),
            node["newline"].choice(NEWLINES),
            node["bom"].switch(),
            session.value if session is not None and isinstance(session.value, dict) else None,
            alone,
            seen.text(100) if (seen := node.get("seen")) is not None else "",
            beside,
            usable,
        )
    except UntrustedError:
        return None
    return draft, number


def _has_older_session(draft: Draft) -> bool:
    return draft.session is not None and draft.session.get("version") != SESSION_VERSION


def _check(beside: Path, data: str, draft: Draft) -> None:
    """Verify that a draft can be read back before it replaces one of an older version.

    The copy stays in the private folder of drafts.

    Raises:
        OSError: it reads back differently.
    """
    with tempfile.TemporaryDirectory(dir=beside, prefix="draft-") as folder:
        copy = Path(folder) / "draft.json"
        write_file(copy, data, private=True)
        found = peek(copy)
        if found is None or found.text != draft.text:
            raise OSError("the draft cannot be read again")
        if found.session is not None and not _has_older_session(found):
            try:
                session_from(found.session)
            except (BranchError, UntrustedError) as error:
                raise OSError(f"the draft cannot be read again: {error}") from error


def _serves(beside: tuple[Branch, ...], tree: Tree) -> bool:
    """Whether a file with these branches has all of a tree but the active one."""
    return len(beside) == len(tree.branches) and all(
        a is b or a.id == b.id == tree.active for a, b in zip(beside, tree.branches, strict=True)
    )


def _dict(draft: Draft, number: int) -> dict[str, Any]:
    return {
        "version": VERSION,
        "branch": asdict(draft.tree.current),
        "branches": number,
        "path": draft.path,
        "modified": draft.modified,
        "newline": draft.newline,
        "bom": draft.bom,
        "session": draft.session,
        "seen": draft.seen,
        "second": None if draft.second is None else asdict(draft.second),
    }


def _newer(file: Path, other: Path) -> bool:
    try:
        return file.stat().st_mtime_ns > other.stat().st_mtime_ns
    except OSError:
        return False


def _json(file: Path) -> Any:
    """The JSON content of a file; None if unreadable."""
    try:
        return parse_json(read_bytes(file, LARGEST)).value
    except (OSError, UntrustedError):
        return None
