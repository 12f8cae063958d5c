"""What the program keeps for itself is for the user alone."""

import os
import stat
from dataclasses import replace

import pytest

from wmstudio.app import log, settings
from wmstudio.app.branches import Branch, Tree
from wmstudio.app.saved.drafts import Draft
from wmstudio.app.saved.unit_labels import UnitLabels
from wmstudio.gui.documents.autosave import Autosave

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")


@pytest.fixture(autouse=True)
def umask():
    before = os.umask(0o022)
    yield
    os.umask(before)
    log.end()


def keep_draft(folder):
    autosave = Autosave(folder)
    autosave.claim()
    left = Branch(2, "one that was left", parent=1, text="secret")
    branches = (*Tree().with_text("secret", 0).branches, left)
    autosave.write(Draft(replace(Tree(), branches=branches), session={"secret": 1}))


def keep_settings(folder):
    settings.Settings(theme="dark", path=folder).save()


def keep_preferences(folder):
    settings.Settings(theme="dark", path=folder).save_preferences()


def keep_labels(folder):
    UnitLabels(folder / "labels.json").set("model", "hash", ("lstm.0.cell", 1), "secret")


def keep_log(folder, lines=3):
    log.begin(folder)
    for _ in range(lines):
        log.log.info("secret")


def keep_long_log(folder):
    log.LARGEST, before = 100, log.LARGEST
    try:
        keep_log(folder, 20)
    finally:
        log.LARGEST = before


KEEPERS = [keep_draft, keep_settings, keep_preferences, keep_labels, keep_log, keep_long_log]


@pytest.mark.parametrize("keep", KEEPERS)
@pytest.mark.parametrize("was_open", [False, True])
def test_what_is_kept_can_be_read_by_the_user_alone(tmp_path, keep, was_open):
    folder = tmp_path / "home" / "kept"
    if was_open:  # by a version that did not see to it
        keep(folder)
        log.end()
        folder.chmod(0o755)
        for file in folder.iterdir():
            file.chmod(0o644)
    keep(folder)
    files = [file for file in folder.iterdir() if file.suffix != ".lock"]
    assert files
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in files} == {
        file.name: 0o600 for file in files
    }
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
