"""What assets need: the tables. Addresses come from the environment when a run begins."""

from zoneinfo import ZoneInfo

import dagster as dg

from leitstand.pipelines.periods import Span, rebuildable
from leitstand.pipelines.rules import house_rules
from leitstand.pipelines.warehouse import Warehouse

DSN = "LEITSTAND_PIPELINES_DSN"
"""``http://user:password@host:port/database``; a secret."""
TENANT = "LEITSTAND_TENANT"


class Tables(dg.ConfigurableResource[Warehouse]):
    """The warehouse of one tenant."""

    dsn: str
    tenant: str

    def open(self) -> Warehouse:
        """Connect; raises the driver's OperationalError while ClickHouse is away."""
        return Warehouse.connect(self.dsn, self.tenant)


def rebuildable_of(warehouse: Warehouse, asked: Span) -> tuple[Span | None, ZoneInfo]:
    """Return the days of a request that can be built, and the time zone of days."""
    now = warehouse.now()
    rules = house_rules(warehouse, asked.first, now)
    return rebuildable(asked, rules.day_of(now)), rules.zone


DEFINITIONS = dg.Definitions(
    resources={"tables": Tables(dsn=dg.EnvVar(DSN), tenant=dg.EnvVar(TENANT))}
)
