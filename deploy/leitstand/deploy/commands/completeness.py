"""``leitstand completeness``."""

import argparse
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.deploy.completeness import Proving
    from leitstand.deploy.settings import Home, Settings
    from leitstand.schemas.vocabulary import LossCause
    from leitstand.streams.completeness import Mark, Missing, Proof
    from leitstand.streams.completeness.provider import Compared, Reported

LOOKS_EVERY_S = 0.5
_WIDTH = 44


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument(
        "--since", metavar="TIME", help="begin, as 2026-11-23T08:00Z (24 hours ago)"
    )
    parser.add_argument("--until", metavar="TIME", help="end (default: now)")
    parser.add_argument(
        "--wait",
        type=float,
        default=15.0,
        metavar="SECONDS",
        help="longest wait for what is on its way (default: 15)",
    )
    parser.add_argument(
        "--provider-report",
        type=Path,
        metavar="FILE",
        help="compare with a provider's count: CSV or JSON with day, requests, application, model",
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        default=0.02,
        metavar="SHARE",
        help="by which a provider's count may be higher (default: 0.02)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Prove once and print."""
    from leitstand.broker.ports import BrokerError
    from leitstand.deploy.completeness import proving
    from leitstand.deploy.settings import Home
    from leitstand.schemas.clock import utc_now
    from leitstand.streams.errors import StoreUnavailableError

    home, report = Home(arguments.data), report_in(arguments.provider_report)
    settings, (since, until) = home.load(), period_of(arguments, utc_now())
    try:
        with proving(home, settings, utc_now) as made:
            mark = _mark(made, home, settings, arguments.wait)
            outcome = Outcome(
                mark=mark,
                proofs=_proofs(made, home, mark, since, until),
                here=sent_here(home),
                compared=_compared(home, settings, report, arguments.tolerance),
            )
    except (BrokerError, StoreUnavailableError) as error:
        who = "Kafka" if isinstance(error, BrokerError) else "ClickHouse"
        problem = f"{who} does not answer: nothing can be proven now"
        raise UserError(problem, "start it with: leitstand up", Exit.UNAVAILABLE) from None
    if arguments.json:
        print_json(as_document(outcome))
    else:
        sys.stdout.write("".join(as_text(outcome)))
    return outcome.exit


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything that one call finds out."""

    mark: "Mark"
    proofs: "Sequence[Proof]"
    here: Collection[str]
    """Producers of which this disk keeps something to send again."""
    compared: "Sequence[Compared]" = ()
    """With a provider's report."""

    @property
    def exit(self) -> Exit:
        """Return 1 for a gap, 3 where a part could not be looked at, else 0."""
        states = {proof.state.value for proof in self.proofs}
        states |= {one.state.value for one in self.compared}
        if "gap" in states:
            return Exit.NEGATIVE
        return Exit.UNAVAILABLE if "not_provable" in states else Exit.OK


def report_in(path: Path | None) -> "Sequence[Reported]":
    """Return the lines of a provider's report. Raises UserError."""
    from leitstand.streams.completeness.provider import ReportError, read_report

    if path is None:
        return []
    try:
        return read_report(path.read_bytes())
    except OSError as error:
        problem = f"{path} cannot be read: {error.strerror}"
        raise UserError(problem, "give a file") from None
    except ReportError as error:
        problem = f"{path} is no provider's report: {error}"
        remedy = "CSV with the columns day,application,model,requests, or a JSON list of the same"
        raise UserError(problem, remedy) from None


def _compared(
    home: "Home", settings: "Settings", report: "Sequence[Reported]", tolerance: float
) -> "Sequence[Compared]":
    from leitstand.deploy.completeness import Warehouse
    from leitstand.schemas.clock import utc_now
    from leitstand.streams.completeness.provider import compare, recorded_in

    if not report:
        return []
    warehouse = Warehouse(home, settings)
    try:
        recorded = recorded_in(warehouse, report)
    finally:
        warehouse.close()
    return compare(report, recorded, today=utc_now().date(), tolerance=tolerance)


def period_of(arguments: argparse.Namespace, now: datetime) -> tuple[datetime, datetime]:
    """Return begin and end. Raises UserError."""
    since = _moment(arguments.since, "--since") if arguments.since else now - timedelta(hours=24)
    until = _moment(arguments.until, "--until") if arguments.until else now
    if since >= until:
        problem = "--since is not before --until"
        raise UserError(problem, "times are in UTC, for example --since 2026-11-23T08:00Z")
    return since, until


def _moment(text: str, option: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        problem = f"{option} {text!r} is no time"
        raise UserError(problem, "for example 2026-11-23T08:00Z") from None
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)


def _mark(made: "Proving", home: "Home", settings: "Settings", wait_s: float) -> "Mark":
    """Return up to where everything must have arrived: as of now, else as last proven by the role.

    Raises UserError where neither is known.
    """
    deadline = time.monotonic() + wait_s
    while (mark := made.marks.look()) is None:
        if time.monotonic() >= deadline:
            return _last_mark(made, home, settings)
        time.sleep(LOOKS_EVERY_S)
    return mark


def _last_mark(made: "Proving", home: "Home", settings: "Settings") -> "Mark":
    import msgspec

    from leitstand.cases import CasesError, CaseStore
    from leitstand.streams.completeness import Mark

    store = CaseStore(home.case_store_url(settings), tenant=settings.tenant)
    try:
        stand = store.proof_stand()
    except CasesError:
        stand = None
    finally:
        store.dispose()
    if stand is None or stand.mark is None:
        waiting = made.marks.waiting()
        who = f"{waiting.role} is behind" if waiting else "nothing was ever proven"
        problem = f"nothing can be proven now: {who}"
        raise UserError(problem, "see: leitstand status; or --wait longer", Exit.UNAVAILABLE)
    return msgspec.convert(stand.mark, Mark)


def _proofs(
    made: "Proving", home: "Home", mark: "Mark", since: datetime, until: datetime
) -> "Sequence[Proof]":
    from leitstand.deploy.completeness import requests_of

    report = made.prover.turn(mark, since)
    if any(proof.waiting and "/" not in proof.subject for proof in report.proofs):
        # What producers of other machines have sent is believed when it was seen twice.
        report = made.prover.turn(mark, since)
    proofs = (*report.proofs, *requests_of(home, mark.at))
    return [proof for proof in proofs if proof.hour < until]


def sent_here(home: "Home") -> set[str]:
    """Return the producers of which this disk keeps something to send again."""
    from leitstand.outbox import progress

    return {one.producer for one in progress(home.outbox)}


def as_document(outcome: Outcome) -> Mapping[str, object]:
    """Return everything, for machines."""
    import msgspec

    return {
        "complete": outcome.exit is Exit.OK,
        "proven_until": outcome.mark.at,
        "hours": [
            msgspec.to_builtins(proof)
            | {"remedies": [remedy(proof, one, outcome.here) for one in proof.missing]}
            for proof in outcome.proofs
        ],
        "provider": msgspec.to_builtins(outcome.compared),
    }


def as_text(outcome: Outcome) -> Iterator[str]:
    """Yield a table of hours and subjects, then every gap with its cause and its remedy."""
    yield f"{'hour (UTC)':16}  {'what':{_WIDTH}}{'expected':>10}{'seen':>10}{'deleted':>9}  state\n"
    for proof in sorted(outcome.proofs, key=lambda one: (one.hour, one.subject)):
        yield (
            f"{proof.hour:%Y-%m-%d %H:%M}  {proof.subject:{_WIDTH}}"
            f"{proof.expected:>10}{proof.seen:>10}{proof.excused:>9}  {_state(proof)}\n"
        )
    for one in outcome.compared:
        of = one.reported
        what = f"provider: {of.application or 'all'}, {of.model or 'all models'}"
        state = one.state.value.replace("_", " ")
        yield f"{of.day:%Y-%m-%d}        {what:{_WIDTH}}{of.requests:>10}{one.recorded:>10}{'':>9}  {state}\n"
    for proof in outcome.proofs:
        for missing in proof.missing:
            yield from _gap(proof, missing, outcome.here)
    yield f"proven until {outcome.mark.at:%Y-%m-%d %H:%M:%S} UTC\n"


def _state(proof: "Proof") -> str:
    words = proof.state.value.replace("_", " ")
    number = len(proof.lost) or proof.unread or proof.waiting
    return f"{words} ({number})" if number else words


def _gap(proof: "Proof", missing: "Missing", here: Collection[str]) -> Iterator[str]:
    numbers = str(missing.first) if missing.count == 1 else f"{missing.first}-{missing.last}"
    yield f"missing: {proof.subject} {numbers}, {_cause(missing.cause)}\n"
    yield f"  {remedy(proof, missing, here)}\n"


def _cause(cause: "LossCause") -> str:
    return {
        "not_recorded": "passed the gateway, and was not recorded",
        "not_in_kafka": "recorded, and not in Kafka",
        "not_assessed": "in Kafka, and not assessed",
        "not_stored": "in Kafka, and no row",
    }[cause.value]


def remedy(proof: "Proof", missing: "Missing", here: Collection[str]) -> str:
    """Return what a person does about a gap."""
    from leitstand.schemas import topics
    from leitstand.schemas.vocabulary import LossCause

    if missing.cause is LossCause.NOT_RECORDED:
        return "nothing brings it back; the gateway's log says why it ended"
    topic = proof.subject.partition("/")[0]
    numbers = f"--producer {proof.subject} --from {missing.first} --to {missing.last}"
    if proof.subject in here:
        return f"leitstand outbox resend {numbers}"
    if topic in {topics.INTERACTIONS, topics.ASSESSMENTS}:
        return "the producer's numbers below say what to send again"
    if topic == topics.ACCESSES:
        return "leitstand outbox resend, for the producers that begin with web"
    if topic in {topics.REGISTER, topics.DEAD_LETTERS}:
        return "set the sink back: docs/completeness.md"
    return f"on the machine of that producer: leitstand outbox resend {numbers}"


COMMAND = Command(
    name="completeness",
    summary="Prove that nothing was lost: offsets and numbers against rows.",
    description="""\
Compares, for each hour, what stands in Kafka with what became a row or a dead letter, per partition;
and the numbers that each producer gave its events with the numbers that arrived. What is missing is
named, with where it was lost and what brings it back. What is still on its way, and what was
lawfully deleted, is no gap (docs/completeness.md). The role `completeness` does the same without
end, opens a case for each gap and sends again what this disk still has.

  leitstand completeness --data /srv/leitstand
  leitstand completeness --since 2026-11-23T08:00Z --until 2026-11-23T12:00Z --json
  leitstand completeness --provider-report usage.csv

A provider's report is compared per day (UTC), application and model with what was recorded; of a
higher count than that, beyond the tolerance, uses went past the gateway or were never numbered.

Exit code 0: everything is there, or on its way; 1: something is missing; 3: Kafka or ClickHouse
does not answer, or a part could not be looked at yet.""",
    configure=configure,
    run=run,
)
