"""Leitung: are we on the rollout plan, is the risk under control, what does an active person cost?"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from leitstand.dashboards.areas import Area
from leitstand.dashboards.figures import table
from leitstand.dashboards.figures.bundle import Bundle, Unit, load
from leitstand.dashboards.figures.cells import WHOLE_TOWN, Place, Published
from leitstand.dashboards.figures.charts import Line, Point, line_chart
from leitstand.dashboards.figures.choosing import choose, choose_together, month_for
from leitstand.dashboards.figures.measures import MEASURES
from leitstand.dashboards.figures.parts import (
    Answer,
    Row,
    breakdown,
    course,
    legend_of,
    listed,
    notes_of,
)
from leitstand.dashboards.figures.rollout import Stage, most_late, next_stage, stages_of
from leitstand.dashboards.languages import N_, Language
from leitstand.dashboards.page import Download, Html, Page, Visit
from leitstand.schemas.vocabulary import AccessAction, Period

PATH = "/leadership"
COLUMNS = ("trained_share", "active_share_of_trained", "interactions", "cost_per_active_cents")
"""Measures of the table of departments."""
FURTHER = (
    "active_people",
    "active_share_of_trained",
    "retention_four_weeks",
    "on_premises_share",
    "approved_share",
    "notices_per_1000",
    "blocked_per_1000",
    "interactions",
)
_WORDS = (
    N_("one"),
    N_("two"),
    N_("three"),
    N_("four"),
    N_("five"),
    N_("six"),
    N_("seven"),
    N_("eight"),
    N_("nine"),
    N_("ten"),
    N_("eleven"),
    N_("twelve"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRow:
    """A row of the table of departments."""

    unit: Unit
    cells: tuple[Row, ...]


def overview(visit: Visit) -> Html:
    """Show the first screen of the whole town."""
    bundle, text = load(visit), visit.language.text
    stages = stages_of(
        visit.services.figures.rows("figures/queries/rollout", {"tenant": visit.services.tenant})
    )
    today = visit.now.astimezone(visit.zone).date()
    departments = tuple(_department_rows(bundle))
    further = tuple(listed(bundle, FURTHER, WHOLE_TOWN))
    return Html(
        template="leadership/overview.html",
        values={
            "bundle": bundle,
            "path": PATH,
            "lead": _lead(bundle, stages, today),
            "answers": (_plan(bundle, stages, today), _risk(bundle), _cost(bundle)),
            "stages": stages,
            "today": today,
            "rollout": _rollout_chart(bundle, stages, today),
            "sections": (
                course(
                    bundle,
                    "active_people",
                    WHOLE_TOWN,
                    text(N_("Active people by month")),
                    text(N_("Month")),
                ),
                breakdown(
                    bundle, "use_case_share", WHOLE_TOWN, text(N_("Kinds of use")), text(N_("Kind"))
                ),
            ),
            "further": further,
            "further_legend": legend_of(further),
            "columns": [MEASURES[name] for name in COLUMNS],
            "departments": departments,
            "legend": legend_of(cell for row in departments for cell in row.cells),
            "data_until": bundle.published.data_until(),
        },
    )


def figure_table(visit: Visit) -> Html:
    """Show the table of one measure, departments in the order of the organisation chart."""
    bundle = load(visit)
    return table.table(bundle, list(bundle.units), PATH)


def figure_csv(visit: Visit) -> Download:
    """Hand out the table of one measure."""
    bundle = load(visit)
    return table.download(bundle, list(bundle.units))


def _lead(bundle: Bundle, stages: Sequence[Stage], today: date) -> str:
    """Say in one sentence where the rollout stands; empty where the figures may not be shown."""
    names = ("people", "trained_people", "trained_share")
    people, trained, share = choose_together(bundle.published, names, WHOLE_TOWN, bundle.month)
    if people.value is None or trained.value is None or share.value is None:
        return ""
    language, late = bundle.visit.language, most_late(stages, today)
    values = {
        "trained": language.number(trained.value),
        "people": language.number(people.value),
        "share": language.percent(share.value),
    }
    if late is None:
        return language.text(
            "%(trained)s of %(people)s trained (%(share)s), all stages on plan.", **values
        )
    return language.text(
        "%(trained)s of %(people)s trained (%(share)s), stage %(stage)s %(delay)s behind plan.",
        **values,
        stage=late.stage,
        delay=delay_in_words(late.delay_days(today), language),
    )


def delay_in_words(days: int, language: Language) -> str:
    """Write a delay in whole weeks, below a week in days; up to twelve in words."""
    number, weeks = (days // 7, True) if days >= 7 else (days, False)
    word = language.text(_WORDS[number - 1]) if 0 < number <= 12 else language.number(number)
    if weeks:
        return language.plural("one week", "%(word)s weeks", number, word=word)
    return language.plural("one day", "%(word)s days", number, word=word)


def _plan(bundle: Bundle, stages: Sequence[Stage], today: date) -> Answer:
    language = bundle.visit.language
    names = ("trained_people", "people", "trained_share")
    trained, people, share = figures = choose_together(
        bundle.published, names, WHOLE_TOWN, bundle.month
    )
    late, coming = most_late(stages, today), next_stage(stages, today)
    sentences = [_late_sentence(late, today, language)] if late else []
    if coming is not None:
        sentences.append(
            language.text(
                "Next: stage %(stage)s, “%(title)s”, on %(day)s.",
                stage=coming.stage,
                title=coming.title,
                day=language.day(coming.planned_from),
            )
        )
    known = people.value is not None and trained.value is not None
    unit = language.text(
        "of %(people)s trained (%(share)s)",
        people=language.number(people.value or 0),
        share=bundle.writer.figure(share).text,
    )
    return Answer(
        name="plan",
        question=language.text("Are we on the rollout plan?"),
        number=bundle.writer.figure(trained).text,
        unit=unit if known else "",
        sentences=tuple(sentences) or (language.text("Every stage is reached."),),
        scope=bundle.writer.scope(trained),
        notes=notes_of(figures, bundle),
        tone="warning" if late else "good",
        measures=tuple(MEASURES[name] for name in names),
    )


def _late_sentence(late: Stage, today: date, language: Language) -> str:
    return language.text(
        "Stage %(stage)s, “%(title)s”, was planned for %(day)s and is not reached.",
        stage=late.stage,
        title=late.title,
        day=language.day(late.planned_from),
    )


def _risk(bundle: Bundle) -> Answer:
    language, writer = bundle.visit.language, bundle.writer
    found = choose(bundle.published, "violations_per_1000", WHOLE_TOWN, bundle.month)
    untrained = choose(bundle.published, "untrained_attempts", WHOLE_TOWN, bundle.month)
    approved = choose(bundle.published, "approved_share", WHOLE_TOWN, bundle.month)
    sentences: list[str] = []
    if approved.value is not None:
        sentences.append(
            language.text(
                "%(share)s of the uses were of approved applications or of a trial.",
                share=language.percent(approved.value),
            )
        )
    if untrained.value is not None:
        sentences.append(
            language.plural(
                "%(num)s use without training: a reason to invite, not an offence.",
                "%(num)s uses without training: a reason to invite, not an offence.",
                round(untrained.value),
            )
        )
    return Answer(
        name="risk",
        question=language.text("Is the risk under control?"),
        number=writer.figure(found).text,
        unit=language.text("of 1,000 uses were conspicuous") if found.value is not None else "",
        sentences=tuple(sentences),
        scope=writer.scope(found),
        notes=notes_of([found], bundle),
        measures=tuple(
            MEASURES[name]
            for name in ("violations_per_1000", "approved_share", "untrained_attempts")
        ),
    )


def _cost(bundle: Bundle) -> Answer:
    language, writer = bundle.visit.language, bundle.writer
    names = ("cost_per_active_cents", "cost_cents", "active_people")
    each, cost, active = figures = choose_together(
        bundle.published, names, WHOLE_TOWN, bundle.month
    )
    known = cost.value is not None and active.value is not None
    sentence = language.text(
        "%(cost)s in %(period)s for about %(people)s active people.",
        cost=language.euro(cost.value or 0),
        period=writer.period(cost.cell.period, cost.cell.period_start) if cost.cell else "",
        people=language.number(active.value or 0),
    )
    return Answer(
        name="cost",
        question=language.text("What does an active person cost?"),
        number=writer.figure(each).text,
        unit=language.text("a month") if _is_month(each.cell is not None, each.wanted) else "",
        sentences=(sentence,) if known else (),
        scope=writer.scope(each),
        notes=notes_of(figures, bundle),
        measures=tuple(MEASURES[name] for name in names),
    )


def _is_month(known: bool, place: Place) -> bool:
    return known and place.period is Period.MONTH


def _rollout_chart(bundle: Bundle, stages: Sequence[Stage], today: date) -> Markup:
    language = bundle.visit.language
    actual = tuple(_trained_points(bundle.published, today))
    planned = tuple(
        Point(day=stage.planned_from, value=float(stage.planned_trained)) for stage in stages
    )
    return line_chart(
        "rollout",
        language.text("Trained people, planned and actual"),
        "; ".join(f"{language.day(point.day)}: {language.number(point.value)}" for point in actual),
        [
            Line(label=language.text("planned"), points=planned, planned=True),
            Line(label=language.text("actually trained"), points=actual),
        ],
        today,
        language.text("today"),
    )


def _trained_points(published: Published, today: date) -> Iterator[Point]:
    """Yield how many were trained at the end of each month; the current one as of its data."""
    for month in published.months():
        cell = published.at(Place("trained_people", WHOLE_TOWN, Period.MONTH, month))
        if cell is not None and cell.value is not None:
            last = month.replace(day=monthrange(month.year, month.month)[1])
            yield Point(day=min(last, today), value=cell.value)


def _department_rows(bundle: Bundle) -> Iterator[DepartmentRow]:
    for unit in bundle.units.values():
        cells = (_department_cell(bundle, name, unit.department) for name in COLUMNS)
        yield DepartmentRow(unit=unit, cells=tuple(cells))


def _department_cell(bundle: Bundle, measure: str, department: str) -> Row:
    """Return a cell without fallback: a column has to mean the same in every row."""
    month = month_for(bundle.published, measure, bundle.month)
    cell = bundle.published.at(Place(measure, department, Period.MONTH, month))
    return Row(
        label=bundle.visit.language.text(MEASURES[measure].title),
        written=bundle.writer.cell(cell),
        provisional=cell is not None and cell.is_shown and cell.provisional,
    )


PAGES = (
    Page(
        path=PATH,
        area=Area.LEADERSHIP,
        answer=overview,
        menu=N_("Rollout and use"),
        order=10,
        subject=lambda _visit: "published_usage",
    ),
    Page(
        path=f"{PATH}/figures/{{measure}}",
        area=Area.LEADERSHIP,
        answer=figure_table,
        subject=lambda visit: f"published_usage/{table.measure_of(visit).name}",
    ),
    Page(
        path=f"{PATH}/figures/{{measure}}/table.csv",
        area=Area.LEADERSHIP,
        answer=figure_csv,
        action=AccessAction.EXPORT,
        subject=lambda visit: f"published_usage/{table.measure_of(visit).name}",
    ),
)
