"""The usual design, written as people write it: Faust as it comes, pydantic, a row an insert.

    python -m tests.bench.line.peers.naive --servers S --directory DIR

Both halves in one process: an agent that checks and sends on with ``topic.send``, an agent that inserts.
It does less than ours: nothing is sealed, no register is asked, there is no pseudonym, no verdict, and it
acknowledges before anything is stored. The detectors are ours, so that what differs is the design.
"""

# pyright: basic
# Faust is only partly typed.
import argparse
import logging
import os
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import clickhouse_connect
import faust
from pydantic import BaseModel

from leitstand.deploy.process import die_with_parent
from leitstand.policy.engine.scan import EVERYTHING, scan
from leitstand.schemas.vocabulary import Category

INTERACTIONS, ASSESSMENTS = "naive.interactions", "naive.assessments"
TABLE = "naive_assessments"
DSN_VARIABLE = "BENCH_CLICKHOUSE_DSN"
"""Holds a password, so it is no option of the command."""
COLUMNS = (
    *("tenant", "event_id", "occurred_at", "application", "model"),
    *("tokens_input", "tokens_output", "finding_categories", "verdict"),
)
PATTERNS = EVERYTHING - {Category.PERSON}


class Usage(BaseModel):
    """Tokens."""

    input: int | None = None
    output: int | None = None


class Text(BaseModel):
    """One message."""

    where: str
    text: str


class Interaction(BaseModel):
    """What was asked."""

    tenant: str
    event_id: UUID
    occurred_at: datetime
    application: str
    request_model: str | None = None
    usage: Usage
    messages: list[Text]


class Assessment(BaseModel):
    """What was found."""

    tenant: str
    event_id: UUID
    occurred_at: datetime
    application: str
    model: str | None
    tokens_input: int | None
    tokens_output: int | None
    finding_categories: list[str]
    verdict: str


def assess(interaction: Interaction) -> Assessment:
    """Look for what may not be there."""
    categories = [
        str(found.category)
        for message in interaction.messages
        for found in scan(message.text, PATTERNS)
    ]
    return Assessment(
        tenant=interaction.tenant,
        event_id=interaction.event_id,
        occurred_at=interaction.occurred_at,
        application=interaction.application,
        model=interaction.request_model,
        tokens_input=interaction.usage.input,
        tokens_output=interaction.usage.output,
        finding_categories=categories,
        verdict="violation" if categories else "allowed",
    )


def application(servers: str, dsn: str, directory: Path) -> faust.App:
    """Return the application."""
    app = faust.App(
        "naive",
        broker=f"kafka://{servers}",
        datadir=directory,
        web_enabled=False,
        value_serializer="json",
        consumer_auto_offset_reset="earliest",
    )
    interactions, assessments = app.topic(INTERACTIONS), app.topic(ASSESSMENTS)
    client = clickhouse_connect.get_client(dsn=dsn, autogenerate_session_id=False)

    @app.agent(interactions)
    async def check(stream: faust.StreamT[Any]) -> None:
        async for value in stream:
            assessment = assess(Interaction.model_validate(value))
            await assessments.send(
                key=str(assessment.event_id), value=assessment.model_dump(mode="json")
            )

    @app.agent(assessments)
    async def store(stream: faust.StreamT[Any]) -> None:
        async for value in stream:
            row = Assessment.model_validate(value).model_dump()
            client.insert(TABLE, [[row[name] for name in COLUMNS]], column_names=COLUMNS)

    return app


def main() -> None:
    """Run until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--servers", required=True)
    parser.add_argument("--directory", type=Path, required=True)
    given = parser.parse_args()
    die_with_parent()
    logging.getLogger().setLevel(logging.ERROR)
    app = application(given.servers, os.environ[DSN_VARIABLE], given.directory)
    faust.Worker(
        app, loglevel="ERROR", redirect_stdouts=False, quiet=True
    ).execute_from_commandline()


if __name__ == "__main__":
    main()
