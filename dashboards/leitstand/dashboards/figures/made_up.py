"""Published figures of a fictitious town, for the preview and for tests: numbers without a source.

Answers the same queries with the same columns as ClickHouse; a test runs both.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from leitstand.dashboards.figures.cells import WHOLE_TOWN
from leitstand.dashboards.figures.measures import MEASURES, Parts
from leitstand.schemas.vocabulary import Disclosure, Period

Row = Mapping[str, object]

_MINIMUM = 10
_PARTS: Mapping[Parts, Mapping[str, float]] = {
    Parts.NONE: {"": 1.0},
    Parts.USE_CASE: {
        "letter": 0.38,
        "plain_language": 0.21,
        "summary": 0.17,
        "concept": 0.12,
        "research": 0.08,
        "other": 0.04,
    },
    Parts.APPLICATION: {"chat-cloud": 0.68, "rathaus-ki": 0.41},
    Parts.STUMBLING_BLOCK: {"email": 14, "iban": 11, "telephone": 0},
}
_TOWN: Mapping[str, float] = {
    "people": 450,
    "trained_people": 320,
    "trained_share": 320 / 450,
    "active_people": 210,
    "active_share_of_trained": 205 / 320,
    "interactions": 5230,
    "approved_share": 0.987,
    "on_premises_share": 0.31,
    "violations_per_1000": 3.2,
    "notices_per_1000": 8.4,
    "blocked_per_1000": 0.0,
    "untrained_attempts": 41,
    "cost_cents": 48210,
    "cost_per_active_cents": 230,
    "retention_four_weeks": 0.75,
    "use_case_share": 1,
    "coverage": 1,
    "stumbling_block": 3,
}
_DEPARTMENTS: Mapping[str, tuple[str, int, int, int]] = {
    # title, people, trained, monthly budget in cents
    "kita": ("Kindertageseinrichtungen", 27, 19, 6000),
    "soziales": ("Soziales und Jugend", 52, 38, 9000),
    "ordnung": ("Ordnung und Bürgerdienste", 48, 36, 9000),
    "bau": ("Bauen und Umwelt", 9, 6, 4000),
}
"""The last is smaller than the smallest group: all its figures are protected."""
_NEVER_SMALL = frozenset({"violations_per_1000", "blocked_per_1000", "untrained_attempts"})
"""Measures about few people: of a department alone they are always protected."""


class MadeUpFigures:
    """Answers as ClickHouse does, on a day of your choice."""

    def __init__(self, today: date) -> None:
        self._today = today

    def rows(self, query: str, parameters: Mapping[str, object]) -> Sequence[Row]:
        """Return the rows of one of the queries of this package."""
        answers = {
            "figures/queries/cells": self._cells,
            "figures/queries/departments": _departments,
            "figures/queries/applications": _applications,
            "figures/queries/rollout": self._rollout,
        }
        found = list(answers[query]())
        wanted = parameters.get("departments")
        if query != "figures/queries/cells" or not isinstance(wanted, list):
            return found
        return [row for row in found if row["department"] in wanted]

    def _cells(self) -> Iterator[Row]:
        for period, start, provisional, factor in self._periods():
            for department in (*_DEPARTMENTS, WHOLE_TOWN):
                for measure in MEASURES.values():
                    for dimension, part in _PARTS[measure.parts].items():
                        value = _value(department, measure.name, factor) * part
                        yield {
                            "period": period.value,
                            "period_start": start,
                            "department": department,
                            "measure": measure.name,
                            "dimension": dimension,
                            **_protected(department, measure.name, value),
                            "provisional": provisional,
                            "data_until": datetime.combine(
                                self._today, datetime.min.time(), tzinfo=UTC
                            ),
                            "minimum_group": _MINIMUM,
                        }

    def _periods(self) -> Iterator[tuple[Period, date, bool, float]]:
        month = self._today.replace(day=1)
        factor = 1.0
        for back in range(4):
            yield Period.MONTH, month, back == 0, factor
            month = (month - timedelta(days=1)).replace(day=1)
            factor *= 0.85
        quarter = self._today.replace(month=(self._today.month - 1) // 3 * 3 + 1, day=1)
        yield Period.QUARTER, quarter, True, 2.0

    def _rollout(self) -> Iterator[Row]:
        stages = (
            ("Pilot im Rathaus", -84, -84, 28),
            ("Hauptamt, Finanzen, Bürgerdienste", -56, -54, 137),
            ("Fachämter", -14, None, 345),
            ("Alle Büroarbeitsplätze", 42, None, 450),
        )
        for number, (title, planned, reached, trained) in enumerate(stages, start=1):
            yield {
                "stage": number,
                "title": title,
                "planned_from": self._today + timedelta(days=planned),
                "planned_trained": trained,
                "reached_on": None if reached is None else self._today + timedelta(days=reached),
            }


def _departments() -> Iterator[Row]:
    for department, (title, _, _, budget) in _DEPARTMENTS.items():
        yield {"department": department, "title": title, "monthly_budget_cents": budget}


def _applications() -> Iterator[Row]:
    titles = {"chat-cloud": "ChatGPT (Geschäftskonto)", "rathaus-ki": "Rathaus-KI"}
    for application, title in titles.items():
        yield {
            "application": application,
            "title": title,
            "place": "cloud" if application == "chat-cloud" else "on_premises",
            "risk_class": "limited",
            "approval": "approved",
        }


def _value(department: str, measure: str, factor: float) -> float:
    town = _TOWN[measure]
    grows = factor if measure in {"interactions", "cost_cents", "trained_people"} else 1.0
    if department == WHOLE_TOWN:
        return town * grows
    _, people, trained, _ = _DEPARTMENTS[department]
    own = {"people": people, "trained_people": trained, "trained_share": trained / people}
    if measure in own:
        return float(own[measure])
    if MEASURES[measure].unit in {"share", "per thousand"} or measure == "cost_per_active_cents":
        return town
    return round(town * grows * people / 450 / 5) * 5


def _protected(department: str, measure: str, value: float) -> Row:
    small = department != WHOLE_TOWN and (
        _DEPARTMENTS[department][1] < _MINIMUM or measure in _NEVER_SMALL
    )
    if small:
        return {"value": None, "disclosure": Disclosure.HIDDEN_SMALL.value}
    return {"value": round(value, 4), "disclosure": Disclosure.SHOWN.value}
