"""``leitstand pipelines verify``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.deploy.settings import Home
    from leitstand.pipelines.verifying import Difference, Verification

_LISTED = 20


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Compare and print."""
    from leitstand.deploy.settings import Home

    found = verify_published(Home(arguments.data))
    if arguments.json:
        print_json(_as_document(found))
    else:
        sys.stdout.write(_as_text(found))
    return Exit.OK if found.agrees else Exit.NEGATIVE


def verify_published(home: "Home") -> "Verification":
    """Verify an installation. Raises UserError."""
    from clickhouse_connect.driver.exceptions import OperationalError

    from leitstand.deploy.clickhouse import Account, dsn
    from leitstand.pipelines.verifying import verify
    from leitstand.pipelines.warehouse import Warehouse

    settings = home.load()
    try:
        return verify(Warehouse.connect(dsn(home, settings, Account.PIPELINES), settings.tenant))
    except OperationalError:
        problem = f"ClickHouse does not answer at {settings.clickhouse_url}"
        raise UserError(problem, "start it with: leitstand up", Exit.UNAVAILABLE) from None


def _as_document(found: "Verification") -> dict[str, object]:
    return {
        "agrees": found.agrees,
        "quarters": [day.isoformat() for day in found.quarters],
        "cells": found.cells,
        "differences": [_cell(difference) for difference in found.differences],
        "stale_days": [day.isoformat() for day in found.stale_days],
    }


def _as_text(found: "Verification") -> str:
    lines = [f"{found.cells} cells computed again, {len(found.differences)} differ"]
    lines += [f"  {_cell(difference)}" for difference in found.differences[:_LISTED]]
    if found.stale_days:
        lines.append(f"{len(found.stale_days)} days have assessments that are not counted yet")
    return "\n".join(lines) + "\n"


def _cell(difference: "Difference") -> str:
    """Name a cell, never its value: a hidden one must not appear on a screen either."""
    key = difference.key
    where = f"{key.period.value} {key.start} {key.department} {key.measure} {key.dimension}"
    return where.strip()


COMMAND = Command(
    name="pipelines verify",
    summary="Compute what is published again, from the assessments, and compare.",
    description="""\
Computes aggregates, measures and disclosure control again from the assessments and compares every
published cell.

  leitstand pipelines verify --data /srv/leitstand

Quarters whose assessments have died already cannot be verified and are left out.
Exit code 1 when a cell differs; days that received events meanwhile are listed, `leitstand pipelines
run` counts them.""",
    configure=configure,
    run=run,
)
