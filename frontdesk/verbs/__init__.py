"""One module a verb: ``arguments(parser)`` and ``run(options) -> exit status``."""
