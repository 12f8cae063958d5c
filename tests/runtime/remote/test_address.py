"""Addresses are read as they are written, and what would be an option to ssh is refused."""

import pytest

from wmstudio.runtime.remote.address import Address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ssh://host", Address("ssh", "host")),
        ("ssh://me@host:2222/opt/wmstudio", Address("ssh", "host", 2222, "me", "/opt/wmstudio")),
        (
            "ssh://AREA\\me@gpu-1.my_lab.org",
            Address("ssh", "gpu-1.my_lab.org", user="AREA\\me"),
        ),
        ("tcp://10.0.0.1:7400", Address("tcp", "10.0.0.1", 7400)),
        ("tcp://[::1]:7400", Address("tcp", "::1", 7400)),
    ],
)
def test_that_an_address_is_read_and_written_alike(text, address):
    assert Address.parse(text) == address
    assert str(address) == text


@pytest.mark.parametrize(
    "text",
    ["", "host", "http://host", "ssh://", "ssh://-oProxyCommand=x", "ssh://-l@host", "ssh://a b",
     "ssh://a\nb", "ssh://me@ho\x07st", "ssh://@host", "ssh://host:0", "ssh://host:99999",
     "ssh://host:x", "ssh://host/a b", "tcp://host", "tcp://me@host:1", "tcp://host:1/x",
     "ssh://" + "a" * 600, "ssh://$(x)", "ssh://a|x", "ssh://a;x", "ssh://`x`@a", "ssh://a&x",
     "ssh://${x}", "ssh://me'@a", 'ssh://"a"', "ssh://a>x", "ssh://a\u00a0b", "ssh://a\u202eb",
     "ssh://-oProxyCommand=x@host", "ssh://a b@host", "tcp://-x:1"],
)  # fmt: skip
def test_that_anything_else_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        Address.parse(text)
