"""Fachbereich: do we use AI as intended, who lacks the training, what does it cost?"""

from leitstand.dashboards.areas import Area
from leitstand.dashboards.figures import table
from leitstand.dashboards.figures.bundle import Bundle, load
from leitstand.dashboards.figures.choosing import choose, choose_parts, choose_together
from leitstand.dashboards.figures.measures import MEASURES
from leitstand.dashboards.figures.parts import (
    Answer,
    breakdown,
    course,
    legend_of,
    listed,
    notes_of,
)
from leitstand.dashboards.languages import N_
from leitstand.dashboards.page import Download, Html, Page, Visit
from leitstand.schemas.vocabulary import AccessAction

PATH = "/department"
FURTHER = (
    "active_people",
    "active_share_of_trained",
    "interactions",
    "on_premises_share",
    "violations_per_1000",
    "notices_per_1000",
    "blocked_per_1000",
    "untrained_attempts",
    "cost_per_active_cents",
    "retention_four_weeks",
)


def overview(visit: Visit) -> Html:
    """Show the first screen of the reader's own department."""
    own = _own(visit)
    bundle = load(visit, [own])
    text, further = visit.language.text, tuple(listed(bundle, FURTHER, own))
    return Html(
        template="department/overview.html",
        values={
            "bundle": bundle,
            "path": PATH,
            "title": bundle.writer.department(own),
            "answers": (_intended(bundle, own), _training(bundle, own), _cost(bundle, own)),
            "blocks": breakdown(
                bundle, "stumbling_block", own, text(N_("Stumbling blocks")), text(N_("Kind"))
            ),
            "sections": (
                breakdown(
                    bundle, "use_case_share", own, text(N_("Kinds of use")), text(N_("Kind"))
                ),
                breakdown(
                    bundle,
                    "coverage",
                    own,
                    text(N_("Training per application")),
                    text(N_("Application")),
                    largest_first=False,
                ),
                course(bundle, "interactions", own, text(N_("Uses by month")), text(N_("Month"))),
            ),
            "further": further,
            "further_legend": legend_of(further),
            "data_until": bundle.published.data_until(),
        },
    )


def figure_table(visit: Visit) -> Html:
    """Show the table of one measure."""
    return table.table(load(visit, [_own(visit)]), [_own(visit)], PATH)


def figure_csv(visit: Visit) -> Download:
    """Hand out the table of one measure."""
    return table.download(load(visit, [_own(visit)]), [_own(visit)])


def _own(visit: Visit) -> str:
    # The accounts file refuses a department head without one.
    return visit.account.department or ""


def _intended(bundle: Bundle, own: str) -> Answer:
    text = bundle.visit.language.text
    figure = choose(bundle.published, "approved_share", own, bundle.month)
    sentences = [text("of the uses were of approved applications or of a trial.")]
    block = _commonest(bundle, own)
    if block:
        sentences.append(text("Commonest stumbling block: %(kind)s.", kind=block))
    return Answer(
        name="intended",
        question=text("Do we use AI as intended?"),
        number=bundle.writer.figure(figure).text,
        sentences=tuple(sentences) if figure.value is not None else (),
        scope=bundle.writer.scope(figure),
        notes=notes_of([figure], bundle),
        tone="" if figure.is_larger else _tone_of_share(figure.value),
        measures=(MEASURES["approved_share"], MEASURES["stumbling_block"]),
    )


def _tone_of_share(share: float | None) -> str:
    if share is None:
        return ""
    return "good" if share == 1 else "warning"


def _commonest(bundle: Bundle, own: str) -> str:
    """Return the commonest stumbling block of the own department; empty where none is shown."""
    figures = choose_parts(bundle.published, "stumbling_block", own, bundle.month)
    shown = [figure for figure in figures if figure.value and not figure.is_larger]
    if not shown:
        return ""
    first = max(shown, key=lambda figure: figure.value or 0)
    return bundle.label("stumbling_block", first.wanted.dimension)


def _training(bundle: Bundle, own: str) -> Answer:
    language, writer = bundle.visit.language, bundle.writer
    names = ("people", "trained_people", "trained_share")
    people, trained, share = figures = choose_together(bundle.published, names, own, bundle.month)
    known = people.value is not None and trained.value is not None
    missing = round((people.value or 0) - (trained.value or 0))
    sentence = language.text(
        "%(trained)s of %(people)s are trained (%(share)s).",
        trained=language.number(trained.value or 0),
        people=language.number(people.value or 0),
        share=writer.figure(share).text,
    )
    tone = "" if trained.is_larger or not known else "warning" if missing else "good"
    return Answer(
        name="training",
        question=language.text("Who lacks the training?"),
        number=language.number(missing) if known else writer.figure(trained).text,
        unit=language.text(_without(missing)) if known else "",
        sentences=(sentence,) if known else (),
        scope=writer.scope(trained),
        notes=notes_of(figures, bundle),
        tone=tone,
        measures=tuple(MEASURES[name] for name in names),
    )


def _without(missing: int) -> str:
    return N_("person without training") if missing == 1 else N_("people without training")


def _cost(bundle: Bundle, own: str) -> Answer:
    language, writer = bundle.visit.language, bundle.writer
    cost = choose(bundle.published, "cost_cents", own, bundle.month)
    each = choose(bundle.published, "cost_per_active_cents", own, bundle.month)
    budget = bundle.units[own].monthly_budget_cents if own in bundle.units else None
    sentences: list[str] = []
    if each.value is not None and not each.is_larger:
        amount = language.euro(each.value)
        sentences.append(language.text("That is %(amount)s per active person.", amount=amount))
    if budget is not None and cost.value is not None and not cost.is_larger:
        amount = language.euro(budget, 0)
        sentences.append(language.text("The budget is %(amount)s a month.", amount=amount))
    return Answer(
        name="cost",
        question=language.text("What does it cost?"),
        number=writer.figure(cost).text,
        unit=writer.period(cost.cell.period, cost.cell.period_start) if cost.cell else "",
        sentences=tuple(sentences),
        scope=writer.scope(cost),
        notes=notes_of([cost], bundle),
        tone=_tone_of_cost(cost.value, None if cost.is_larger else budget),
        measures=(MEASURES["cost_cents"], MEASURES["cost_per_active_cents"]),
    )


def _tone_of_cost(cost: float | None, budget: int | None) -> str:
    if cost is None or budget is None:
        return ""
    return "good" if cost <= budget else "danger"


def _object(visit: Visit) -> str:
    return f"published_usage/{_own(visit)}"


def _measure_object(visit: Visit) -> str:
    return f"{_object(visit)}/{table.measure_of(visit).name}"


PAGES = (
    Page(
        path=PATH,
        area=Area.DEPARTMENT,
        answer=overview,
        menu=N_("Our department"),
        order=10,
        subject=_object,
    ),
    Page(
        path=f"{PATH}/figures/{{measure}}",
        area=Area.DEPARTMENT,
        answer=figure_table,
        subject=_measure_object,
    ),
    Page(
        path=f"{PATH}/figures/{{measure}}/table.csv",
        area=Area.DEPARTMENT,
        answer=figure_csv,
        action=AccessAction.EXPORT,
        subject=_measure_object,
    ),
)
