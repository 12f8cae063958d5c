"""What residual language models of any mixers can do."""

import pytest
import torch

from tests import support
from wmstudio.contract import EditError, Patch, Tap
from wmstudio.memory.parts import copied, pasted
from wmstudio.models.language_model import LanguageModel
from wmstudio.models.mixers.feed_forward import FeedForwardConfig
from wmstudio.models.mixers.mamba import MambaConfig
from wmstudio.models.mixers.residual import ResidualConfig, ResidualLanguageModel

TOKENS = torch.tensor([[3, 17, 3, 0, 9, 9, 24, 1, 30, 5]])
MAMBA = MambaConfig(inner=8, state=3, rank=1, kernel=3)


def made(**changed):
    torch.manual_seed(5)
    config = {"vocab_size": 31, "width": 6, "layers": ((MAMBA,), (MAMBA,)), **changed}
    return ResidualLanguageModel(ResidualConfig(**config))


@torch.no_grad()
def read(model, tokens=TOKENS):
    return model.prefill(tokens, model.initial_state())


def test_a_long_text_is_read_in_stretches_like_a_short_one():
    model = made()
    tokens_1T = torch.arange(150).unsqueeze(0) % 31
    with torch.no_grad():
        state, logits = model.initial_state(), []
        for token in tokens_1T[0]:
            logits_1V, state = model.step(token.view(1), state, Tap())
            logits.append(logits_1V)

    torch.testing.assert_close(
        read(model, tokens_1T).logits_BTV[0], torch.cat(logits), **support.ROUNDING
    )


def test_one_layer_is_forgotten_and_the_other_is_not():
    model = made()
    before = read(model).state
    after = model.edit(before, "clear_layer", layer=1)

    assert not after["mamba.1.state"].any()
    assert not after["mamba.1.window"].any()
    assert after["mamba.0.state"] is before["mamba.0.state"]
    assert before["mamba.1.state"].any()
    with pytest.raises(EditError, match="there is no layer 2: they are counted from 0 to 1"):
        model.edit(before, "clear_layer", layer=2)


def test_a_layers_state_is_copied_and_put_in_elsewhere():
    model = made()
    first, second = read(model).state, read(model, TOKENS[:, :4]).state
    spec = model.parts["mamba.0"]
    changed = pasted(second, spec, 0, copied(first, spec, 0), token=3)

    assert changed.keys() == {"mamba.0.state", "mamba.0.window"}
    for name, x in changed.items():
        torch.testing.assert_close(x, first[name])
        assert not torch.equal(x, second[name])


def test_the_output_layer_may_be_untied_capped_and_after_scaled_embeddings():
    tied, model = made(), made(is_tied=False, scale=3.0, cap=0.5)
    assert "words.decoder.weight" not in dict(tied.named_parameters())
    x = read(model).state["residual.features"]
    raw = x @ model.words.decoder.weight.T + model.words.bias

    torch.testing.assert_close(read(model).logits_BTV[:, -1], 0.5 * torch.tanh(raw / 0.5))
    torch.testing.assert_close(
        model.words.embed(TOKENS), 3.0 * model.words.embedding.weight[TOKENS]
    )
    nats, _ = model.nats(TOKENS[:, :-1], TOKENS[:, 1:], model.initial_state())
    log_p = read(model).logits_BTV[0, :-1].log_softmax(-1)
    torch.testing.assert_close(nats, -log_p.gather(1, TOKENS[0, 1:, None]).sum())


def test_a_token_that_begins_a_text_is_read_before_it():
    plain, model = made(), made(start=7)
    model.load_state_dict(plain.state_dict())
    with_start = torch.cat([torch.tensor([[7]]), TOKENS], dim=1)

    torch.testing.assert_close(
        model.logits(model.initial_state()), read(plain, with_start).logits_BTV[:, 0]
    )
    torch.testing.assert_close(read(model).logits_BTV, read(plain, with_start).logits_BTV[:, 1:])


def test_the_embedding_may_be_normed_and_norms_may_centre():
    model = made(norm="layer", is_embedding_normed=True)
    tap = Tap(watch=["residual.0", "mamba.0.output"])
    with torch.no_grad():
        model.prefill(TOKENS, model.initial_state(), tap)
    seen = tap.recorded()
    x = torch.nn.functional.layer_norm(model.words.embed(TOKENS), (6,))

    torch.testing.assert_close(seen["residual.0"] - seen["mamba.0.output"], x)


def test_without_a_recurrent_state_there_is_no_such_model():
    with pytest.raises(ValueError, match="no layer has a recurrent state"):
        made(layers=((FeedForwardConfig(hidden=4),),))


@pytest.mark.parametrize("is_gated", [True, False])
def test_a_feed_forward_part_adds_its_hidden_units(is_gated):
    part = FeedForwardConfig(hidden=5, activation="gelu", is_gated=is_gated)
    model = made(layers=((MAMBA, part),))
    names = ["residual.0", "mamba.0.output", "feed_forward.0.hidden"]
    tap = Tap(watch=names)
    with torch.no_grad():
        model.prefill(TOKENS, model.initial_state(), tap)
        seen, mixer = tap.recorded(), model.layers[0].mixers[1]
        x = model.words.embed(TOKENS) + seen["mamba.0.output"]
        normed = torch.nn.functional.rms_norm(x, (6,), eps=1e-5)
        gelu = torch.nn.functional.gelu
        hidden = gelu(mixer.widen(normed))
        if is_gated:
            hidden = gelu(mixer.gate(normed)) * mixer.widen(normed)

        torch.testing.assert_close(seen["feed_forward.0.hidden"], hidden)
        torch.testing.assert_close(seen["residual.0"], x + mixer.narrow(hidden))
        assert isinstance(model, LanguageModel)


@pytest.mark.parametrize("family", ["mamba2", "delta"])
@pytest.mark.parametrize(("op", "value"), [("set", 0.0), ("add", 0.25), ("scale", -0.5)])
def test_a_patched_decay_that_nobody_watches_is_read_as_stepped(family, op, value):
    torch.manual_seed(3)
    model = support.model(family)
    patches = [Patch(f"{family}.0.keep", op, value, unit=1, tokens=(3, 8))]
    with torch.no_grad():
        slow, state = Tap(patches=patches), model.initial_state()
        for token in TOKENS[0]:
            logits_1V, state = model.step(token.view(1), state, slow)
            slow.position += 1
        fast = model.prefill(TOKENS, model.initial_state(), Tap(patches=patches))
        plain = model.prefill(TOKENS, model.initial_state())

    torch.testing.assert_close(fast.logits_BTV[:, -1], logits_1V, **support.ROUNDING)
    for name, x in state.items():
        torch.testing.assert_close(fast.state[name], x, **support.ROUNDING)
    matrix = model.layers[0].mixers[0].matrix
    assert not torch.allclose(fast.state[matrix], plain.state[matrix], rtol=1e-3)
