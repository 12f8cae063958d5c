from tests.support import SIZES
from wmstudio.app.edits import Offer, offers
from wmstudio.models.registry import FAMILIES, build


def test_an_edit_says_what_it_does_without_its_arguments():
    declared = {
        "clear": "Empty one slot (argument: slot, counted from 0)",
        "store": "Store one token under another (arguments: key, value)",
        "clear_all": "Forget everything (or so it seems)",
    }

    assert offers(declared) == (
        Offer("clear", "Empty one slot", ("slot",)),
        Offer("store", "Store one token under another", ("key", "value")),
        Offer("clear_all", "Forget everything (or so it seems)", ()),
    )
    assert [offer.ready for offer in offers(declared)] == [False, False, True]
    assert offers(declared)[0].needs("slot")
    assert not offers(declared)[1].needs("key")


def test_every_family_can_be_made_to_forget_everything():
    for family in FAMILIES:
        found = {offer.name: offer for offer in offers(build(family, SIZES[family]).edits)}
        assert found["clear_all"].ready
        assert all("(" not in offer.text for offer in found.values())
