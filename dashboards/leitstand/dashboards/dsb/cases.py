"""Prüffälle: what the Datenschutzbeauftragte has to look at."""

from leitstand.cases import Kind, State
from leitstand.dashboards.areas import Area
from leitstand.dashboards.desk.desk import Desk, Tab
from leitstand.dashboards.desk.pages import pages_of
from leitstand.dashboards.languages import N_

DESK = Desk(
    area=Area.DSB,
    path="/dsb",
    heading=N_("Cases"),
    shows_unchecked=True,
    tabs=(
        Tab(key="new", label=N_("New"), kinds=(Kind.FINDING, Kind.GAP), states=(State.DETECTED,)),
        Tab(
            key="review",
            label=N_("In review"),
            kinds=(Kind.FINDING, Kind.GAP),
            states=(State.TRIAGE,),
        ),
        Tab(
            key="closed",
            label=N_("Closed"),
            kinds=(Kind.FINDING, Kind.GAP, Kind.UNCERTAIN),
            states=(State.CLOSED,),
        ),
        Tab(
            key="uncertain",
            label=N_("Uncertain hits"),
            kinds=(Kind.UNCERTAIN,),
            states=(State.DETECTED, State.TRIAGE),
        ),
    ),
)

PAGES = pages_of(DESK)
