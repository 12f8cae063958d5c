"""How much of each candidate comes from the memory, from the model to what is shown and kept."""

import zipfile

import numpy as np
import pytest
import torch

from tests import support
from tests.support import ROUNDING
from wmstudio.app.facts import facts_of
from wmstudio.engine.asking import expected, probe
from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import Edit, View
from wmstudio.engine.recording import RecordingError, read_recording, write_recording
from wmstudio.library import open_checkpoint

TEXT = "The cat sat on the mat. The cat sat on the log. The cat"
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return open_checkpoint(support.checkpoint(tmp_path_factory.mktemp("m") / "p", "pointer"), "cpu")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return open_checkpoint(support.checkpoint(tmp_path_factory.mktemp("m") / "l"), "cpu")


def frame(model, text=TEXT, **view):
    return list(DocumentEngine(model.backend).read(View(1, text, len(text), **view)))[-1]


def test_what_is_read_carries_the_part_of_each_candidate(model):
    ids = model.tokenizer.encode(TEXT).ids
    reading = model.backend.read(ids, model.backend.initial_state(), top=300)
    assert reading.topk_memory.shape == reading.topk_probs.shape
    assert reading.topk_memory.dtype == np.float32
    assert (reading.topk_memory >= 0).all()
    assert (reading.topk_memory <= reading.topk_probs).all()
    whole = model.model.prefill(torch.tensor(ids[None]).long(), model.model.initial_state())
    expected_parts = np.take_along_axis(
        whole.memory_BTV[0].detach().numpy(), reading.topk_ids.astype(int), 1
    )
    np.testing.assert_allclose(reading.topk_memory, expected_parts, **ROUNDING)


def test_the_moment_at_the_cursor_and_the_state_there_tell_the_same(model):
    shown = frame(model).snapshot
    state = model.backend.read(
        model.tokenizer.encode(TEXT).ids, model.backend.initial_state()
    ).state
    wanted = expected(model.backend, state, len(shown.candidates)).candidates
    assert [c.token for c in shown.candidates] == [c.token for c in wanted]
    assert any(c.memory > 0.01 for c in shown.candidates)
    for ours, theirs in zip(shown.candidates, wanted, strict=True):
        assert ours.memory == pytest.approx(theirs.memory, abs=2e-5)
        assert 0 <= ours.memory <= ours.probability


def test_before_the_first_token_nothing_comes_from_memory(model):
    shown = frame(model, token=-1)
    for candidates in (shown.snapshot.candidates, shown.beginning):
        assert candidates
        assert {c.memory for c in candidates} == {0.0}


def test_where_all_is_forgotten_nothing_comes_from_memory(model):
    last = len(model.tokenizer.encode(TEXT).ids) - 1
    shown = frame(model, interventions=(Edit(last, "forget_before", (("token", last + 1),)),))
    assert shown.interventions[0].refused == ""
    assert {c.memory for c in shown.snapshot.candidates} == {0.0}
    chunk = shown.trace.chunk_of(last)
    assert chunk.topk_memory[-1].max() == 0
    assert chunk.topk_memory[:-1].max() > 0


def test_the_alternatives_of_a_token_have_their_part(model):
    shown = frame(model)
    facts = facts_of(shown, model.backend.pieces, 9)
    before = shown.trace.chunk_of(8)
    assert [c.memory for c in facts.alternatives] == before.topk_memory[8].tolist()


def test_what_would_come_after_a_piece_has_its_part(model):
    state = model.backend.read(
        model.tokenizer.encode(TEXT).ids, model.backend.initial_state()
    ).state
    asked = probe(model.backend, " sat", state, 20)
    assert any(c.memory > 0.01 for c in asked.candidates)


def test_a_neural_cache_has_a_part_too(plain):
    cached = plain.configured(cache=True, cache_weight=0.25)
    shown = frame(cached).snapshot
    assert sum(c.memory for c in shown.candidates) == pytest.approx(0.25, abs=0.05)
    assert all(c.memory <= c.probability for c in shown.candidates)


def test_models_without_a_memory_that_names_tokens_have_none(plain):
    shown = frame(plain)
    assert {c.memory for c in shown.snapshot.candidates} == {None}
    assert all(chunk.topk_memory is None for chunk in shown.trace.chunks)
    assert plain.trace(TEXT).topk_memory is None
    assert "topk_memory" not in plain.trace(TEXT).arrays


def test_a_recording_keeps_the_parts_and_shows_them_again(model, plain, tmp_path):
    path = tmp_path / "a.wmtrace"
    write_recording(path, model.record(TEXT))
    kept = read_recording(path)
    np.testing.assert_allclose(
        kept.arrays["topk_memory"], model.trace(TEXT).topk_memory, **ROUNDING
    )
    # Without such a memory the file is one that older programs read.
    for recorded, remembers in ((model, True), (plain, False)):
        write_recording(path, recorded.record(TEXT))
        with zipfile.ZipFile(path) as file:
            assert ("topk_memory.npy" in file.namelist()) == remembers


@pytest.mark.parametrize("wrong", [-0.5, 1.5, np.nan, 0.9])
def test_parts_that_cannot_be_are_not_recorded(model, tmp_path, wrong):
    recording = model.record(TEXT)
    changed = recording.arrays["topk_memory"].copy()
    changed[3, 5] = wrong  # of a probability that is far below 0.9
    recording.arrays["topk_memory"] = changed
    with pytest.raises(RecordingError, match="memory has numbers that cannot be"):
        write_recording(tmp_path / "a.wmtrace", recording)


def test_an_empty_text_can_be_recorded(model, tmp_path):
    path = tmp_path / "a.wmtrace"
    write_recording(path, model.record(""))
    assert read_recording(path).arrays["topk_memory"].shape == (0, 20)


def test_a_model_opened_on_a_device_is_asked_once_for_both(model, monkeypatch):
    backend = model.backend
    asked = []
    real = type(backend.model).expected

    def counted(self, state):
        asked.append(state)
        return real(self, state)

    monkeypatch.setattr(type(backend.model), "expected", counted)
    state = backend.read(model.tokenizer.encode(TEXT).ids, backend.initial_state()).state
    assert len(asked) == 1  # before the first token
    asked.clear()
    expected(backend, state, 20)
    assert asked == []
