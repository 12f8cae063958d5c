"""Prose with names, made from a seed: enough to cut passages and questions from."""

import numpy as np

NAMES = [f"{a}{b}" for a in ("Bel", "Tom", "Ann", "Kit") for b in ("a", "us", "ine", "o")]
WORDS = ("cat", "dog", "fish", "bird", "cow", "hen", "pig", "fox", "owl", "bee", "ant", "elk")


def prose(seed, sentences=700, names=NAMES):
    """Sentences of random words, in paragraphs; half of them have names."""
    random = np.random.default_rng(seed)
    told = []
    for _ in range(sentences):
        name, other = random.choice(names, 2)
        words = " ".join(random.choice(WORDS, random.integers(2, 8)))
        told.append(
            random.choice(
                [
                    f"The {words} sat.",
                    f"A {words} lived here!",
                    f"Then the {words} saw {name} there.",
                    f"So {name}, the {words}, met {other}.",
                ]
            )
        )
        if random.random() < 0.1:
            told.append("\n\n")
    return " ".join(told)
