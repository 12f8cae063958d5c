"""Commands to an engine, and all that it answers."""

from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Open
from wmstudio.testing.fake import open_fake


def engine_of(open_=open_fake, source="scripted"):
    engine = Engine(open_)
    list(engine.do(Open(source, "cpu")))
    return engine


def answers(engine, *commands):
    told = [event for command in commands for event in engine.do(command)]
    while engine.busy:
        told += engine.go_on()
    return told
