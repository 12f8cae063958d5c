from dataclasses import dataclass

from wmstudio.app import phrases
from wmstudio.app.commands import COMMANDS
from wmstudio.app.menus import MENUS


def test_the_phrases_of_a_table_are_the_fields_of_that_type_however_deep():
    @dataclass
    class Part:
        id: str
        text: "phrases.Phrase"

    Part.__dataclass_fields__["text"].type = "Phrase"
    parts = (Part("a", "One"), {"x": [Part("b", "Two"), Part("c", "")]})

    assert list(phrases.of(parts)) == ["One", "Two"]


def test_what_commands_and_menus_say_is_found_and_their_ids_are_not():
    found = set(phrases.of((COMMANDS, MENUS)))

    assert {"&Open text…", "Open a text file (UTF-8)", "The list is empty", "Open &recent"} <= found
    assert not found & set(COMMANDS)
    assert phrases.phrase("as it is") == "as it is"
