"""How fast texts are read, and what the worst of them costs: prints one JSON object.

``python -m tests.bench.detect.throughput [--texts N] [--seconds S]``. Times are processor time of one
process, so that others on the machine count less; texts are those of ``material.py``. ``--anchors``
adds a table of what fires on ordinary text, which is the first thing to look at when it got slow.
"""

import argparse
import functools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.bench.detect import material

from leitstand.policy.detector import all_detectors
from leitstand.policy.engine.anchors import all_anchors
from leitstand.policy.engine.rough import all_rough
from leitstand.policy.engine.scan import EVERYTHING, Wanted, examine, tasks
from leitstand.policy.engine.search import Steps, search
from leitstand.policy.normal import normalise
from leitstand.schemas.vocabulary import Category

PATTERNS: Wanted = EVERYTHING - {Category.PERSON}
DIRTY = 0.1
"""Share of texts in which something is planted."""
HOSTILE_LENGTH = 100_000
AGAIN = 6
"""Readings of what looks worse than all before: of thousands that are read twice, the worst is else the
one that something disturbed twice."""
HOSTILE = {
    "dots": ".", "at signs": "a@", "domains": "a@a.", "nested quotes": "\"'", "digits": "1234567890",
    "spaced digits": "0 1 2 3 ", "almost an account": "DE89 3704 0044 0532 0130 01 ",
    "spaced country": "D E 8 9 ", "asking to listen": "bitte hör Gespräch ", "password": "passwort:",
    "speakers": "[00:00:01] A\n", "tokens": "eyJ", "halves of tokens": "eyJaaaaaaaaaaaaaaa.eyJaaaaaaa",
    "key blocks": "-----BEGIN PRIVATE KEY-----", "addresses": "http://a:",
    "telephones": "Tel. 030 23125 417, ", "e-mails": "max.mustermann@example.org ",
    "brackets": "(0431) ", "full width": "\uff21\uff11", "invisible": "1\u200b",
    "streets": "Musterstraße 1, 12345 Stadt ", "capitals": "AB CD 12 ", "dates": "geb. 01.02.1990 ",
    "files": "Az. 12 C 345/25 ", "statements": "Frau Muster ist krank, ", "umlauts": "u\u0308",
}  # fmt: skip


def cost(work: Callable[[], object]) -> float:
    """Return the processor time in seconds."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def reading(texts: Sequence[str], wanted: Wanted, rounds: int = 3) -> dict[str, float]:
    """Return texts per second and microseconds per text; of several rounds each text's best."""
    for text in texts:
        examine(text, wanted)
    best = [min(one) for one in zip(*(_times(texts, wanted) for _ in range(rounds)), strict=True)]
    total = min(cost(lambda: [examine(text, wanted) for text in texts]) for _ in range(rounds))
    return {
        "texts_per_second": round(len(texts) / total),
        "mean_us": round(total / len(texts) * 1e6, 2),
        "p50_us": round(percentile(best, 0.5), 2),
        "p99_us": round(percentile(best, 0.99), 2),
        "worst_us": round(max(best), 2),
    }


def _times(texts: Iterable[str], wanted: Wanted) -> list[float]:
    return [cost(functools.partial(examine, text, wanted)) * 1e6 for text in texts]


def hostile(seconds: float, wanted: Wanted) -> dict[str, object]:
    """Return milliseconds of each hostile text, and the worst that a search by chance comes up with."""
    known = {name: _worst_of(unit, wanted) for name, unit in HOSTILE.items()}
    chance = random.Random(1)  # noqa: S311 - a repeatable search, no secret
    pieces = [*HOSTILE.values(), *material.lines("planted_things.txt")]
    until = time.monotonic() + seconds
    worst, of = 0.0, ""
    while time.monotonic() < until:
        unit = _mutated(chance, pieces)
        if _worst_of(unit, wanted) > worst and (again := _worst_of(unit, wanted, AGAIN)) > worst:
            worst, of = again, unit
    return {"milliseconds": known, "searched_worst": worst, "searched_unit": of[:200]}


