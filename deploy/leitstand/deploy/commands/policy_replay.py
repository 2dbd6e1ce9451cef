"""``leitstand policy replay``."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.broker.ports import Producer
    from leitstand.deploy.replaying import House, Replayed, Row, Span, Stack
    from leitstand.policy.replay import Count
    from leitstand.schemas.policy import PolicyDocument

_HEADER = ("rule", "where", "same", "would open", "would not open", "notices", "cannot tell")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--policy", type=Path, required=True, help="the new policy file")
    parser.add_argument(
        "--from", dest="first", type=date.fromisoformat, required=True, help="first day of use"
    )
    parser.add_argument(
        "--to", dest="last", type=date.fromisoformat, required=True, help="last day of use"
    )
    parser.add_argument(
        "--register", type=Path, help="directory of register files with the old policies"
    )
    parser.add_argument("--by", default="", help="account that looks (default: you)")
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Connect, replay and print."""
    from leitstand.broker.kafka import KafkaProducer
    from leitstand.broker.ports import BrokerUnavailableError
    from leitstand.deploy.settings import Home

    servers = Home(arguments.data).load().kafka_servers
    producer = KafkaProducer(servers)
    try:
        return show(arguments, producer)
    except BrokerUnavailableError:
        problem = f"Kafka does not answer at {servers}; who looks is recorded, so nothing is shown"
        raise UserError(problem, "start it with: leitstand up", Exit.UNAVAILABLE) from None
    finally:
        producer.close()


def show(arguments: argparse.Namespace, producer: "Producer") -> int:
    """Replay, record that somebody looks, and print."""
    from clickhouse_connect.driver.exceptions import ClickHouseError

    from leitstand.deploy.clickhouse import Account, connect
    from leitstand.deploy.commands.register_apply import account
    from leitstand.deploy.policy_files import load_policy
    from leitstand.deploy.replaying import Span, Stack
    from leitstand.deploy.settings import Home

    span = Span(first=arguments.first, last=arguments.last)
    if span.last < span.first:
        problem = f"--to {span.last} lies before --from {span.first}"
        raise UserError(problem, "name the earlier day first")
    new, by = load_policy(arguments.policy), account(arguments.by)
    home = Home(arguments.data)
    settings = home.load()
    try:
        client = connect(home, settings, Account.ANALYST)
        found = replayed(Stack(client, settings.tenant), new, span, arguments.register)
        client.close()
    except ClickHouseError:
        problem = f"ClickHouse does not answer at {settings.clickhouse_url}"
        raise UserError(problem, "start it with: leitstand up", Exit.UNAVAILABLE) from None
    _witness(producer, settings.tenant, by, span)
    if arguments.json:
        print_json(_document(found, span))
    else:
        sys.stdout.write(_text(found, span))
    return Exit.NEGATIVE if found.without_policy else Exit.OK


def _witness(producer: "Producer", tenant: str, by: str, span: "Span") -> None:
    """Who looks is seen (promise P5), before anything is shown."""
    from leitstand.deploy.access_record import access_record
    from leitstand.schemas.clock import utc_now
    from leitstand.schemas.vocabulary import AccessAction

    record = access_record(
        tenant=tenant,
        now=utc_now(),
        account=by,
        action=AccessAction.VIEW,
        what=f"policy-replay/{span.first}/{span.last}",
        origin="leitstand policy replay",
    )
    producer.send_all([record])


def replayed(
    stack: "Stack", new: "PolicyDocument", span: "Span", register: Path | None
) -> "Replayed":
    """Replay with the policies of the stack's register, or of register files."""
    from leitstand.deploy.replaying import replay

    house = stack.house()
    return replay(stack, new, span, _with_files(house, register) if register else house, _progress)


def _with_files(house: "House", register: Path) -> "House":
    """Take the old policies from files; thresholds stay those of the running stack, too."""
    from dataclasses import replace

    from leitstand.deploy.assess_lines import load_register

    view = load_register(register)

    def policy_of(moment: datetime) -> "PolicyDocument | None":
        return view.as_of(moment).policy

    return replace(house, policy_of=policy_of)


