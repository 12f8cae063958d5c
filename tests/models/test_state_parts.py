"""Parts of states: whatever a family offers can be copied from what it has read."""

import pytest
import torch

from tests import support
from wmstudio.contract import EditError


@pytest.mark.parametrize("family", support.SIZES)
def test_that_every_part_that_is_offered_can_be_copied(family):
    model, tokenizer = support.model(family), support.tokenizer()
    model.know_pieces(tokenizer.pieces)
    ids = torch.from_numpy(tokenizer.encode("The cat sat on the mat.").ids).long()
    state = model.prefill(ids[None], model.initial_state()).state
    for part in model.parts.values():
        found = []
        for item in range(len(ids)):
            try:
                found.append(model.copied(state, part, item))
            except EditError:  # a memory of words holds no token within one
                continue
        assert found, part.id
