"""Logs of our own processes: one line each on standard error, which the supervisor keeps in a file.

No line holds content, names or user ids (promise P2). Libraries may show the values they choke on,
so they are heard from WARNING on only, and those that print values with an error not at all.
"""

import logging

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_SILENT = ("clickhouse_connect",)


def configure(level: int = logging.INFO) -> None:
    """Set up logging of this process."""
    logging.basicConfig(level=logging.WARNING, format=_FORMAT, force=True)
    logging.getLogger("leitstand").setLevel(level)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
