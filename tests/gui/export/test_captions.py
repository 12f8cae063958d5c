"""Captions name all that somebody needs to make a figure again."""

from dataclasses import replace

import wmstudio
from tests.gui.stage import opened
from wmstudio.app.figures import FigureSource
from wmstudio.engine.messages import Edit, RecordingInfo
from wmstudio.gui.export.captions import caption

MODEL = replace(opened(), name="tiny", family="slots", parameters=12_345)


def test_a_caption_has_model_hash_settings_interventions_and_version():
    edit = Edit(3, "clear", (("slot", 2),))
    source = FigureSource("tiny", "text", (("capacity", 4), ("keep", 0.5)), (edit,))
    hashes = {"config.json": "f" * 64, "model.safetensors": "0123456789abcdef" * 4}

    assert caption(source, replace(MODEL, hashes=hashes)) == (
        "Model: tiny (slots, 12,345 parameters; SHA-256 of model.safetensors: 0123456789abcdef…). "
        "Settings: capacity = 4, keep = 0.5. "
        f"Interventions: {edit.words}. "
        f"WM Studio {wmstudio.__version__}."
    )


def test_a_caption_says_where_nothing_was_changed():
    assert caption(FigureSource("tiny", "text"), replace(MODEL, hashes={})) == (
        "Model: tiny (slots, 12,345 parameters). Settings: those of the checkpoint. "
        f"Interventions: none. WM Studio {wmstudio.__version__}."
    )


def test_a_caption_of_a_recording_has_what_was_recorded():
    recorded = RecordingInfo("text", values=(("capacity", 8),), changes=("slot 1 is cleared",))
    said = caption(FigureSource("", "text"), replace(MODEL, recorded=recorded))

    assert ", from a recording." in said
    assert "Settings: capacity = 8." in said
    assert "Interventions: slot 1 is cleared." in said
