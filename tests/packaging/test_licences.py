import sys

import pytest

from wmstudio.app.help.licences import UsedPackage


@pytest.fixture
def licences(packaging):
    pytest.importorskip("packaging.requirements")
    return packaging("licences")


def test_packages_needed_are_followed_without_those_left_out(licences, monkeypatch):
    needs = {
        "wmstudio": ["torch>=2", "pytest; extra == 'dev'", "PySide6_Essentials"],
        "torch": ["sympy", "setuptools", "wmstudio", "winonly; sys_platform == 'nowhere'"],
        "sympy": ["mpmath"],
    }
    monkeypatch.setattr(licences.metadata, "requires", lambda name: needs.get(name))
    found = licences.needed_distributions()
    assert found == ["mpmath", "pyside6-essentials", "sympy", "torch", "wmstudio"]


def test_every_package_that_is_installed_here_is_found(licences):
    found = licences.needed_distributions()
    assert {"wmstudio", "torch", "numpy", "pyside6-essentials", "shiboken6", "sympy"} <= set(found)
    assert not {"pytest", "ruff", "setuptools"} & set(found)


def test_texts_are_copied_under_their_names_and_listed(licences, tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "LICENSE.txt").write_text(f"text {folder}")
    files = [tmp_path / folder / "LICENSE.txt" for folder in ("one", "two")]
    target = tmp_path / "out"
    target.mkdir()
    (target / "old.txt").write_text("of an earlier build")
    works = [licences.Work("a", "1.0", "MIT", files), licences.Work("b", "2.0", "", [])]
    assert licences.write(works, target) == ["b"]
    copied = {str(p.relative_to(target)) for p in target.rglob("*") if p.is_file()}
    assert copied == {"README.txt", "a/LICENSE.txt", "a/LICENSE-2.txt"}
    assert (target / "a" / "LICENSE-2.txt").read_text() == "text two"
    told = (target / "README.txt").read_text()
    assert "a 1.0: MIT\n    a/LICENSE.txt\n    a/LICENSE-2.txt" in told
    assert "b 2.0: no licence declared\n    It came without the text" in told
    assert "Lesser General Public License" in told


def test_qts_wheels_get_the_texts_that_they_lack(licences):
    for name in ("pyside6-essentials", "shiboken6"):
        work = licences.work_of(name)
        assert "LGPL-3.0" in work.declared
        texts = [file.read_text(encoding="utf-8") for file in work.files]
        assert any("GNU LESSER GENERAL PUBLIC LICENSE" in text for text in texts)
        assert any("GNU GENERAL PUBLIC LICENSE" in text for text in texts)


def test_a_packages_own_text_and_version_are_found(licences):
    work = licences.work_of("numpy")
    assert work.version == sys.modules.get("numpy", __import__("numpy")).__version__
    assert any("NumPy Developers" in f.read_text(encoding="utf-8") for f in work.files)


def test_a_library_of_no_known_package_is_listed_by_name(licences, monkeypatch):
    monkeypatch.setattr(licences.shutil, "which", lambda _: None)
    (work,) = licences.of_the_system(["/nowhere/libown.so.1"])
    assert (work.name, work.files) == ("libown.so.1", [])


def test_a_package_that_is_not_installed_has_no_licence(packaging):
    from wmstudio.app.help.licences import described

    assert described("no-such-package-here") == UsedPackage("no-such-package-here", "", "")
