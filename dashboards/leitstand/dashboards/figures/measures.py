"""The measures as readers know them: what is counted, what is not, and how it is written.

The names are those of ``published_usage``; a test compares both sides.
"""

from dataclasses import dataclass
from enum import StrEnum

from leitstand.dashboards.languages import N_


class Unit(StrEnum):
    """How a value is written."""

    PEOPLE = "people"
    COUNT = "count"
    SHARE = "share"
    CENTS = "cents"
    PER_THOUSAND = "per thousand"


class Parts(StrEnum):
    """What the dimension of a measure names."""

    NONE = "none"
    APPLICATION = "application"
    USE_CASE = "use_case"
    STUMBLING_BLOCK = "stumbling_block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure; texts are msgids."""

    name: str
    unit: Unit
    title: str
    definition: str
    """What is counted, in one or two sentences."""
    excluded: str
    """What is not counted."""
    stock: bool = False
    """A state at the end of the period (people, trained), not what happened in it."""
    parts: Parts = Parts.NONE


_NO_TRAINING = N_("Uses inside a course and technical tests are not counted.")
_NO_SOURCE = N_("Uses that no connected source reports are not counted.")

_ALL = (
    Measure(
        name="people",
        unit=Unit.PEOPLE,
        title=N_("People"),
        definition=N_("People with an office workplace in the register on the last day counted."),
        excluded=N_("Nobody is left out; who is exempt from recording is counted here as well."),
        stock=True,
    ),
    Measure(
        name="trained_people",
        unit=Unit.PEOPLE,
        title=N_("Trained people"),
        definition=N_(
            "People with a valid certificate for at least one application on the last day counted."
        ),
        excluded=N_("Expired certificates and voluntary courses do not count."),
        stock=True,
    ),
    Measure(
        name="trained_share",
        unit=Unit.SHARE,
        title=N_("Trained share"),
        definition=N_("Trained people divided by all people, on the last day counted."),
        excluded=N_("Expired certificates and voluntary courses do not count."),
        stock=True,
    ),
    Measure(
        name="coverage",
        unit=Unit.SHARE,
        title=N_("Training per application"),
        definition=N_(
            "People with a valid certificate for this application divided by all people."
        ),
        excluded=N_("Applications that require no course are left out."),
        stock=True,
        parts=Parts.APPLICATION,
    ),
    Measure(
        name="active_people",
        unit=Unit.PEOPLE,
        title=N_("Active people"),
        definition=N_(
            "People with at least one intentional use in the period, rounded to a multiple of five."
        ),
        excluded=_NO_TRAINING,
    ),
    Measure(
        name="active_share_of_trained",
        unit=Unit.SHARE,
        title=N_("Active share of the trained"),
        definition=N_(
            "Trained people with at least one intentional use divided by all trained people."
        ),
        excluded=_NO_TRAINING,
    ),
    Measure(
        name="interactions",
        unit=Unit.COUNT,
        title=N_("Uses"),
        definition=N_("Every question to an AI application with its answer is one use."),
        excluded=_NO_TRAINING,
    ),
    Measure(
        name="approved_share",
        unit=Unit.SHARE,
        title=N_("Uses of approved applications"),
        definition=N_("Uses of applications that are approved or in trial, divided by all uses."),
        excluded=_NO_SOURCE,
    ),
    Measure(
        name="on_premises_share",
        unit=Unit.SHARE,
        title=N_("Uses on the town's own servers"),
        definition=N_(
            "Uses of applications that run on the town's own servers, divided by all uses."
        ),
        excluded=_NO_SOURCE,
    ),
    Measure(
        name="use_case_share",
        unit=Unit.SHARE,
        title=N_("Kinds of use"),
        definition=N_(
            "Share of the uses by kind of work, recognised by plain patterns in the question."
        ),
        excluded=_NO_TRAINING,
        parts=Parts.USE_CASE,
    ),
    Measure(
        name="violations_per_1000",
        unit=Unit.PER_THOUSAND,
        title=N_("Conspicuous uses per 1,000"),
        definition=N_(
            "Uses that the machine found conspicuous, per 1,000 uses. Whether one was a breach is"
            " decided by people."
        ),
        excluded=N_("Uncertain hits and uses that were stopped are not counted."),
    ),
    Measure(
        name="notices_per_1000",
        unit=Unit.PER_THOUSAND,
        title=N_("Notices per 1,000"),
        definition=N_("Uses with a friendly notice and nothing more, per 1,000 uses."),
        excluded=_NO_TRAINING,
    ),
    Measure(
        name="blocked_per_1000",
        unit=Unit.PER_THOUSAND,
        title=N_("Stopped before leaving, per 1,000"),
        definition=N_("Uses that were stopped before anything left the house, per 1,000 uses."),
        excluded=_NO_TRAINING,
    ),
    Measure(
        name="untrained_attempts",
        unit=Unit.COUNT,
        title=N_("Uses without training"),
        definition=N_(
            "Uses by people without a valid certificate for that application: a reason to invite"
            " them, not an offence."
        ),
        excluded=N_("Uses of unknown people are not counted."),
    ),
    Measure(
        name="stumbling_block",
        unit=Unit.COUNT,
        title=N_("Stumbling blocks"),
        definition=N_("Uses with a finding of this kind."),
        excluded=N_("Uncertain hits are not counted. A use with two kinds counts for both."),
        parts=Parts.STUMBLING_BLOCK,
    ),
    Measure(
        name="cost_cents",
        unit=Unit.CENTS,
        title=N_("Cost"),
        definition=N_("Tokens used times the price of the model in the register."),
        excluded=N_("Uses without known tokens or price, licences and staff are not counted."),
    ),
    Measure(
        name="cost_per_active_cents",
        unit=Unit.CENTS,
        title=N_("Cost per active person"),
        definition=N_("Cost of the period divided by the active people of the period."),
        excluded=N_("Uses without known tokens or price, licences and staff are not counted."),
    ),
    Measure(
        name="retention_four_weeks",
        unit=Unit.SHARE,
        title=N_("Still active after four weeks"),
        definition=N_(
            "Of the people active in one week, the share that was active again four weeks later,"
            " in steps of five percent."
        ),
        excluded=_NO_TRAINING,
    ),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
"""By name, in the order in which pages list them."""
