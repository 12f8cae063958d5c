import importlib.metadata
import importlib.util
import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import wmstudio
from wmstudio import paths

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REQUIREMENTS = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["dev"],
    *PROJECT["project"]["optional-dependencies"]["applications"],
]


def plain_name(requirement: str) -> str:
    """Give the name of a package as the packaging standards compare it."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line.partition("#")[0].strip() for line in lines]
    return {plain_name(line): line.partition("==")[2] for line in wanted if line}


def needed_packages() -> set[str]:
    """Follow the installed packages' own requirements from what the project asks for."""
    markers = pytest.importorskip("packaging.requirements")
    waiting = [markers.Requirement(requirement) for requirement in REQUIREMENTS]
    needed = set()
    while waiting:
        requirement = waiting.pop()
        name = plain_name(requirement.name)
        if name in needed:
            continue
        needed.add(name)
        for line in importlib.metadata.requires(name) or []:
            further = markers.Requirement(line)
            extras = requirement.extras or {""}
            if further.marker is None or any(further.marker.evaluate({"extra": e}) for e in extras):
                waiting.append(further)
    return needed


def test_the_version_in_the_package_is_the_version_in_its_metadata():
    assert wmstudio.__version__ == PROJECT["project"]["version"]
    assert wmstudio.__version__ == importlib.metadata.version("wmstudio")


def test_the_folders_that_the_wheel_carries_are_there_and_hold_something():
    carried = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    assert carried == {
        "assets": "wmstudio/_data/assets",
        "resources": "wmstudio/_data/resources",
    }
    for folder in carried:
        assert any(path.is_file() for path in (ROOT / folder).rglob("*")), folder


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=plain_name)
def test_the_constraints_pin_what_the_project_asks_for(requirement):
    packaging = pytest.importorskip("packaging.requirements")
    pin = pins()[plain_name(requirement)]

    assert re.fullmatch(r"[\w.]+", pin), "an exact version"
    assert packaging.Requirement(requirement).specifier.contains(pin)


def test_the_constraints_pin_what_comes_along_too():
    assert needed_packages() - pins().keys() == set()


def test_the_shipped_folders_are_found():
    assert paths.assets().is_dir()
    assert paths.resources().is_dir()


def test_asking_where_the_users_files_are_creates_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))

    assert paths.settings_folder() == tmp_path / "home" / "settings"
    assert paths.autosave_folder() == tmp_path / "home" / "autosave"
    assert not (tmp_path / "home").exists()


@pytest.fixture
def setup_script():
    """Give scripts/setup.py as a module that installs nothing."""
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "scripts" / "setup.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.call = lambda *_: pytest.fail("nothing may be installed")
    return script


def missing_line(script, monkeypatch, libraries, apt, user):
    monkeypatch.setattr(shutil, "which", lambda _: apt)
    monkeypatch.setattr(script.os, "geteuid", lambda: user)
    monkeypatch.setattr(script, "missing_libraries", lambda _: libraries)
    with pytest.raises(script.SetupError) as caught:
        script.provide_system_libraries(["offscreen"])
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_an_ordinary_user_is_told_the_command_that_installs_a_missing_library(
    setup_script, monkeypatch
):
    missing = ["libEGL.so.1", "libxcb-cursor.so.0"]

    line = missing_line(setup_script, monkeypatch, missing, "/usr/bin/apt-get", user=1000)

    assert "libEGL.so.1, libxcb-cursor.so.0" in line
    assert line.endswith("sudo apt-get install -y --no-install-recommends libegl1 libxcb-cursor0")


def test_off_debian_the_missing_libraries_are_named(setup_script, monkeypatch):
    line = missing_line(setup_script, monkeypatch, ["libEGL.so.1"], None, user=0)

    assert "libEGL.so.1" in line
    assert "libegl1" in line


def test_a_missing_library_that_nobody_thought_of_is_named(setup_script, monkeypatch):
    line = missing_line(setup_script, monkeypatch, ["libnew.so.7"], "/usr/bin/apt-get", user=0)

    assert "libnew.so.7" in line


def test_the_libraries_of_the_display_in_use_are_asked_for(setup_script, monkeypatch):
    monkeypatch.setattr(setup_script.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert setup_script.qt_platforms() == ["offscreen"]

    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert setup_script.qt_platforms() == ["offscreen", "wayland"]

    monkeypatch.setenv("DISPLAY", ":0")
    assert setup_script.qt_platforms() == ["offscreen", "xcb"]


def test_the_size_of_a_download_is_told_and_how_to_do_with_less(setup_script, monkeypatch, capsys):
    sizes = {"torch": 900_000_000, "nvidia-cudnn-cu13": 1_500_000_000, "tqdm": 80_000}
    monkeypatch.setattr(setup_script, "has_nvidia_card", lambda: False)
    setup_script.tell_size(sizes)
    said = capsys.readouterr().out
    assert "2.4 GB" in said
    assert "1.5 GB of it are for NVIDIA cards" in said
    assert "make run TORCH=cpu" in said

    monkeypatch.setattr(setup_script, "has_nvidia_card", lambda: True)
    setup_script.tell_size(sizes)
    assert "TORCH=cpu" not in capsys.readouterr().out
    setup_script.tell_size({})
    assert capsys.readouterr().out == ""


def test_what_pip_would_fetch_is_measured_and_files_that_are_here_are_not(
    setup_script, monkeypatch
):
    places = {"a": "https://x.test/a.whl", "b": "file:///b.whl"}
    report = {
        "install": [
            {"metadata": {"name": name}, "download_info": {"url": url}}
            for name, url in places.items()
        ]
    }
    monkeypatch.setattr(setup_script, "size_of", {places["a"]: 7}.get)
    for said, expected in ((json.dumps(report), {"a": 7}), ("no such option: --report", {})):
        answer = subprocess.CompletedProcess([], 0, stdout=said)
        monkeypatch.setattr(setup_script, "call", lambda _, answer=answer: answer)
        assert setup_script.downloads(["."]) == expected


def test_torch_for_the_cpu_comes_from_another_place_only_where_it_is_asked_for(
    setup_script, monkeypatch
):
    asked = []

    def install(arguments):
        asked.append(arguments)
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(setup_script, "pip_install", install)
    monkeypatch.setattr(setup_script, "downloads", lambda _: {})
    monkeypatch.setenv("TORCH_INDEX", "https://x.test/cpu")
    setup_script.install_packages("run")
    assert "--index-url" not in asked[0]
    setup_script.install_torch_for_cpu()
    assert asked[1][-3:] == ["--index-url", "https://x.test/cpu", "torch"]


def test_each_font_that_ships_has_its_licence_in_the_package():
    patterns = PROJECT["project"]["license-files"]
    licences = {path for pattern in patterns for path in ROOT.glob(pattern)}
    folder = ROOT / "resources" / "fonts"
    files = sorted(folder.glob("*.ttf"))

    assert len(files) == 5
    for file in files:
        licence = folder / f"OFL-{file.stem.partition('-')[0]}.txt"
        assert licence in licences
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text(encoding="utf-8")
    assert "OFL-1.1" in PROJECT["project"]["license"]
    assert sum(file.stat().st_size for file in files) < 2_000_000
