"""Markings against mentions, and named credentials against talk about them, as JSON.

    python tests/bench/detect/marks_and_secrets.py [--seed N] [--each N] [--misses]

Markings: ``data/markings.jsonl``, fictitious texts, with the half that the detector was tuned on and
the half that was written before and never looked at (``held_back``). Credentials: invented secrets
in sentences, forms, settings and command lines, and the same sentences without a secret. A finding
counts from medium confidence on. Exits 1 below the goals.
"""

import argparse
import json
import random
import string
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leitstand.policy.detector import Found
from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

PRECISION, RECALL = 0.95, 0.98
MARKINGS = Path(__file__).parent / "data" / "markings.jsonl"
Random = random.Random

FRAMES = (
    "Passwort: {}",
    "Benutzer: {user}\nKennwort: {}\nMandant: 01",
    "Das Passwort für {what} lautet {} und gilt bis Jahresende.",
    "Bitte formuliere das freundlicher: Ihr neues Kennwort ist {}.",
    "PW {what}: {}",
    "Zugangsdaten {what}: {user} / {}",
    "Mein Passwort {} wird seit heute nicht angenommen, was tun?",
    "| Benutzer | Passwort |\n| Passwort | {} |",
    "Wir haben das Kennwort auf {} zurückgesetzt.",
    "WLAN-Schlüssel: {}",
    "db.password={}",
    "spring:\n  datasource:\n    password: {}",
    'var pwd = "{}";',
    "Server=sql01;Database=x;User Id={user};Password={};Encrypt=true",
    "psql postgresql://{user}:{}@db01/kataster",
    "sshpass -p '{}' ssh {user}@fs01",
    "The password for {what} is {}",
    "{} ist das neue Passwort, bitte Aushang schreiben.",
)
TALK = (
    "Passwort: mindestens {n} Zeichen",
    "Das Kennwort für {what} ist seit {n} Tagen abgelaufen.",
    "Schreibe eine Anleitung, wie man das Passwort für {what} ändert.",
    "Passwort: siehe Umschlag {n} im Tresor",
    "password = os.environ['DB_PASSWORD_{n}']",
    "Kennwort: <bitte eintragen>",
    "Das Passwort muss {n}-stellig sein und Sonderzeichen enthalten.",
    "Angebot Los {n}, Kennwort „Umbau {what} 2026“",
    "PIN-Brief kommt am {n}.03.2027 per Post.",
    "Schlüsselnummer {n}4711 für {what} ausgegeben",
    "Zugang zu {what}: Hofseite / Raum 2.{n}",
    "Der Code of Conduct hat {n} Kapitel, der QR-Code ist {n} mm breit.",
    "Login zu {what} geht nicht, Fehler {n}03, bitte Mail an die IT formulieren.",
    "Passwort-Richtlinie {n}/2026, Version 1.{n}, Token kosten {n},50 Euro",
)
WHAT = (
    "das Postfach",
    "die Fachanwendung",
    "LÄMMkom",
    "das Gäste-WLAN",
    "die Zeiterfassung",
    "MESO",
)
STEMS = ("Sommer", "Rathaus", "Kanal", "Wolke", "kita", "Bauhof", "Ziegel", "haushalt", "Tonne")
SIGNS = "!#$%&*+=?-_."


@dataclass(slots=True)
class Score:
    """Counts of findings against what was labelled."""

    right: int = 0
    exact: int = 0
    missed: int = 0
    false: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return precision and recall (any overlap), the share of exact spans, and the counts."""
        return {
            "precision": round(self.right / max(1, self.right + self.false), 4),
            "recall": round(self.right / max(1, self.right + self.missed), 4),
            "exact_spans": round(self.exact / max(1, self.right), 4),
            "labelled": self.right + self.missed,
            "false": self.false,
        }

    def reaches_the_goals(self) -> bool:
        """Say whether precision and recall are high enough."""
        figures = self.as_json()
        return bool(figures["precision"] >= PRECISION and figures["recall"] >= RECALL)


def findings(text: str, category: Category) -> list[Found]:
    """Return what would open a case."""
    return [
        found
        for found in scan(text)
        if found.category is category and found.confidence is not Confidence.LOW
    ]


def compare(score: Score, text: str, spans: list[tuple[int, int]], category: Category) -> bool:
    """Count one text; return whether all was right."""
    found = [(one.start, one.end) for one in findings(text, category)]
    before = score.missed + score.false
    for start, end in spans:
        hit = [one for one in found if one[0] < end and start < one[1]]
        score.right += bool(hit)
        score.missed += not hit
        score.exact += (start, end) in hit
    score.false += sum(not any(start < e and s < end for start, end in spans) for s, e in found)
    return score.missed + score.false == before


def markings(*, misses: bool) -> dict[str, Score]:
    """Return a score for each half of the published set."""
    scores: dict[str, Score] = {}
    for line in MARKINGS.read_text("utf-8").splitlines():
        row = json.loads(line)
        spans = [(span["start"], span["end"]) for span in row["spans"]]
        score = scores.setdefault(row["half"], Score())
        right = compare(score, row["text"], spans, Category.MARKING)
        if misses and not right and row["half"] == "tuning":
            sys.stderr.write(f"{row['id']}: {row['text'][:100]!r}\n")
    return scores


def password(draw: Random) -> str:
    """Invent a password as offices do: a word, a year, a sign; or random characters."""
    if draw.random() < 0.3:
        letters = string.ascii_letters + string.digits
        return "".join(draw.choices(letters, k=draw.randint(8, 14))) + str(draw.randint(10, 99))
    parts = [draw.choice(STEMS), draw.choice(SIGNS[:9]), str(draw.randint(10, 2030))]
    draw.shuffle(parts)
    return (
        "".join(parts) if parts[-1] not in SIGNS or draw.random() < 0.5 else "".join(parts) + "7x"
    )


def planted(draw: Random, each: int) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Yield prompts with a secret and its span, and prompts without."""
    for frame in FRAMES * each:
        secret = password(draw)
        filled = frame.replace("{what}", draw.choice(WHAT)).replace("{user}", "musteerik")
        start = filled.index("{}")
        yield filled.replace("{}", secret), [(start, start + len(secret))]
    for frame in TALK * each:
        text = frame.replace("{what}", draw.choice(WHAT)).replace("{n}", str(draw.randint(3, 28)))
        yield text, []


def credentials(seed: int, each: int, *, misses: bool) -> Score:
    """Return the score on invented prompts."""
    score = Score()
    wrong: Counter[str] = Counter()
    for text, spans in planted(Random(seed), each):
        if not compare(score, text, spans, Category.CREDENTIAL):
            wrong[text[:100]] += 1
    if misses:
        sys.stderr.write("".join(f"{text!r}\n" for text in wrong))
    return score


def main() -> int:
    """Print the figures; return 1 where a goal is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seed", type=int, default=4)
    arguments.add_argument("--each", type=int, default=20)
    arguments.add_argument("--misses", action="store_true")
    chosen = arguments.parse_args()
    scores = {f"markings_{k}": v for k, v in markings(misses=chosen.misses).items()}
    scores["credentials_named"] = credentials(chosen.seed, chosen.each, misses=chosen.misses)
    print(json.dumps({name: score.as_json() for name, score in scores.items()}, indent=1))
    return 0 if all(score.reaches_the_goals() for score in scores.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
