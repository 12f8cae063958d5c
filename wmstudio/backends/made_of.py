"""What a model or a tokenizer was built with, as JSON and back; nothing else can be built from it.

Numbers, texts and switches stand for themselves; ``{"bytes": …}`` is bytes as Latin-1, a list any
sequence, ``{"table": [[key, value], …]}`` a mapping, and ``{"of": NAME, …}`` one of `PARTS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from wmstudio.models.decoder import DecoderConfig, DecoderLanguageModel
from wmstudio.models.mixers.attention import AttentionConfig
from wmstudio.models.mixers.feed_forward import FeedForwardConfig
from wmstudio.models.mixers.gated_delta import GatedDeltaConfig
from wmstudio.models.mixers.mamba import MambaConfig
from wmstudio.models.mixers.mamba2 import Mamba2Config
from wmstudio.models.mixers.mixture import MixtureConfig
from wmstudio.models.mixers.mlstm import MlstmConfig
from wmstudio.models.mixers.residual import ResidualConfig, ResidualLanguageModel
from wmstudio.models.mixers.rg_lru import RgLruConfig
from wmstudio.models.mixers.rwkv import ChannelMixConfig
from wmstudio.models.mixers.rwkv4 import Rwkv4Config
from wmstudio.models.mixers.rwkv5 import Rwkv5Config
from wmstudio.models.mixers.rwkv6 import Rwkv6Config
from wmstudio.models.mixers.rwkv7 import Rwkv7Config
from wmstudio.models.mixers.slstm import SlstmConfig
from wmstudio.models.recurrent import RecurrentLanguageModel
from wmstudio.models.recurrent_layers import Cell
from wmstudio.models.windowed import WindowedLanguageModel, WindowSpec
from wmstudio.text.foreign_sentence_pieces import ForeignSentencePieces
from wmstudio.text.keras_tokenizer import KerasRules, KerasTokenizer
from wmstudio.text.longest import LongestTokenizer
from wmstudio.text.merging import PairTokenizer, ScoreTokenizer
from wmstudio.text.rules import TextRules
from wmstudio.text.tokenizer import Tokenizer
from wmstudio.text.vocabularies import (
    ByteTokenizer,
    CharacterTokenizer,
    NumberTokenizer,
    WordTokenizer,
)
from wmstudio.untrusted import UntrustedError, excerpt

if TYPE_CHECKING:
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.paragraphs import ParagraphTokenizer

MODELS: dict[str, type[LanguageModel]] = {
    one.__name__: one
    for one in (
        RecurrentLanguageModel,
        WindowedLanguageModel,
        DecoderLanguageModel,
        ResidualLanguageModel,
    )
}
TOKENIZERS: dict[str, type[ParagraphTokenizer]] = {
    one.__name__: one
    for one in (
        Tokenizer,
        ForeignSentencePieces,
        KerasTokenizer,
        LongestTokenizer,
        PairTokenizer,
        ScoreTokenizer,
        ByteTokenizer,
        CharacterTokenizer,
        NumberTokenizer,
        WordTokenizer,
    )
}
PARTS: dict[str, type[Any]] = {
    one.__name__: one
    for one in (
        Cell,
        DecoderConfig,
        KerasRules,
        TextRules,
        WindowSpec,
        ResidualConfig,
        FeedForwardConfig,
        AttentionConfig,
        GatedDeltaConfig,
        MixtureConfig,
        RgLruConfig,
        MambaConfig,
        Mamba2Config,
        ChannelMixConfig,
        MlstmConfig,
        Rwkv4Config,
        Rwkv5Config,
        Rwkv6Config,
        Rwkv7Config,
        SlstmConfig,
    )
}
DAMAGED = (TypeError, ValueError, LookupError, AttributeError, RuntimeError, ArithmeticError)
"""What parts that do not belong to one another may raise when something is built of them."""
LARGEST_SIZE = 2**24
_SIMPLE = (str, bool, int, float, type(None))


class Unsaved(ValueError):
    """A model or tokenizer of a kind that cannot be written. The message is part of a sentence."""


def described(one: LanguageModel | ParagraphTokenizer) -> dict[str, Any]:
    """What builds this model or tokenizer again.

    Raises:
        Unsaved: it is of another package, or of a family with a format of its own.
    """
    name = type(one).__name__
    if (MODELS | TOKENIZERS).get(name) is not type(one):
        raise Unsaved(f"a {name} cannot be saved")
    args, named = one.made_of
    return {"of": name, "args": _told(args), "named": {k: _told(v) for k, v in named.items()}}


def built(found: Any, kinds: Mapping[str, type[Any]]) -> Any:
    """What `described` has told, if it is one of these kinds.

    Raises:
        UntrustedError: it is none of them, or damaged; part of a sentence.
    """
    if not isinstance(found, dict) or found.get("of") not in kinds:
        raise UntrustedError("it is not of a kind that is known")
    args, named = found.get("args"), found.get("named")
    if not isinstance(args, list) or not isinstance(named, dict):
        raise UntrustedError("it is damaged")
    try:
        return kinds[found["of"]](*map(_made, args), **{k: _made(v) for k, v in named.items()})
    except UntrustedError:
        raise
    except DAMAGED as error:
        raise UntrustedError(f"it is damaged ({excerpt(str(error))})") from error


def _told(value: Any) -> Any:
    if isinstance(value, _SIMPLE):
        return value
    if isinstance(value, bytes):
        return {"bytes": value.decode("latin-1")}
    if isinstance(value, Mapping):
        return {"table": [[_told(k), _told(v)] for k, v in value.items()]}
    if isinstance(value, Sequence):
        return [_told(one) for one in value]
    if is_dataclass(value) and PARTS.get(type(value).__name__) is type(value):
        parts = {field.name: _told(getattr(value, field.name)) for field in fields(value)}
        return {"of": type(value).__name__, **parts}
    raise Unsaved(f"it is built with a {type(value).__name__}, which cannot be saved")


def _made(value: Any) -> Any:
    """The value; sequences become tuples, which may be keys."""
    if isinstance(value, list):
        return tuple(map(_made, value))
    if isinstance(value, dict):
        if "of" in value:
            parts = {k: _made(v) for k, v in value.items() if k != "of"}
            return PARTS[value["of"]](**parts)
        if "table" in value:
            return {_made(k): _made(v) for k, v in value["table"]}
        return value["bytes"].encode("latin-1")
    if isinstance(value, int) and not -1 <= value <= LARGEST_SIZE:
        raise UntrustedError(f"it has the number {value:,}, which is too large")
    return value
