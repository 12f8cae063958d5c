import pytest

from wmstudio.app.help.glossary import GLOSSARY, LISTED, term_of
from wmstudio.app.panels import BUILT_IN
from wmstudio.app.quantities import OF_TOKENS
from wmstudio.models.registry import FAMILIES, build, tiny


def test_every_term_of_a_panel_is_in_the_glossary():
    assert {id for info in BUILT_IN for id in info.terms} <= GLOSSARY.keys()


@pytest.mark.parametrize("info", BUILT_IN, ids=lambda info: info.id)
def test_every_panel_explains_something(info):
    assert info.terms
    assert len(set(info.terms)) == len(info.terms)


@pytest.mark.parametrize("term", GLOSSARY.values(), ids=lambda term: term.id)
def test_every_term_is_explained_in_whole_sentences_with_other_words(term):
    assert term.name[0].isupper()
    assert term.meaning.endswith(".")
    assert not term.meaning.casefold().startswith(term.name.casefold())


def test_no_two_terms_have_the_same_id_or_name():
    for parts in ([term.id for term in LISTED], [term.name.casefold() for term in LISTED]):
        assert sorted(parts) == sorted(set(parts))


def test_every_quantity_of_tokens_has_a_term():
    assert all(term_of(signal) in GLOSSARY for signal in OF_TOKENS)


@pytest.mark.parametrize("family", FAMILIES)
def test_terms_of_signals_are_in_the_glossary(family):
    signals = build(family, tiny(family, 300)).signals.values()
    terms = {signal.name: term_of(signal) for signal in signals}

    assert set(filter(None, terms.values())) <= GLOSSARY.keys()
    named = {name: term for name, term in terms.items() if name.startswith("load.")}
    assert named == {name: name.removeprefix("load.") for name in named}
