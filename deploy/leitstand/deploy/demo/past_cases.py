"""The town's people did their work: cases of past weeks were examined and closed.

Through the case store's own steps, by the accounts of the demo, so that the timelines are real.
"""

from datetime import date, timedelta
from itertools import cycle

from leitstand.cases import Actor, Case, CaseStore, CloseReason, Kind
from leitstand.schemas.vocabulary import Role, Route

OPEN_DAYS = 5
"""Cases of uses in so many last days are still on the desk."""

ALL = 100_000
"""More cases than a demo ever opens."""

_DSB = Actor(account="dsb", role=Role.DSB)
_SECURITY = Actor(account="sicherheit", role=Role.SECURITY)
_OUTCOMES = (
    (CloseReason.POLICY_BREACH, "Gespräch im Fachbereich geführt, Platzhalter vereinbart."),
    (CloseReason.PERMITTED, "Die Angabe war veröffentlicht; kein Verstoß."),
    (CloseReason.POLICY_BREACH, "Anbieter hat die Löschung bestätigt, Hinweis ans Team."),
    (CloseReason.FALSE_ALARM, "Testdaten aus der Schulung, keine echte Person."),
)


def work_off(store: CaseStore, today: date) -> int:
    """Take and close what is older than the last days; return how many cases that were."""
    outcomes = cycle(_OUTCOMES)
    oldest_open = today - timedelta(days=OPEN_DAYS)
    listed = store.list(kinds=(Kind.FINDING,), limit=ALL)
    past = [case for case in listed if case.usage_day < oldest_open]
    for case in past:
        reason, comment = next(outcomes)
        actor = _actor(case)
        store.take(case.number, actor)
        store.close(case.number, actor, reason=reason, comment=comment)
    return len(past)


def _actor(case: Case) -> Actor:
    return _SECURITY if case.route is Route.SECURITY else _DSB
