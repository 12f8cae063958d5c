"""Tours as data, and the files that they are read from."""

from wmstudio.app.tours.files import (
    CONDITIONS,
    PARTS,
    SUFFIX,
    Condition,
    Step,
    Tour,
    TourError,
    Value,
    bundled,
    first,
    line_of,
    own,
    read_tour,
)

__all__ = [
    "CONDITIONS",
    "PARTS",
    "SUFFIX",
    "Condition",
    "Step",
    "Tour",
    "TourError",
    "Value",
    "bundled",
    "first",
    "line_of",
    "own",
    "read_tour",
]
