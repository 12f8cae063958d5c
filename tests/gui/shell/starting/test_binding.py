import pytest

from wmstudio.gui.shell.starting import binding


@pytest.mark.parametrize("pyside", ["6.12.0", "6.12.1", "6.12"])
def test_pyside_6_12_is_refused_before_python_3_12_in_one_line_that_says_what_to_install(pyside):
    message = binding.why_unsound((3, 11, 7), pyside)

    assert message is not None
    assert "\n" not in message
    assert pyside in message
    assert "PySide6-Essentials==6.11.3" in message


@pytest.mark.parametrize(
    ("python", "pyside"),
    [
        ((3, 11, 7), "6.10.3"),
        ((3, 11, 7), "6.11.3"),
        ((3, 11, 7), "6.13.0"),
        ((3, 12, 0), "6.12.0"),
        ((3, 13, 1), "6.12.0"),
    ],
)
def test_other_versions_are_welcome(python, pyside):
    assert binding.why_unsound(python, pyside) is None


def test_the_installed_binding_is_sound():
    binding.require_sound_binding()


def test_an_unsound_binding_ends_the_program_with_the_line(monkeypatch):
    monkeypatch.setattr(binding.PySide6, "__version__", "6.12.0")
    monkeypatch.setattr(binding.sys, "version_info", (3, 11, 7, "final", 0))

    with pytest.raises(SystemExit, match=r"PySide6 6\.12\.0 crashes on Python 3\.11"):
        binding.require_sound_binding()
