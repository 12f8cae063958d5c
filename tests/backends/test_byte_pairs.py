"""Vocabularies of byte pairs, as their files spell the bytes."""

from __future__ import annotations

import pytest

from wmstudio.backends.byte_pairs import byte_level
from wmstudio.text.merging import byte_letters
from wmstudio.untrusted import UntrustedError

LETTERS = {byte: letter for letter, byte in byte_letters().items()}
BYTES = {LETTERS[byte]: byte for byte in range(256)}


def test_every_byte_is_told_by_its_letter():
    made = byte_level(BYTES, [], 256)

    assert made.pieces == [bytes([byte]) for byte in range(256)]


@pytest.mark.parametrize("text", [" ", "\n", "\xad", "\x7f", "\u0144", "\uffff", "a b", "猫"])
def test_what_is_no_letter_of_a_byte_is_refused(text):
    with pytest.raises(UntrustedError, match="not those of byte pairs"):
        byte_level(BYTES | {text: 256}, [], 257)
    with pytest.raises(UntrustedError, match="not those of byte pairs"):
        byte_level(BYTES, [["a", text]], 256)
