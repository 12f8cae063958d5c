"""The terms that the window uses: what each means, its unit, and its formula.

Sources: Hochreiter & Schmidhuber 1997 and Gers et al. 2000 (gates), Graves et al. 2014 (addresses),
Grave et al. 2017 (neural cache), Merity et al. 2017 (pointer), Holtzman et al. 2020 (top-p),
Guo et al. 2017 (temperature).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app.quantities import CHANGE, ENTROPY, FROM_MEMORY, PROBABILITY, RANK, SURPRISAL
from wmstudio.engine.messages import Kind
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.app.phrases import Phrase
    from wmstudio.engine.messages import Signal


@dataclass(frozen=True)
class Term:
    """A term, what it means, and its formula if it has one."""

    id: str
    name: Phrase
    meaning: Phrase
    formula: str = ""


LISTED = (
    Term(
        "token",
        "Token",
        "A piece of text that the model reads and predicts as one: a word, a part of one, a "
        "punctuation mark, or a single byte.",
    ),
    Term(
        "cursor",
        "Cursor",
        "The token that all panels show. It follows the caret until you click a token elsewhere.",
    ),
    Term(
        "probability",
        "Probability",
        "How likely the model takes a token to be at its place, given all tokens before it; the "
        "probabilities of all tokens add up to 100 %.",
        "p(x_t | x_1 … x_{t−1})",
    ),
    Term(
        "surprise",
        "Surprise",
        "How unexpected a token was, in bits: 1 bit for a probability of 50 %, 10 bits for about "
        "0.1 %. Lower means better expected.",
        "−log₂ p(x_t | x_1 … x_{t−1})",
    ),
    Term(
        "uncertainty",
        "Uncertainty",
        "How uncertain the next token is, in bits: the surprise to expect. 3 bits are as uncertain "
        "as a choice among 8 equally likely tokens.",
        "−Σ_x p(x) log₂ p(x)",
    ),
    Term(
        "rank",
        "Rank",
        "The place of a token among all candidates by probability; 1 is the most probable.",
    ),
    Term(
        "change",
        "Change in surprise",
        "How many bits a token costs more than it would without your edits; below 0 it costs less.",
        "log₂ p_untouched(x_t) − log₂ p_edited(x_t)",
    ),
    Term(
        "part",
        "From memory, from the network",
        "The two parts of a probability: what the memory adds by naming a token that it holds, and "
        "what the network says without it. Together they are the probability.",
        "p = g · p_memory + (1 − g) · p_network",
    ),
    Term(
        "gate",
        "Gate",
        "A number between 0 (closed) and 1 (open) by which the model multiplies something: what it "
        "keeps, takes in, or lets out.",
        "σ(W x + U h + b)",
    ),
    Term(
        "cell",
        "Cell",
        "The numbers that an LSTM carries from token to token: the forget gate keeps of them, the "
        "input gate adds to them.",
        "c_t = f ⊙ c_{t−1} + i ⊙ tanh(W x + U h + b)",
    ),
    Term(
        "hidden",
        "Hidden state",
        "What the cell lets out through the output gate. The next token is predicted from it.",
        "h_t = o ⊙ tanh(c_t)",
    ),
    Term(
        "memory",
        "Memory",
        "What the model holds apart from its hidden state, such as slots, a stack, pairs of keys "
        "and values, or the last tokens; each row is one place of it.",
    ),
    Term(
        "written",
        "Written by",
        "The token at which a row of the memory was written last.",
    ),
    Term(
        "ago",
        "Tokens ago",
        "How far back a row was written, counted from the token to come: what the cursor's token "
        "wrote is 1 token ago.",
    ),
    Term(
        "read",
        "Read now, read weight",
        "The share of attention that a row gets when the memory is read for the next token; the "
        "weights of all rows add up to 100 %.",
        "a_i = exp(q · k_i) / Σ_j exp(q · k_j)",
    ),
    Term(
        "kept",
        "Kept",
        "How much of what was written to a row is still there: 100 % is all of it.",
    ),
    Term(
        "stored",
        "Stored",
        "How strongly a token was stored in the memory when it was read, from 0 to 100 %.",
    ),
    Term(
        "match",
        "Match",
        "How well the key of a row fits what the model asks for at this token; the higher, the "
        "more of the row is read.",
        "q · k_i",
    ),
    Term(
        "occupancy",
        "Occupancy",
        "How full the memory is, from 0 (empty) to 1 (full).",
    ),
    Term(
        "pressure",
        "Pressure",
        "How much of what is held the next write discards, from 0 (nothing) to 1. Point at the "
        "number to read how it is measured in this kind of memory.",
    ),
    Term(
        "interference",
        "Interference",
        "How blurred the last read was, from 0 (one row alone) to 1 (all rows alike). Point at "
        "the number to read how it is measured in this kind of memory.",
    ),
    Term(
        "attention",
        "Attention",
        "How much the model looks back at each earlier token from the cursor's token; the weights "
        "add up to 100 %.",
        "softmax(q · K / √d)",
    ),
    Term(
        "cache",
        "Neural cache",
        "A memory that any model can be given without training: it keeps past hidden states, and "
        "raises the tokens that followed similar ones.",
        "p = (1 − λ) p_model + λ p_cache",
    ),
    Term(
        "unit",
        "Unit",
        "One number of a signal, such as cell 127. Some units follow something in the text, such "
        "as being inside quotes.",
    ),
    Term(
        "correlation",
        "Correlation (r)",
        "How closely a unit follows the selected text, from −1 (always the opposite) over 0 (not "
        "at all) to 1 (always).",
        "r = cov(u, s) / (sd(u) sd(s))",
    ),
    Term(
        "balanced_accuracy",
        "Balanced accuracy",
        "For how many tokens one threshold of a unit says rightly whether they are inside a "
        "pattern: the mean of the shares inside and outside. A guess has 50 %. By luck the best of "
        "many units has more: as much as any has with the pattern moved along the text.",
        "½ · (right inside / inside + right outside / outside)",
    ),
    Term(
        "signal",
        "Signal",
        "Numbers that the model computes at every token and that panels can show: gates, states, "
        "addresses, weights of attention.",
    ),
    Term(
        "loss",
        "Training loss",
        "How surprising the texts of the training are to the model on average, in nats (1 nat is "
        "1.44 bits); lower is better.",
        "−mean ln p(x_t | x_1 … x_{t−1})",
    ),
    Term(
        "bits_per_byte",
        "Bits per byte",
        "How surprising a text is to the model, divided by its length in bytes, so that models "
        "with different tokens can be compared; lower is better. Validation means texts that the "
        "model has not learned from.",
        "Σ_t −log₂ p(x_t | x_1 … x_{t−1}) / bytes",
    ),
    Term(
        "perplexity",
        "Perplexity",
        "How surprising a text is to the model for each word: among how many equally probable "
        "words it would be as uncertain; lower is better. Only models that read the same words can "
        "be compared by it.",
        "exp(−mean ln p(x_t | x_1 … x_{t−1}))",
    ),
    Term(
        "accuracy",
        "Accuracy",
        "The share of a task’s questions that the model answers right with its most probable "
        "token; higher is better.",
    ),
    Term(
        "professor_forcing",
        "Professor forcing",
        "A discriminator learns to tell what the model computes of a text of the training from "
        "what it computes of a text that it wrote itself, and the model learns to deceive it "
        "(Lamb et al. 2016). At 50 % it can only guess.",
        "−λ E[ln D(h_own)]",
    ),
    Term(
        "norm",
        "Norm",
        "The length of a tensor as a vector: the root of the sum of its squares.",
        "‖W‖ = √(Σ w²)",
    ),
    Term(
        "singular",
        "Singular values",
        "How much a matrix stretches what it is multiplied with, in its directions of greatest "
        "stretch; few large ones mean that it works in few directions.",
        "W = U Σ Vᵀ",
    ),
    Term(
        "lens",
        "Logit lens",
        "What a layer alone would predict, if the output layer read it in place of the last one. "
        "Only the last layer was trained for that: how far another one is to be trusted, its bits "
        "per token say.",
        "softmax(W norm(x_layer) + b)",
    ),
    Term(
        "importance",
        "Gradient × input",
        "How much the log probability of a target hangs on a token, estimated by its slope; how "
        "good the estimate is, its correlation with leaving each token out says.",
        "x_t · ∂ log₂ p / ∂ x_t",
    ),
    Term(
        "span",
        "Span",
        "A stretch of tokens that you have selected, in the text or on a time axis.",
    ),
    Term(
        "edit",
        "Intervention",
        "A change that you make to what the model holds or computes, such as forgetting a token; "
        "everything after it is read anew.",
    ),
    Term(
        "branch",
        "Branch",
        "Another version of the text from some place on; all branches are kept beside each other.",
    ),
    Term(
        "temperature",
        "Temperature",
        "How freely tokens are chosen: 0 always takes the most probable one, 1 follows the "
        "probabilities, above 1 flattens them.",
        "p_i ∝ exp(z_i / T)",
    ),
    Term("top_k", "Top-k", "Only this many most probable tokens can be chosen; 0 means all."),
    Term(
        "top_p",
        "Top-p",
        "Only the most probable tokens that together reach this probability can be chosen.",
    ),
)
GLOSSARY = {term.id: term for term in LISTED}
_OF_NAMES = {
    SURPRISAL.name: "surprise",
    ENTROPY.name: "uncertainty",
    PROBABILITY.name: "probability",
    RANK.name: "rank",
    CHANGE.name: "change",
    "load.occupancy": "occupancy",
    "load.pressure": "pressure",
    "load.interference": "interference",
    **dict.fromkeys(FROM_MEMORY, "part"),
}
_OF_STEMS = {
    "cell": "cell",
    "hidden": "hidden",
    "strength": "kept",
    "recall": "kept",
    "stored": "stored",
    "match": "match",
}
_OF_KINDS = {Kind.GATE: "gate", Kind.ADDRESS: "read", Kind.ATTENTION: "attention"}


def term_of(signal: Signal) -> str:
    """The id of the term that a signal is an instance of; empty if there is none."""
    stem = signal.name.rpartition(".")[2]
    return _OF_NAMES.get(signal.name) or _OF_STEMS.get(stem) or _OF_KINDS.get(signal.kind) or ""
