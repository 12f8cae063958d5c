"""An engine whose answers come as late as a test wants them: a slow machine, or a far one."""

import pytest

from wmstudio.engine.messages import Frame
from wmstudio.runtime.sync import SyncEngine


@pytest.fixture
def late_engines():
    """Makes engines for `real_window`; they are in ``made``, the first lane's first."""

    def make(*arguments):
        make.made.append(LateEngine(*arguments))
        return make.made[-1]

    make.made = []
    return make


class LateEngine(SyncEngine):
    """Keeps answers of some kinds back until they are let go; everything else comes at once."""

    def __init__(self, make_engine, on_ready):
        super().__init__(make_engine, on_ready)
        self._on_ready = on_ready
        self._held, self._kept, self._frame = (), [], None

    def hold(self, *kinds):
        """Keep answers of these kinds (of events, or `Frame`) back from now on."""
        self._held = kinds

    @property
    def kept(self):
        """The answers that are kept back, the oldest first."""
        return [*self._kept, *([self._frame] if self._frame else [])]

    def release(self):
        """Let everything go."""
        self._held = ()
        self._on_ready()

    def take(self):
        events, frame = super().take()
        events, self._kept = [*self._kept, *events], []
        frame, self._frame = frame or self._frame, None
        if self._held:
            self._kept = [event for event in events if isinstance(event, self._held)]
            events = [event for event in events if not isinstance(event, self._held)]
        if Frame in self._held:
            frame, self._frame = None, frame
        return events, frame
