"""Tours are read from files: what they may say, and how mistakes in them are told."""

import pytest

from wmstudio import paths
from wmstudio.app import catalogue, tours
from wmstudio.app.tours import CONDITIONS, Condition, Tour, TourError, files, line_of, read_tour

GOOD = '''
title = "Mine"

[open]
text = "The cat sat on the mat."
model = "tales-pointer"
after = "The cat"

[[step]]
say = "Write."
light = "text"
until = { text = "hat", not = { shown = "gates" } }

[[step]]
say = """
Look,
and go on."""
word = "cat"
'''


@pytest.fixture
def written(tmp_path):
    def write(text):
        file = tmp_path / "mine.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_a_tour_has_a_text_a_model_and_steps(written):
    tour = read_tour(written(GOOD))

    assert (tour.title, tour.text) == ("Mine", "The cat sat on the mat.")
    assert tour.example.checkpoint == "tales-pointer"
    assert tour.example.cursor(tour.text) == 7
    first, last = tour.steps
    assert first.light == ("text",)
    assert first.until == (Condition("text", "hat"), Condition("shown", "gates", wanted=False))
    assert (last.say, last.word, last.until) == ("Look, and go on.", "cat", ())


def test_a_tour_without_a_text_is_about_what_is_open(written):
    tour = read_tour(written('title = "Any"\n[[step]]\nsay = "Look."'))
    assert tour.example is None


def test_the_text_may_be_a_file_beside_the_tour_or_a_sample(written, tmp_path):
    (tmp_path / "cat.txt").write_text("A cat.", encoding="utf-8")
    start = GOOD.replace('text = "The cat sat on the mat."\n', "").replace("The cat", "A")
    for name, begins in (("cat.txt", "A cat."), ("the-lamp-in-the-mill.txt", "The Lamp")):
        tour = read_tour(written(start.replace("[open]", f'[open]\nfile = "{name}"')
                                 .replace('after = "A"\n', "")))  # fmt: skip
        assert tour.text.startswith(begins)


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('title = "Mine"', "title = 3", 2, "title"),
        ('title = "Mine"', "", 0, "title"),
        ('model = "tales-pointer"', "modell = 3", 6, "open.modell"),
        ('after = "The cat"', 'after = "a dog"', 7, "open.after"),
        ('light = "text"', 'light = "texts"', 11, "step[0].light"),
        ('light = "text"', 'light = ["text", "x"]', 11, "step[0].light[1]"),
        ('text = "hat"', "typed = 0", 12, "step[0].until.typed"),
        ('text = "hat"', 'run = "rm"', 12, "step[0].until.run"),
        ('shown = "gates"', 'shown = "gate"', 12, "step[0].until.not.shown"),
        ('shown = "gates"', "moved = false", 12, "step[0].until.not.moved"),
        ('word = "cat"', "word = 4", 18, "step[1].word"),
        ('say = "Write."', "", 9, "step[0].say"),
        ('say = "Write."', f'say = "{"x" * 400}"', 10, "step[0].say"),
        ('text = "hat"', "signal = { above = 1 }", 12, "step[0].until.signal.name"),
        ('text = "hat"', 'signal = { name = "g", above = "1" }', 12, "signal.above"),
        ('text = "The cat sat on the mat."', 'file = "../x.txt"', 5, "open.file"),
    ],
)
def test_a_bad_value_is_one_sentence_with_line_and_key(written, old, new, line, key):
    assert old in GOOD
    with pytest.raises(TourError) as caught:
        read_tour(written(GOOD.replace(old, new)))
    said = str(caught.value)
    assert said.startswith("mine.toml")
    assert key in said
    assert (f"line {line} " in said) == (line > 0)
    assert "\n" not in said
    assert said.endswith(".")


@pytest.mark.parametrize(
    "text", ["title = ", "[[step]", "a = 1", "step = 3\ntitle = 'a'", "step = []\ntitle = 'a'",
             "\n" * 3_000, "title = 'a'\n[[step]]\nsay = 'b'\nuntil = {}"],
)  # fmt: skip
def test_what_is_no_tour_is_refused_in_one_sentence(written, text):
    with pytest.raises(TourError, match=r"^mine\.toml.* is not a tour: .*\.$"):
        read_tour(written(text))


def test_a_mistake_of_syntax_names_its_line(written):
    with pytest.raises(TourError, match="at line 3"):
        read_tour(written('title = "a"\n\nstep == 3'))


def test_a_file_that_is_missing_or_not_text_is_told(tmp_path):
    with pytest.raises(TourError, match=r"^gone\.toml could not be read: .*\.$"):
        read_tour(tmp_path / "gone.toml")
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(TourError, match="UTF-8"):
        read_tour(tmp_path / "x.toml")


def test_a_line_is_found_behind_texts_that_look_like_keys():
    written = 'a = """\n[[step]]\nsay = 1\n"""\n[[step]]\nsay = 2\n[[step]]\nsay = """\nx\n"""\n'
    assert line_of(written, "step[0].say") == 6
    assert line_of(written, "step[1].say") == 8
    assert line_of(written, "step[1].until") == 7
    assert line_of(written, "nothing") == 0


def test_the_users_folder_lists_tours_and_says_which_cannot_be_used(written):
    folder = paths.tours_folder()
    folder.mkdir(parents=True)
    (folder / "a.toml").write_text(GOOD, encoding="utf-8")
    (folder / "b.toml").write_text("title = 3\nstep = []", encoding="utf-8")
    (folder / "notes.txt").write_text("not a tour", encoding="utf-8")
    good, bad = tours.own()

    assert isinstance(good, Tour)
    assert "b.toml, line 1" in str(bad)


def test_the_bundled_tours_are_those_in_the_folder_and_their_models_are_included():
    files = sorted((paths.assets() / "tours").glob("*.toml"))
    assert [tour.file for tour in tours.bundled()] == files
    assert len(files) >= 4
    for tour in tours.bundled():
        assert catalogue.is_bundled(tour.example.checkpoint)
        *before, last = tour.steps
        assert all(step.until for step in before)
        assert not last.until
        for step in tour.steps:
            assert step.say.count(". ") <= 1, step.say


def test_every_condition_is_described_in_the_documentation():
    page = (paths.assets().parent / "docs" / "tours.md").read_text(encoding="utf-8")
    for name in (*CONDITIONS, *tours.PARTS):
        assert f"`{name}" in page


def test_the_first_tour_is_the_first_that_can_be_used_and_no_other_is_read(tmp_path, monkeypatch):
    assert files.first() == files.bundled()[0]
    folder = tmp_path / "tours"
    folder.mkdir()
    monkeypatch.setattr(files.paths, "assets", lambda: tmp_path)
    assert files.first() is None
    for name, written in (("a", "{"), ("b", GOOD), ("c", GOOD.replace("Mine", "Other"))):
        (folder / f"{name}{files.SUFFIX}").write_text(written)
    read, usual = [], files.read_tour
    monkeypatch.setattr(files, "read_tour", lambda file: read.append(file.name[0]) or usual(file))
    assert files.first().title == "Mine"
    assert read == ["a", "b"]
