import re
import warnings
from pathlib import Path
from threading import Event, Thread

import pytest

import wmstudio
from wmstudio.quiet import without_warnings


def test_only_the_named_warnings_are_passed_over():
    with without_warnings("torch is (old|new)", UserWarning):
        warnings.warn("torch is old, they say", stacklevel=1)
        with pytest.warns(UserWarning, match="other"):
            warnings.warn("other", stacklevel=1)
        with pytest.warns(FutureWarning, match="torch"):
            warnings.warn("torch is old", FutureWarning, stacklevel=1)


def test_two_threads_take_turns_and_leave_the_filters_as_they_were():
    before = list(warnings.filters)
    entered, other_entered, there = Event(), Event(), []

    def first():
        with without_warnings("a", UserWarning):
            entered.set()
            # It never comes in; a slow machine may only make this test blind, never fail.
            there.append(other_entered.wait(0.2))

    def second():
        entered.wait()
        with without_warnings("b", UserWarning):
            other_entered.set()

    threads = [Thread(target=first), Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert there == [False]
    assert list(warnings.filters) == before


def test_no_other_code_of_threads_changes_the_filters():
    changes = re.compile(r"catch_warnings|simplefilter|filterwarnings")
    root = Path(wmstudio.__file__).parent
    found = {
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        if changes.search(file.read_text(encoding="utf-8"))
    }
    # The second is a process of its own.
    assert found == {"quiet.py", str(Path("text", "matching_child.py"))}
