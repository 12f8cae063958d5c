"""Whatever is sent to a server, it answers or refuses in a sentence, and goes on."""

from fuzzing import messages


def test_that_mutated_messages_are_read_or_refused_in_a_sentence():
    found, said, lived = messages.run(200, "tests")
    assert lived
    assert set(found) == {"read", "refused"}
    assert found["refused"] > 50
    assert all(one[0].isupper() and one.endswith((".", "again")) for one in said)
    assert all("Traceback" not in one and "\n" not in one for one in said)
