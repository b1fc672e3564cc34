"""``python -m intake.workshop``: see :mod:`intake.workshop.server`."""

import sys

from intake.workshop.server import main

sys.exit(main(sys.argv[1:]))
