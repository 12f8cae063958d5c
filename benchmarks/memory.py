"""Memory that a text takes, in a process of its own: `python -m benchmarks.memory TOKENS`.

With the word ``large`` after it, the model is the large one of `benchmarks.scale`.
"""

from __future__ import annotations

import gc
import subprocess
import sys

from benchmarks.measure import resident_bytes


def of(tokens: int) -> tuple[int, float]:
    """How many tokens it really were, and megabytes."""
    command = [sys.executable, "-m", "benchmarks.memory", str(tokens)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(told[0]), float(told[1])


def main() -> None:
    """Read so many tokens, then look at a thousand places."""
    import torch

    from benchmarks.models import backend_of
    from benchmarks.reading import WATCH, Reader
    from benchmarks.scale import large_model
    from benchmarks.texts import text_of
    from wmstudio.engine.messages import View

    torch.set_num_threads(1)
    backend = large_model() if "large" in sys.argv[2:] else backend_of("stories-slots")
    text = text_of(int(sys.argv[1]), backend.tokenizer)
    Reader(backend).look(text[:2_000])
    gc.collect()
    before = resident_bytes()
    reader = Reader(backend)
    frame, _ = reader.look(text)
    for start in range(0, frame.length, max(frame.length // 1_000, 64)):
        window = (start, start + 48)
        for _ in reader.session.read(View(0, text, len(text), watch=WATCH, window=window)):
            pass
    print(frame.length, (resident_bytes() - before) / 1e6)


if __name__ == "__main__":
    main()
