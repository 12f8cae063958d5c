from xml.etree import ElementTree

import pytest

from wmstudio.text.exported import spreadsheet_cell, xml_text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", "＝1"])
def test_formulas_become_texts(text):
    assert spreadsheet_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", " -", "the", "\n", "'=1", "1-2"])
def test_other_texts_stay_as_they_are(text):
    assert spreadsheet_cell(text) == text


def test_every_character_leaves_xml_sound():
    every = "".join(map(chr, [*range(0x300), *range(0xD7F0, 0xE010), *range(0xFFF0, 0x10010)]))
    kept = xml_text(every)

    assert ElementTree.fromstring(f"<a><![CDATA[{kept}]]></a>").text
    assert kept.count("\ufffd") == 1 + 29 + 0x800 + 2
    assert len(kept) == len(every)
