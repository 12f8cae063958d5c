"""What holds for every test: no display, no files of the user's, the same examples every time."""

import os

import hypothesis
import pytest

# Before anything imports Qt. Set it to xcb to watch the tests at work.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A shared computer may be slow at any moment, so no example has a deadline.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(autouse=True)
def _user_folders_of_its_own(tmp_path_factory, monkeypatch):
    """Keep each test away from the user's settings and texts, and from other tests' ones."""
    home = tmp_path_factory.getbasetemp() / "home" / os.urandom(8).hex()
    monkeypatch.setenv("WMSTUDIO_HOME", str(home))
