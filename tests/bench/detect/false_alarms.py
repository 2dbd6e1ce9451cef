"""Counts false alarms on texts without personal data; prints JSON.

Every finding of medium or high confidence that the example policy leaves standing is one. Run:
``python tests/bench/detect/false_alarms.py`` (``--held-back`` looks at the prompts that nobody tunes
on; ``--low`` adds the list of unsure ones). Sources and licences: ``data/README.md``.
"""

import argparse
import gzip
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from leitstand.policy.examples import policy
from leitstand.policy.reading import read
from leitstand.schemas.interaction import Content, Message
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import Completeness, Confidence, NotChecked, Where

DATA = Path(__file__).parent / "data"
_CHOICE = re.compile(r"\{([^{}|\n]*(?:\|[^{}|\n]*)+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One finding where there is nothing to find."""

    text: str
    """Name of the set and number of the text."""
    category: str
    data_class: str
    confidence: str
    reasons: tuple[str, ...]
    found: str
    around: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What one set of texts gave."""

    texts: int
    words: int
    texts_with_alarm: int
    alarms: int
    not_checked: int
    by_category: dict[str, int]


def variants(line: str) -> Iterator[str]:
    """Yield a prompt once per choice of its ``{a|b}`` places."""
    parts = _CHOICE.split(line.rstrip("\n").replace("\\n", "\n"))
    yield from map(
        "".join,
        itertools.product(*([p] if n % 2 == 0 else p.split("|") for n, p in enumerate(parts))),
    )


def prompts(name: str) -> list[str]:
    """Return every variant of the prompts of a file."""
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [variant for line in lines if line.strip() for variant in variants(line)]


def administrative() -> list[str]:
    """Return the administrative texts of our own."""
    return (DATA / "administrative.txt").read_text("utf-8").strip().split("\n%%\n")


def court_decisions() -> list[str]:
    """Return the texts glued from court decisions."""
    return gzip.decompress((DATA / "court_decisions.txt.gz").read_bytes()).decode().splitlines()


def everyday() -> list[str]:
    """Return the everyday uses that must raise nothing at all."""
    lines = (DATA.parent / "everyday.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def alarms_in(
    name: str, text: str, document: PolicyDocument, counted: frozenset[Confidence]
) -> tuple[list[Alarm], bool]:
    """Return the findings in one text, and whether it could be checked."""
    content = Content(messages=(Message(where=Where.PROMPT, text=text),))
    reading = read(content, Completeness.COMPLETE, document)
    found = [p.found for p in reading.passages if p.found.confidence in counted]
    alarms = [
        Alarm(
            text=name,
            category=one.category,
            data_class=one.data_class,
            confidence=one.confidence,
            reasons=tuple(one.reasons),
            found=text[one.start : one.end],
            around=text[max(0, one.start - 60) : one.end + 60],
        )
        for one in found
    ]
    return alarms, reading.not_checked is NotChecked.NONE


def measure(
    name: str, texts: Iterable[str], document: PolicyDocument, counted: frozenset[Confidence]
) -> tuple[Count, list[Alarm]]:
    """Count the false alarms of one set."""
    given = list(texts)
    results = [alarms_in(f"{name}/{n}", text, document, counted) for n, text in enumerate(given)]
    alarms = [alarm for found, _ in results for alarm in found]
    categories = sorted(alarm.category for alarm in alarms)
    count = Count(
        texts=len(given),
        words=sum(len(text.split()) for text in given),
        texts_with_alarm=sum(1 for found, _ in results if found),
        alarms=len(alarms),
        not_checked=sum(1 for _, checked in results if not checked),
        by_category={c: len(list(group)) for c, group in itertools.groupby(categories)},
    )
    return count, alarms


def main(arguments: list[str]) -> int:
    """Print the figures and every alarm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-back", action="store_true", help="also the prompts set aside")
    parser.add_argument("--low", action="store_true", help="count low confidence too")
    options = parser.parse_args(arguments)
    counted = frozenset(
        {Confidence.MEDIUM, Confidence.HIGH} | ({Confidence.LOW} if options.low else set())
    )
    sets = {
        "everyday": everyday(),
        "court_decisions": court_decisions(),
        "administrative": administrative(),
        "prompts_tuning": prompts("office_prompts_tuning.txt"),
    }
    if options.held_back:
        sets["prompts_held_back"] = prompts("office_prompts_held_back.txt")
    results = {name: measure(name, texts, policy(), counted) for name, texts in sets.items()}
    report = {
        "counts": {name: asdict(count) for name, (count, _) in results.items()},
        "alarms": [asdict(alarm) for _, alarms in results.values() for alarm in alarms],
    }
    json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
