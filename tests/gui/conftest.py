import pytest

from tests.gui.stage import Stage


@pytest.fixture
def make_stage(qtbot):
    """Makes windows, and closes them at the end while they are still held."""
    stages = []

    def make(**arguments):
        stage = Stage(**arguments)
        stages.append(stage)
        qtbot.addWidget(stage.window)
        stage.window.show()
        return stage

    yield make
    for stage in stages:
        stage.window.close()


@pytest.fixture
def stage(make_stage):
    return make_stage()
