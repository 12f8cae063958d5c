"""Test doubles for authors of backends and panels: no model, no thread, no window.

`fake` is a scripted model behind the engine's `Backend` protocol: what it gives can be told from
the text in one's head. `scripted` is an engine that answers what a test says, and `frames` makes
such answers::

    client = ScriptedClient()
    client.submit(View(1, "The cat"))
    client.say(opened(), frame=frame_for(client.views[-1]))
    events, frame = client.take()

The program itself does not import this package.
"""
