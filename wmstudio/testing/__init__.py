"""Doubles for tests of people who write backends and panels: no model, no thread, no window.

`fake` is a scripted model behind the engine's `Backend` protocol: what it gives can be told from
the text in one's head. `scripted` is an engine that answers what a test says, and `frames` makes
such answers::

    port = ScriptedPort()
    port.submit(View(1, "The cat"))
    port.say(opened(), frame=frame_for(port.views[-1]))
    events, frame = port.take()

The program itself does not import this package.
"""
