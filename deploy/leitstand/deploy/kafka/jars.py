"""Finds the jars that ``make setup`` copied."""

import os
from pathlib import Path

from leitstand.deploy.command import Exit, UserError

_ARCHIVE = "leitstand.jsa"


def kafka_home() -> Path:
    """Return the directory that holds ``jars/``: the first that has them.

    ``$LEITSTAND_KAFKA_HOME``, else ``.cache/kafka`` in the checkout, else the user's cache.
    Raises UserError that says how to get them.
    """
    for candidate in _candidates():
        if any((candidate / "jars").glob("kafka_2.13-*.jar")):
            return candidate
    problem = "Kafka's jars are missing"
    remedy = "run `make setup` in the checkout, or set LEITSTAND_KAFKA_HOME to where they are"
    raise UserError(problem, remedy, Exit.UNAVAILABLE)


def class_path(home: Path) -> str:
    """Return every jar, in a fixed order: a class data archive is bound to it."""
    return os.pathsep.join(str(jar) for jar in sorted((home / "jars").glob("*.jar")))


def class_archive(home: Path) -> Path:
    """Return where loaded classes are kept between starts (they halve the time of a start)."""
    return home / _ARCHIVE


def _candidates() -> list[Path]:
    chosen = os.environ.get("LEITSTAND_KAFKA_HOME")
    if chosen:
        return [Path(chosen)]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    # deploy/leitstand/deploy/kafka/jars.py: the checkout is five levels up; in a wheel that
    # place holds no jars, and the user's cache is next.
    return [Path(__file__).parents[4] / ".cache" / "kafka", cache / "leitstand" / "kafka"]