def _mutated(chance: random.Random, pieces: Sequence[str]) -> str:
    """Return some pieces side by side, cut and with a character changed."""
    unit = chance.choice(("", " ", "\n", ", ")).join(chance.choices(pieces, k=chance.randint(1, 5)))
    place = chance.randrange(len(unit))
    changed = unit[:place] + chance.choice("0a .:-\n@(ä") + unit[place + chance.randint(0, 2) :]
    return changed[: chance.choice((5, 20, 80, 400))]


def _worst_of(unit: str, wanted: Wanted, times: int = 2) -> float:
    text = (unit * (HOSTILE_LENGTH // len(unit) + 1))[:HOSTILE_LENGTH]
    return round(min(cost(lambda: examine(text, wanted)) for _ in range(times)) * 1e3, 2)


def cold_start() -> dict[str, float]:
    """Return seconds of processor time until a new process has read its first text."""
    program = (
        "from leitstand.policy.engine.scan import examine;"
        "examine('Das Konto DE89 3704 0044 0532 0130 00 gehört niemandem.');"
        "import time; print(time.process_time())"
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o700)
        return {name: _started(program, folder) for name in ("without_cache", "with_cache")}


def _started(program: str, folder: str) -> float:
    environment = os.environ | {"LEITSTAND_CACHE_DIR": folder}
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    return round(float(ran.stdout), 2)


def anchors(texts: Sequence[str]) -> list[dict[str, object]]:
    """Return per pattern what its anchor costs on texts that hold nothing, the dearest first."""
    hits: Counter[int] = Counter()
    spent: Counter[tuple[str, int]] = Counter()
    found: dict[tuple[str, int], int] = {}
    by_id = tasks(PATTERNS)
    for text in texts:
        plain = normalise(text)
        for anchor, ends in all_anchors().places(plain.encoded).items():
            hits[anchor] += len(ends)
            for detector, form in by_id[anchor]:
                key = detector.validate.__module__.rpartition(".")[2], form
                found[key] = anchor
                steps = Steps(len(plain.text))
                begun = time.process_time()
                for _ in search(detector, form, plain.text, ends, steps, plain.encoded):
                    pass
                spent[key] += int((time.process_time() - begun) * 1e9)
    return [
        {
            "detector": key[0],
            "pattern": key[1],
            "hits_per_1000_texts": round(hits[found[key]] / len(texts) * 1000),
            "us_per_text": round(nanoseconds / len(texts) / 1000, 2),
        }
        for key, nanoseconds in spent.most_common()
    ]


def automaton(texts: Sequence[str]) -> float:
    """Return microseconds of the one pass over a text."""
    encoded = [normalise(text).encoded for text in texts]
    best = min(cost(lambda: list(map(all_anchors().places, encoded))) for _ in range(3))
    return round(best / len(texts) * 1e6, 2)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=20, help="of search for worse texts")
    parser.add_argument("--anchors", action="store_true", help="what fires on ordinary text")
    asked = parser.parse_args()
    clean = list(material.mixed(asked.texts, 0.0))
    mixed = list(material.mixed(asked.texts, DIRTY))
    rough = all_rough()
    result: dict[str, object] = {
        "detectors": len(all_detectors()),
        "rough_expressions": rough,
        "characters_per_text": round(sum(map(len, clean)) / len(clean)),
        "plain_form_us": round(cost(lambda: [normalise(t) for t in clean]) / len(clean) * 1e6, 2),
        "automaton_us": automaton(clean),
        "clean": reading(clean, PATTERNS),
        "mixed": reading(mixed, PATTERNS),
        "cold_start_seconds": cold_start(),
        "hostile": hostile(asked.seconds, PATTERNS),
    }
    if any(d.category is Category.PERSON for d in all_detectors()):
        result["mixed_with_names"] = reading(mixed[: asked.texts // 4], EVERYTHING, rounds=1)
    if asked.anchors:
        result["anchors"] = anchors(clean)
    json.dump(result, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
