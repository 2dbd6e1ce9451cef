"""Re-assessment on a whole installation: new verdicts for old ones, killed in the middle."""

# pyright: basic
# clickhouse-connect carries few types.
import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.broker.ports import Outgoing
from leitstand.cases import CaseStore, Step
from leitstand.deploy import clickhouse
from leitstand.pipelines import building
from leitstand.pipelines.periods import Span
from leitstand.pipelines.warehouse import Warehouse
from leitstand.register import POLICY_ID, RegisterReader, publish
from leitstand.schemas import topics
from leitstand.schemas.clock import utc_now
from leitstand.schemas.interaction import Message
from leitstand.schemas.policy import Retention
from leitstand.schemas.register import Interval
from leitstand.schemas.vocabulary import Mode, ObjectKind, Where
from leitstand.vault import DayKeys, PublicKeys, Sealer, VaultPaths

EVENTS = 2_000
PEOPLE = 12
EVERY = 10
"""One prompt of so many holds an account number."""
LOST_KEY = timedelta(days=20)
ROOT = Path(__file__).parents[2]
IBAN = "Konto DE89 3704 0044 0532 0130 00"
ZONE = ZoneInfo("Europe/Berlin")


def uses(observed: Callable[..., Any]) -> list[Any]:
    """Return uses of the last days by enough people, some with an account number."""
    now = utc_now()
    return [
        observed(
            occurred_at=now - timedelta(minutes=number % 4_000),
            user=f"fiktiv-{number % PEOPLE:04}@musterstadt.example",
            messages=(
                Message(
                    where=Where.PROMPT, text="Einladung zum Elternabend" if number % EVERY else IBAN
                ),
            ),
        )
        for number in range(EVENTS)
    ]


def record_under_a_key_that_dies(there: Any, observed: Callable[..., Any]) -> list[UUID]:
    """Record uses whose key is as old as that it can be destroyed when they are assessed."""
    then = utc_now() - LOST_KEY
    DayKeys.create(there.home.vault, there.settings.tenant, then.date(), 1)
    today = there.sealer
    public = PublicKeys(VaultPaths(there.home.vault).public)
    there.sealer = Sealer(public, there.settings.tenant, lambda: then)
    made: list[UUID] = there.record([observed(messages=(Message(where=Where.PROMPT, text=IBAN),))])
    there.sealer = today
    return made


def correct_the_policy(there: Any) -> None:
    """Publish that the rule was wrong from the beginning."""
    servers, tenant = there.settings.kafka_servers, there.settings.tenant
    producer, reader = KafkaProducer(servers), KafkaReader(servers)
    history = RegisterReader(reader, tenant).start().history(ObjectKind.POLICY, POLICY_ID)
    assert history is not None
    (held,) = history.intervals
    rules = tuple(msgspec.structs.replace(rule, mode=Mode.OFF) for rule in held.value.rules)
    value = msgspec.structs.replace(held.value, rules=rules)
    corrected = Interval[Any](valid_from=held.valid_from, value=value)
    objects = {ObjectKind.POLICY: {POLICY_ID: (corrected,)}}
    publish(objects, producer, reader, tenant=tenant, by="test", clock=utc_now)
    producer.close()
    reader.close()


def command(there: Any, *more: str) -> list[str]:
    days = ["--from", f"{day(LOST_KEY)}", "--to", f"{day(timedelta())}"]
    said = ["--why", "the rule was wrong", "--by", "it", "--data", str(there.home.data)]
    return [sys.executable, "-m", "leitstand.deploy.cli", "reassess", *days, *said, *more]


def day(ago: timedelta) -> date:
    return (utc_now() - ago).astimezone(ZONE).date()


def reassess(there: Any, *more: str) -> tuple[int, Mapping[str, Any]]:
    """Run the command to its end; return exit code and report."""
    ran = subprocess.run(  # noqa: S603 - our own command
        command(there, "--json", *more), capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.stdout, ran.stderr
    return ran.returncode, json.loads(ran.stdout)


_DYING = """
import runpy, sys
from tests.faults.failpoint import Fault, act_of, install
fault = Fault(moment="before", call=3, act=act_of("kill", None))
install("leitstand.broker.kafka:KafkaProducer.send_all", fault)
runpy.run_module("leitstand.deploy.cli", run_name="__main__", alter_sys=True)
"""
"""The first that is sent is the access event, the second a batch of verdicts."""


def kill_in_the_middle(there: Any) -> None:
    """Let it die without warning when it is about to send its second batch."""
    _, _, _, *arguments = command(there)
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", _DYING, *arguments], cwd=ROOT, check=False, timeout=300
    )
    assert ran.returncode == -signal.SIGKILL
    there.rest()


