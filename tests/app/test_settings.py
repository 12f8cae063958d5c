import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio import paths
from wmstudio.app.settings import CHECKS, RECENT, Settings, load
from wmstudio.engine.messages import Sampling


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "settings.json"


def test_what_was_saved_is_there_again(path):
    settings = Settings(theme="light", device="cpu", zoom=3, checkpoint="stories-lstm", path=path)
    settings.sampling = Sampling(0.5, 10, 0.9, 42, 17)
    settings.remember(Path("/models/mine"))
    settings.save()

    assert load(path) == (settings, "")
    assert load(path)[0].sampling == Sampling(0.5, 10, 0.9, 42, 17)


def test_without_a_file_everything_is_as_usual_and_nothing_is_said(path):
    assert load(path) == (Settings(path=path), "")


def test_the_file_lies_in_the_users_settings():
    assert load()[0].path == paths.settings_folder() / "settings.json"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'"x"', b"[" * 100_000, b'{"theme":']
)
def test_a_broken_file_is_told_of_in_one_line_and_everything_is_as_usual(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    settings, warning = load(path)

    assert settings == Settings(path=path)
    assert "\n" not in warning
    assert str(path) in warning


def test_what_is_sound_in_a_file_is_kept_and_the_rest_named(path):
    path.parent.mkdir()
    path.write_text(
        json.dumps({"theme": "dark", "top_p": 7, "device": None, "zoom": True, "unknown": 1})
    )
    settings, warning = load(path)

    assert settings == Settings(theme="dark", path=path)
    assert all(name in warning for name in ("top_p", "device", "zoom"))
    assert "theme" not in warning
    assert "unknown" not in warning


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(CHECKS)), JSON))
def test_no_file_stops_the_start(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("s") / "settings.json"
    path.write_text(json.dumps(found))
    settings, _ = load(path)

    assert all(check(getattr(settings, name)) for name, check in CHECKS.items())


def test_the_usual_settings_are_among_those_that_may_be():
    assert all(check(getattr(Settings(), name)) for name, check in CHECKS.items())


def test_recent_checkpoints_are_few_and_the_newest_is_first():
    settings = Settings()
    for i in [*range(20), 15]:
        settings.remember(Path(f"/models/{i}"))

    assert settings.recent[0] == "/models/15"
    assert len(settings.recent) == RECENT == len(set(settings.recent))


def test_settings_without_a_path_are_not_written(tmp_path):
    Settings().save()


def test_a_folder_that_cannot_be_written_is_an_error_of_the_system(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match=r".+"):
        Settings(path=tmp_path / "file" / "settings.json").save()
