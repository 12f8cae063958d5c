"""Which language is used, by what is wanted and what the system prefers."""

import pytest

from wmstudio.app.languages import ENGLISH, SYSTEM, language_for
from wmstudio.app.languages.reading import language_of


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        (["zh-Hans-CN", "zh-CN", "zh"], "zh_CN"),
        (["zh_SG.UTF-8"], "zh_CN"),
        (["zh-Hant-TW", "zh-TW", "zh-Hant", "zh"], ENGLISH),
        (["zh_TW@radical"], ENGLISH),
        (["zh-Hant-HK", "zh", "zh-Hans-CN"], "zh_CN"),
        (["zh-Hans-HK", "zh-HK", "zh"], "zh_CN"),
        (["zh"], "zh_CN"),
        (["fr-FR", "zh-CN"], "zh_CN"),
        (["en-GB", "zh-CN"], ENGLISH),
        (["fr-FR"], ENGLISH),
        (["C"], ENGLISH),
        ([], ENGLISH),
    ],
)
def test_the_first_preferred_language_that_is_offered_is_used(preferred, language):
    assert language_for(SYSTEM, preferred) == language


def test_a_chosen_language_is_used_whatever_the_system_prefers():
    assert language_for("zh_CN", ["en"]) == "zh_CN"
    assert language_for("en", ["zh_CN"]) == "en"


def test_a_language_that_is_not_offered_follows_the_system():
    assert language_for("tlh", ["zh_CN"]) == "zh_CN"
    assert language_for("tlh", ["fr"]) == ENGLISH


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, ENGLISH),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh_CN"),
        ({"LANG": "C", "LANGUAGE": "zh_CN"}, ENGLISH),
        ({"LANG": "C@x", "LANGUAGE": "zh_CN"}, ENGLISH),
        ({"LANG": "zh_TW.UTF-8"}, ENGLISH),
        ({}, ENGLISH),
    ],
)
def test_a_terminals_language_is_found_as_gettext_finds_it(environment, language):
    assert language_of(environment) == language
