from wmstudio.app.panels import PANELS
from wmstudio.gui.workspace.arranging import FIRST_PANELS, FIRST_VERSION, LATER, layout_versions

TODAY = {info.id for info in PANELS}


def test_layouts_from_before_a_panel_came_are_still_restored():
    today, earlier = layout_versions(TODAY), layout_versions(TODAY - set(LATER))

    assert set(earlier) < set(today)
    assert today[0] != earlier[0]
    assert FIRST_VERSION in today


def test_layouts_of_other_packages_panels_are_their_own():
    mine = layout_versions({*TODAY, "mine"})
    assert not set(mine) & set(layout_versions(TODAY))
    assert set(layout_versions({*FIRST_PANELS, "mine"})) < set(mine)


def test_every_panel_is_either_of_the_first_or_came_later():
    assert FIRST_PANELS | set(LATER) == TODAY
