"""`tiepnhan`: the one command. stdout = result, stderr = talk; exit 0 nothing found or done, 1 findings, 2 usage."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from casework.errors import TiepnhanError
from frontdesk.logs import start_logging

__all__ = ["VERBS", "main"]

#: Each verb is a module of frontdesk.verbs: ``arguments(parser)`` and ``run(options) -> int``. Modules are
#: imported when their verb is typed, so that `explain` does not wait for the database driver.
VERBS: tuple[tuple[str, str], ...] = (
    ("run", "run the service from config.toml"),
    ("demo", "feed the samples through a loopback door and print what became of each"),
    ("check", "judge mails or documents offline by a portal's regulation"),
    ("convert", "write the same document in Unicode"),
    ("explain", "print the page of a rule"),
    ("rules", "list the rules"),
    ("portals", "list the portals and what each demands; --check refuses a wrong file"),
    ("queue", "the editors' queue: list, claim, publish, refuse, ask, reassign"),
    ("case", "one case in full: findings, letters, raw mail, its files"),
    ("rejections", "what was returned and why, with filters and CSV"),
    ("adopt", "take up mail that lay in a mailbox before the first poll"),
    ("confirm", "record a person's word on the proof of a case"),
    ("directory", "units, leaders and liaisons: list, import, export, changes and their log"),
    ("trust", "certificates and revocation lists that signatures are judged by: list, add, remove, fetch, check"),
    ("quarantine", "list and destroy quarantined mail (duty officer)"),
    ("digest", "print or send a desk's digest now"),
    ("backup", "copy ledger and blobs, and check that the copy is whole"),
    ("restore", "lay a checked copy into an empty store"),
    ("doctor", "tell in words what is wrong"),
    ("replay", "take a stuck or parked mail up again"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, run the verb, turn our own errors into one line on stderr and exit status 2."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="tiepnhan", description="Receives, checks and answers what units e-mail to a portal."
    )
    parser.add_argument("--version", action="version", version="tiepnhan 0.1.0")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    wanted = next((word for word in given if not word.startswith("-")), "")
    for name, line in VERBS:
        verb = verbs.add_parser(name, help=line, description=line)
        verb.add_argument(
            "--config", type=Path, default=None, help="config.toml (default: $TIEPNHAN_CONFIG or ./config.toml)"
        )
        verb.add_argument("--verbose", action="store_true", help="more talk on stderr")
        if name == wanted:
            importlib.import_module(f"frontdesk.verbs.{name}").arguments(verb)
    options = parser.parse_args(given)
    if options.config is None:
        options.config = Path(os.environ.get("TIEPNHAN_CONFIG", "config.toml"))
    start_logging("DEBUG" if options.verbose else ("INFO" if options.verb == "run" else "WARNING"))
    try:
        return int(importlib.import_module(f"frontdesk.verbs.{options.verb}").run(options))
    except TiepnhanError as error:
        print(f"tiepnhan {options.verb}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) went away; what it wanted it has.
        sys.stderr.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
