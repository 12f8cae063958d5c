"""A server that a test plays, behind the link of a window."""

from wmstudio.engine.messages import Connection, Served, ServedModel
from wmstudio.testing.scripted import ScriptedClient

MODELS = ServedModel("big", "big", "lstm", 1_000_000), ServedModel("small", "small & new", "lstm")


class PlayedRoute:
    """A way that nobody goes."""

    def __init__(self, address, key, models):
        self.address, self.key, self.models = address, key, models
        self.closed = 0

    def open(self):
        raise AssertionError("a played engine does not open its route")

    def close(self):
        self.closed += 1


class PlayedEngine(ScriptedClient):
    """An engine elsewhere that says what the test says."""

    def __init__(self, route, on_ready):
        super().__init__(on_ready)
        self.route, self.retries, self.stops = route, 0, 0

    def retry(self):
        self.retries += 1

    def stop_trying(self):
        self.stops += 1

    def welcome(self, *models, server="gpu"):
        self.say(Connection("connected", round_trip=0.023), Served(models or MODELS, server))

    def lose(self, sentence="The server does not answer.", *, final=False):
        self.say(Connection("lost", sentence, final=final))

    def posted(self, kind):
        return [command for command in self.commands if isinstance(command, kind)]


class Server:
    """All ways and engines that a window's link has made."""

    def __init__(self, link):
        self.routes, self.engines = [], []
        link.make_route, link.make_engine = self._route, self._engine

    def _route(self, *arguments):
        self.routes.append(PlayedRoute(*arguments))
        return self.routes[-1]

    def _engine(self, route, on_ready):
        self.engines.append(PlayedEngine(route, on_ready))
        return self.engines[-1]

    @property
    def engine(self):
        return self.engines[0]
