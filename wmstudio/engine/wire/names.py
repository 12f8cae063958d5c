"""The names in which messages declare their types, most of which are imported for checking only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wmstudio import contract
from wmstudio.contract import signals
from wmstudio.engine import messages, trace, unit_index
from wmstudio.engine.messages import (
    answers,
    capacity,
    example_answers,
    finding,
    lenses,
    proofs,
    remote,
    requests,
    searches,
    steps,
    weights,
)
from wmstudio.example_sets import base
from wmstudio.text import patterns, stretches

_MODULES = (
    base,
    unit_index,
    trace,
    stretches,
    signals,
    capacity,
    example_answers,
    finding,
    lenses,
    proofs,
    remote,
    searches,
    steps,
    weights,
    requests,
    answers,
    contract,
    messages,
)

NAMES: dict[str, Any] = {
    "Mapping": Mapping,
    "Sequence": Sequence,
    "Path": Path,
    "Any": Any,
    "np": np,
    "npt": npt,
    "Pattern": patterns.Pattern,
}
for _module in _MODULES:
    for _name, _value in vars(_module).items():
        if isinstance(_value, str) and _value.startswith("npt."):
            # The text of an alias. Arrays are sent alike, whatever is in them.
            NAMES.setdefault(_name, npt.NDArray[Any])
        elif not _name.startswith("_") and (isinstance(_value, type) or _name[0].isupper()):
            NAMES.setdefault(_name, _value)
