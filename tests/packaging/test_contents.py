import pytest


@pytest.fixture
def contents(packaging):
    return packaging("contents")


@pytest.mark.parametrize(
    "place",
    [
        "torch/bin/protoc",
        "torch/bin/torch_shm_manager_old",
        "torch/include/ATen/ATen.h",
        "torch/test/jit_test",
        "torch\\include\\torch\\script.h",
        "torch/_C.pyi",
        "PySide6/Qt/translations/qt_help_de.qm",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "libgtk-3.so.0",
        "numpy/tests/test_abc.py",
    ],
)
def test_what_nothing_reads_is_left_out(contents, place):
    assert contents.is_left_out(place)


@pytest.mark.parametrize(
    "place",
    [
        "torch/bin/torch_shm_manager",
        "torch/lib/libtorch_cpu.so",
        "torch/testing/__init__.py",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "wmstudio/_data/assets/checkpoints/tales-pointer/config.json",
        "wmstudio/_data/resources/translations/wmstudio_zh_CN.qm",
        "libxcb-cursor.so.0",
    ],
)
def test_what_the_program_needs_is_kept(contents, place):
    assert not contents.is_left_out(place)


def test_modules_that_an_adapter_may_import_are_included(contents):
    modules = contents.standard_library()
    assert {"asyncio", "csv", "dataclasses", "sqlite3", "unittest"} <= set(modules)
    assert not {"tkinter", "idlelib", "distutils"} & set(modules)
    assert not [name for name in modules if name.startswith("_")]


def test_a_folder_or_archive_beyond_its_limit_is_told(contents):
    most = contents.UNPACKED, contents.COMPRESSED
    assert contents.too_large(*most) is None
    assert "folder has 901 MB" in contents.too_large(901_000_000, 0)
    assert "archive has 351 MB" in contents.too_large(0, 351_000_000)


def test_links_are_not_counted_and_copies_of_large_files_are_found(contents, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "libtorch.so").write_bytes(bytes(2_000))
    (tmp_path / "b" / "small.so").write_bytes(bytes(10))
    (tmp_path / "link.so").symlink_to("a/libtorch.so")
    assert contents.size_of(tmp_path) == 4_010
    copies = [tmp_path / folder / "libtorch.so" for folder in ("a", "b")]
    assert contents.duplicates(tmp_path, least=1_000) == [copies]
    assert contents.duplicates(tmp_path, least=3_000) == []
