"""Use before the training: invitations to send, not offences."""

from leitstand.cases import Kind, State
from leitstand.dashboards.areas import Area
from leitstand.dashboards.desk.desk import Desk, Tab
from leitstand.dashboards.desk.pages import pages_of
from leitstand.dashboards.languages import N_

DESK = Desk(
    area=Area.TRAINING,
    path="/training",
    heading=N_("Invitations to training"),
    deadlines=False,
    tabs=(
        Tab(key="new", label=N_("To invite"), kinds=(Kind.INVITATION,), states=(State.DETECTED,)),
        Tab(key="review", label=N_("In hand"), kinds=(Kind.INVITATION,), states=(State.TRIAGE,)),
        Tab(key="closed", label=N_("Done"), kinds=(Kind.INVITATION,), states=(State.CLOSED,)),
    ),
)

PAGES = pages_of(DESK)