def _progress(day: date, interactions: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{day} {interactions} interactions ")
        sys.stderr.flush()


def _document(found: "Replayed", span: "Span") -> dict[str, object]:
    return {
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "interactions": found.interactions,
        "without_policy": found.without_policy,
        "minimum_group": found.minimum_group,
        "rules": [_row(row) for row in found.rows],
    }


def _row(row: "Row") -> dict[str, object]:
    count = row.count
    return {
        "rule": row.rule,
        "departments": list(row.departments),
        "same": count.same,
        "newly_open": count.newly_open,
        "no_longer_open": count.no_longer_open,
        "notices": count.notices,
        "cannot_tell": count.cannot_tell,
        "told_elsewhere": count.told_elsewhere,
        "stopped": count.stopped,
        "why": {reason.value: number for reason, number in sorted(count.why.items())},
    }


def _text(found: "Replayed", span: "Span") -> str:
    lines = [f"{found.interactions} interactions from {span.first} to {span.last}"]
    if found.without_policy:
        lines.append(f"{found.without_policy} left out: the register has no policy for their time")
    if not found.rows:
        lines.append(
            f"nothing to show: fewer than {found.minimum_group} people used AI in that time"
        )
        return "\n".join(lines) + "\n"
    table = [_HEADER, *(_cells(row) for row in found.rows)]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(_HEADER))]
    lines += ["  ".join(map(str.ljust, cells, widths)).rstrip() for cells in table]
    lines += _remarks(found)
    return "\n".join(lines) + "\n"


def _cells(row: "Row") -> tuple[str, ...]:
    count = row.count
    numbers = (
        count.same,
        count.newly_open,
        count.no_longer_open,
        count.notices,
        count.cannot_tell,
    )
    where = " + ".join(row.departments) or "the whole house"
    return (row.rule if not row.departments else "", where, *map(str, numbers))


def _remarks(found: "Replayed") -> Iterator[str]:
    for row in found.rows:
        if not row.departments:
            yield from _remarks_on(row.rule, row.count)


def _remarks_on(rule: str, count: "Count") -> Iterator[str]:
    for reason, number in sorted(count.why.items()):
        yield f"{rule}: {number} cannot be told: {_WHY[reason.value]}"
    if count.told_elsewhere:
        yield f"{rule}: {count.told_elsewhere} cases would go elsewhere or weigh differently"
    if count.stopped:
        yield f"{rule}: {count.stopped} of the cases would be stopped where the gateway asks first"


_WHY = {
    "not_looked_for": "the old policy did not look for that, or not in that part of the conversation",
    "own_contacts": "the lists of own contacts differ, and which entry it was is not kept",
    "size": "the limit of the text's length differs, and the exact length is not kept",
    "register": "it depends on an entry of the register that an assessment does not carry",
    "grace": "it depends on the day on which a certificate expired",
    "file_names": "it depends on the ending of a file name, which is not kept",
    "not_checked": "the text was not checked then",
    "check": "this version has no such check",
}
"""Readers' words for :class:`leitstand.policy.replay.Unknown`."""


COMMAND = Command(
    name="policy replay",
    summary="Show what a changed policy would have decided on past assessments.",
    description="""\
Compares, rule by rule, what was decided with what the new policy would have decided, from the
assessments alone: content is not opened, and the detectors are those of then. What cannot be told is
counted with its reason. Departments are shown where enough people of theirs used AI in that time;
smaller ones are joined. Exempt people are left out. That somebody looked is recorded.

  leitstand policy replay --policy neu.yaml --from 2026-01-01 --to 2026-03-31
  leitstand policy replay --policy neu.yaml --from 2026-01-01 --to 2026-03-31 --json

The old policies come from the stack's register, or from the files of --register DIRECTORY.
Exit code 0: compared; 1: for some interactions the register has no policy; 2: wrong input;
3: ClickHouse or Kafka does not answer.""",
    configure=configure,
    run=run,
)
