"""Credentials and secrecy markings: what Informationssicherheit has to look at."""

from leitstand.cases import Kind, State
from leitstand.dashboards.areas import Area
from leitstand.dashboards.desk.desk import Desk, Tab
from leitstand.dashboards.desk.pages import pages_of
from leitstand.dashboards.languages import N_

DESK = Desk(
    area=Area.SECURITY,
    path="/security",
    heading=N_("Credentials and markings"),
    tabs=(
        Tab(key="new", label=N_("New"), kinds=(Kind.FINDING,), states=(State.DETECTED,)),
        Tab(key="review", label=N_("In review"), kinds=(Kind.FINDING,), states=(State.TRIAGE,)),
        Tab(key="closed", label=N_("Closed"), kinds=(Kind.FINDING,), states=(State.CLOSED,)),
    ),
)

PAGES = pages_of(DESK)
