"""The types in which models describe themselves and are asked to run.

Everything that runs or shows a model uses them, down to the window; nothing here imports torch when
the program runs. What a model has to do is said by `wmstudio.models.language_model.LanguageModel`.
"""

from wmstudio.contract.edits import (
    PASTE,
    Argument,
    ArgumentKind,
    Edit,
    EditError,
    EditSpec,
    Forgets,
    NothingHeldError,
    check_edit,
    part_of_rows,
    specs,
)
from wmstudio.contract.parts import (
    ITEM,
    MEMORY,
    CopiedPart,
    PartSpec,
    put_in_after,
    token_put_in_after,
)
from wmstudio.contract.patches import EVER, Patch, PatchError, Tap
from wmstudio.contract.prefill import Prefill, State
from wmstudio.contract.settings import Bounds, Setting, SettingError
from wmstudio.contract.signals import (
    Alignment,
    DeclaresRows,
    Kind,
    Signal,
    SignalRows,
    When,
    rows_in_blocks,
)
from wmstudio.contract.usage import MemoryUsage, UsageTexts

__all__ = [
    "EVER",
    "ITEM",
    "MEMORY",
    "PASTE",
    "Alignment",
    "Argument",
    "ArgumentKind",
    "Bounds",
    "CopiedPart",
    "DeclaresRows",
    "Edit",
    "EditError",
    "EditSpec",
    "Forgets",
    "Kind",
    "MemoryUsage",
    "NothingHeldError",
    "PartSpec",
    "Patch",
    "PatchError",
    "Prefill",
    "Setting",
    "SettingError",
    "Signal",
    "SignalRows",
    "State",
    "Tap",
    "UsageTexts",
    "When",
    "check_edit",
    "part_of_rows",
    "put_in_after",
    "rows_in_blocks",
    "specs",
    "token_put_in_after",
]
