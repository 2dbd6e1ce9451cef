"""The goals of detection and the page that tells how they were met."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Results = dict[str, Any]
PROMPTS_PER_ALARM = 200
TEXTS_PER_ALARM = 1000
_NAMES = (("news_f1", 0.8), ("letters_words_recall", 0.92), ("letters_words_precision", 0.85))
"""News: whole names with strict borders. Letters: words of names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One claim."""

    name: str
    seen: str
    wanted: str
    met: bool


def at_least(name: str, seen: float, wanted: float) -> Goal:
    """Return a goal that a share or a rate must reach."""
    return Goal(name=name, seen=_written(seen), wanted=f"≥ {wanted:,g}", met=seen >= wanted)


def at_most(name: str, seen: float, wanted: float) -> Goal:
    """Return a goal that a count or a time must not exceed."""
    return Goal(name=name, seen=_written(seen), wanted=f"≤ {wanted:,g}", met=seen <= wanted)


def _written(seen: float) -> str:
    return f"{seen:,.0f}" if seen >= 1000 else f"{seen:.4g}"


def goals(results: Results) -> Iterator[Goal]:
    """Yield every goal of the parts that ran."""
    known: dict[str, Callable[[Results], Iterator[Goal]]] = {
        "checked_numbers": functools.partial(_numbers, "checked_numbers"),
        "documents": functools.partial(_numbers, "documents"),
        "contact": _contact,
        "marks_and_secrets": _markings,
        "names": _names,
        "false_alarms": _alarms,
        "throughput": _speed,
        "mutation": _mutation,
    }
    for name, goals_of in known.items():
        if name in results:
            yield from goals_of(results[name])


def _numbers(name: str, found: Results) -> Iterator[Goal]:
    yield at_least(f"{name}: recall", found["all"]["recall"], 0.995)
    yield at_least(f"{name}: precision", found["all"]["precision"], 0.99)
    specimens = found["specimens"]
    missed = specimens.get("missed", specimens.get("of", 0) - specimens["right"])
    yield at_most(f"{name}: official specimens missed", missed, 0)


def _contact(found: Results) -> Iterator[Goal]:
    for name in ("street_address", "telephone"):
        yield at_least(f"{name}: recall", found[name]["recall"], 0.95)
        yield at_least(f"{name}: precision", found[name]["precision"], 0.9)


def _markings(found: Results) -> Iterator[Goal]:
    held = found["markings_held_back"]
    yield at_least("markings held back: precision", held["precision"], 0.95)
    yield at_least("markings held back: recall", held["recall"], 0.98)


def _names(names: Results) -> Iterator[Goal]:
    for name, wanted in _NAMES:
        if name in names:
            yield at_least(f"names: {name.replace('_', ' ')}", names[name], wanted)


def _alarms(found: Results) -> Iterator[Goal]:
    counts = found["counts"]
    yield at_most("everyday uses with a finding", counts["everyday"]["texts_with_alarm"], 0)
    legal = [counts[name] for name in ("court_decisions", "administrative")]
    share = (
        TEXTS_PER_ALARM
        * sum(c["texts_with_alarm"] for c in legal)
        / sum(c["words"] / 200 for c in legal)
    )
    yield at_most("false alarms per 1,000 texts of law and administration", share, 1)
    held = counts["prompts_held_back"]
    per = PROMPTS_PER_ALARM * held["texts_with_alarm"] / held["texts"]
    yield at_most("false alarms per 200 office prompts, held back", per, 1)


def _speed(speed: Results) -> Iterator[Goal]:
    yield at_least(
        "patterns, texts/s a core, a tenth dirty", speed["mixed"]["texts_per_second"], 1e5
    )
    yield at_most("patterns, p99 in ms", speed["mixed"]["p99_us"] / 1000, 0.1)
    if "mixed_with_names" in speed:
        named = speed["mixed_with_names"]
        yield at_least("with names, texts/s a core", named["texts_per_second"], 1000)
        yield at_most("with names, p99 in ms", named["p99_us"] / 1000, 10)
    hostile = speed["hostile"]
    worst = max([hostile["searched_worst"], *hostile["milliseconds"].values()])
    yield at_most("worst hostile text of 100 kB, ms", worst, 50)
    yield at_most("cold start with the cache, s", speed["cold_start_seconds"]["with_cache"], 1)


def _mutation(found: Results) -> Iterator[Goal]:
    yield at_most("checksum mutants that survive", len(found["survivors"]), 0)


def page(results: Results) -> str:
    """Return the page of the documentation."""
    return "\n".join(
        [
            "# Detection in figures",
            "",
            "Written by `make bench-detect`; how each set was made, and what it can't prove, is said in",
            "[detectors](detectors.md) and in the modules of `tests/bench/detect`. The generated sets come from",
            "the people who wrote the detectors: they guard against regressions and prove little about",
            "unseen text. Processor time on the machine of that run.",
            "",
            "| goal | seen | wanted | |",
            "|---|---|---|---|",
            *(
                f"| {g.name} | {g.seen} | {g.wanted} | {'met' if g.met else '**missed**'} |"
                for g in goals(results)
            ),
            "",
            *_beside_presidio(results["presidio"]),
            "",
        ]
    )


def _beside_presidio(peer: Results) -> Iterator[str]:
    speed = peer["speed"]
    yield "## Beside Presidio"
    yield ""
    yield f"presidio-analyzer {speed['presidio_version']} with its German recognisers, in the same run, on the same"
    yield f"{peer['quality']['prompts']:,} generated prompts; a finding counts where it overlaps the thing. Its threshold is the"
    yield "best for each category. It had no language model, which can't be had from the package index, so names are left out."
    yield ""
    rates = speed["texts_per_core_second"]
    yield f"Texts of 200 words per second and core: {rates['leitstand']:,} against {rates['presidio']:,} ({speed['ratio']} times)."
    yield ""
    yield "| category | recall | precision | Presidio: recall | precision |"
    yield "|---|---|---|---|---|"
    for category, row in peer["quality"]["categories"].items():
        own, other = row["leitstand"], row["presidio"]
        yield f"| {category} | {own['recall']} | {own['precision']} | {other['recall']} | {other['precision']} |"