def repeat_old_verdicts(there: Any) -> None:
    """Deliver the first verdicts once more, as a worker that slept would."""
    reader = KafkaReader(there.settings.kafka_servers)
    old = reader.read_to_end(topics.ASSESSMENTS)[:200]
    reader.close()
    producer = KafkaProducer(there.settings.kafka_servers)
    producer.send_all(
        [Outgoing(topic=r.topic, key=r.key, value=r.value, headers=r.headers) for r in old]
    )
    producer.close()


def verdicts(there: Any) -> Counter[tuple[int, str]]:
    """Return how many rows there are of each release and verdict."""
    rows = there.query(
        "SELECT release, verdict, count() FROM assessments_current GROUP BY release, verdict"
    )
    return Counter({(release, verdict): count for release, verdict, count in rows})


def figures(there: Any, span: Span) -> int:
    """Build the days and return how many findings they count."""
    warehouse = warehouse_of(there)
    building.build_usage(warehouse, span, ZONE)
    building.build_findings(warehouse, span, ZONE)
    ((found,),) = there.query("SELECT sum(findings) FROM findings_daily")
    return int(found)


def warehouse_of(there: Any) -> Warehouse:
    dsn = clickhouse.dsn(there.home, there.settings, clickhouse.Account.PIPELINES)
    return Warehouse.connect(dsn, there.settings.tenant)


def events_of_cases(there: Any) -> tuple[int, set[Step]]:
    """Return what all cases count together, and how their timelines end."""
    store = CaseStore(there.home.case_store_url(there.settings), tenant=there.settings.tenant)
    cases = store.list()
    ends = {store.get(case.number).timeline[-1].entry.step for case in cases if not case.events}
    assert store.broken_timelines() == ()
    store.dispose()
    return sum(case.events for case in cases), ends


@pytest.fixture
def there(install: Callable[..., Any], observed: Callable[..., Any]) -> Any:
    """Return an installation in which everything is judged by release 1, and one key has died."""
    there = install()
    for role in ("assess", "sink", "cases"):
        there.start(role)
    with there.draining():
        there.record(uses(observed))
        record_under_a_key_that_dies(there, observed)
        there.rest()
    DayKeys(VaultPaths(there.home.vault)).destroy_expired(datetime.now(UTC), Retention())
    return there


def test_a_corrected_policy_on_a_whole_installation(there: Any, tmp_path: Path) -> None:
    """Rows are replaced, cases and figures follow; what lost its key is listed; kills change nothing."""
    flagged = EVENTS // EVERY
    span = Span(first=day(timedelta(days=10)), last=day(timedelta()))
    before = {(1, "violation"): flagged + 1, (1, "allowed"): EVENTS - flagged}
    assert verdicts(there) == before
    assert events_of_cases(there) == (flagged + 1, set())
    figures_before = figures(there, span)

    correct_the_policy(there)
    code, dry = reassess(there, "--dry-run")
    assert (code, dry["judged"], dry["stays"]) == (1, EVENTS, {"key_destroyed": 1})
    assert {"before": "violation", "now": "allowed", "uses": flagged} in dry["verdicts"]
    assert verdicts(there) == before

    kill_in_the_middle(there)
    listing = tmp_path / "left.jsonl"
    code, report = reassess(there, "--list", str(listing))
    assert (code, report["written"]) == (1, True)
    assert report["judged"] + report["before"] == EVENTS
    assert 0 < report["before"] < EVENTS
    (left,) = [json.loads(line) for line in listing.read_text().splitlines()]
    assert left["why"] == "key_destroyed"
    repeat_old_verdicts(there)
    there.rest()
    after = {(1, "violation"): 1, (2, "allowed"): EVENTS}
    assert verdicts(there) == after
    assert [(v["release"], v["rows"]) for v in report["rows"]] == [(1, 1), (2, EVENTS)]

    assert events_of_cases(there) == (1, {Step.REASSESS})
    stale = {stale.day.isoformat() for stale in building.stale_days(warehouse_of(there), span)}
    assert set(dry["days"]) <= stale

    code, again = reassess(there)
    assert (code, again["judged"], again["before"]) == (1, 0, EVENTS)
    assert figures_before >= flagged
    assert figures(there, span) <= 1
    accesses = there.query(
        "SELECT reason FROM accesses WHERE action = 'reassessed' AND startsWith(object, 'reassess')"
    )
    assert accesses == [("the rule was wrong",)] * 4
