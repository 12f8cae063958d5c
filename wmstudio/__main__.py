"""``python -m wmstudio`` is ``wmstudio``."""

import sys

from wmstudio.cli import main

if __name__ == "__main__":
    sys.exit(main())
