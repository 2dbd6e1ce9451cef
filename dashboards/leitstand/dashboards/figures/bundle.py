"""What every figure page reads: published tables, and the words for what they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from leitstand.dashboards.errors import NoDataError
from leitstand.dashboards.figures.cells import WHOLE_TOWN, Published
from leitstand.dashboards.figures.measures import MEASURES, Parts
from leitstand.dashboards.figures.writing import Writer
from leitstand.dashboards.page import Visit
from leitstand.dashboards.words import word
from leitstand.schemas.policy import PolicyRule
from leitstand.schemas.vocabulary import Category, UseCase

MONTHS_BACK = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A department as published."""

    department: str
    title: str
    monthly_budget_cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Everything that a figure page works with."""

    published: Published
    units: Mapping[str, Unit]
    """In the order of the organisation chart."""
    applications: Mapping[str, str]
    """Titles by id."""
    month: date
    """The month that the reader chose, or the newest that is over."""
    writer: Writer
    visit: Visit

    def label(self, measure: str, dimension: str) -> str:
        """Return the reader's word for a dimension of a measure."""
        text = self.visit.language.text
        if MEASURES[measure].parts is Parts.APPLICATION:
            return self.applications.get(dimension, dimension)
        if MEASURES[measure].parts is Parts.USE_CASE and dimension in set(UseCase):
            return text(word(UseCase(dimension)))
        if dimension in set(Category):
            return text(word(Category(dimension)))
        rule = self.rule(dimension)
        return self.visit.language.local(rule.title) if rule else dimension

    def rule(self, stumbling_block: str) -> PolicyRule | None:
        """Return the rule behind a stumbling block: of that id, else that looks for that kind."""
        policy = self.visit.services.house.policy()
        rules = policy.rules if policy else ()
        named = (rule for rule in rules if rule.id == stumbling_block)
        looking = (
            rule
            for rule in rules
            if stumbling_block in {category.value for category in rule.categories}
        )
        return next(named, None) or next(looking, None)


def load(visit: Visit, departments: Sequence[str] | None = None) -> Bundle:
    """Read what is published about these departments (``None`` = all) and the whole town.

    Raises NoDataError when nothing was published yet, or the source does not answer.
    """
    figures, tenant = visit.services.figures, {"tenant": visit.services.tenant}
    units = {
        str(row["department"]): _unit_of(row)
        for row in figures.rows("figures/queries/departments", tenant)
    }
    wanted = list(units) if departments is None else list(departments)
    cells = figures.rows(
        "figures/queries/cells",
        {**tenant, "departments": [*wanted, WHOLE_TOWN], "since": _since(visit)},
    )
    published = Published.read(cells)
    month = chosen_month(published, visit.query.get("month", ""))
    if month is None:
        message = "nothing published yet"
        raise NoDataError(message)
    titles = {
        str(r["application"]): str(r["title"])
        for r in figures.rows("figures/queries/applications", tenant)
    }
    return Bundle(
        published=published,
        units=units,
        applications=titles,
        month=month,
        writer=Writer(visit.language, {unit.department: unit.title for unit in units.values()}),
        visit=visit,
    )


def chosen_month(published: Published, text: str) -> date | None:
    """Return the month of ``2026-03`` where there is one, else the newest that is over."""
    by_name = {f"{month:%Y-%m}": month for month in published.months()}
    return by_name.get(text, published.finished_month())


def _since(visit: Visit) -> date:
    today = visit.now.astimezone(visit.zone).date()
    months = today.year * 12 + today.month - 1 - MONTHS_BACK
    return date(months // 12, months % 12 + 1, 1)


def _unit_of(row: Mapping[str, object]) -> Unit:
    budget = row["monthly_budget_cents"]
    return Unit(
        department=str(row["department"]),
        title=str(row["title"]),
        monthly_budget_cents=budget if isinstance(budget, int) else None,
    )
