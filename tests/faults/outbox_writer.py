"""A process that records interactions until it has done its share or is killed.

Usage: ``outbox_writer.py OUTBOX VAULT COUNT SEED``. Each event id that the recorder acknowledged is
one line on standard output, told only after the recorder returned: what the reader has, is
acknowledged.
"""

import os
import sys
import threading
from datetime import datetime
from pathlib import Path
from random import Random

from leitstand.capture import Basis, Grant, Observed, Recorder
from leitstand.outbox import Limits, Outbox
from leitstand.schemas.clock import utc_now
from leitstand.schemas.interaction import Message, Usage
from leitstand.schemas.vocabulary import (
    Channel,
    Completeness,
    Operation,
    Provider,
    Status,
    UsageSource,
    Where,
)
from leitstand.vault import PublicKeys, Sealer, VaultPaths

TENANT = "musterstadt"
THREADS = 3
_LARGEST_BATCH = 60
_SEGMENT_BYTES = 1024 * 1024
"""Small, so that processes die between two segments too."""
_TEXT = "Bitte formuliere eine Einladung zum Elternabend der Kita am Stadtpark. "


class _Allowed:
    """A gate for a test that is not about the gate."""

    def ask(self, at: datetime, application: str) -> Grant:
        return Grant(basis=Basis.IN_FORCE)


def observed(random: Random) -> Observed:
    """Return an interaction that becomes an event of about 1.4 kB."""
    text = _TEXT * random.randint(1, 5)
    return Observed(
        occurred_at=utc_now(),
        channel=Channel.GATEWAY,
        application="chat",
        operation=Operation.CHAT,
        status=Status.OK,
        completeness=Completeness.COMPLETE,
        provider=Provider.OPENAI,
        user="fiktiv-0001@musterstadt.example",
        request_model="gpt-4o",
        usage=Usage(source=UsageSource.PROVIDER, input=100, output=20),
        messages=(Message(where=Where.PROMPT, text=text),),
        answers=(Message(where=Where.ANSWER, text="Gern. " * random.randint(1, 20)),),
    )


def record_share(recorder: Recorder, share: int, random: Random) -> None:
    """Record in batches of all sizes and tell each id when it is durable."""
    while share > 0:
        size = min(share, random.randint(1, _LARGEST_BATCH))
        ids = recorder.record_all([observed(random) for _ in range(size)])
        # One write below PIPE_BUF: lines of threads do not mix, and none arrives by half.
        os.write(1, "".join(f"{event_id}\n" for event_id in ids).encode())
        share -= size


def main(outbox: Path, vault: Path, count: int, seed: int) -> None:
    """Record ``count`` interactions from several threads."""
    recorder = Recorder(
        tenant=TENANT,
        outbox=Outbox(outbox, "gateway", limits=Limits(segment_bytes=_SEGMENT_BYTES)),
        sealer=Sealer(PublicKeys(VaultPaths(vault).public), TENANT, utc_now),
        agreement_gate=_Allowed(),
    )
    shares = [count // THREADS] * (THREADS - 1)
    threads = [
        threading.Thread(target=record_share, args=(recorder, share, Random(seed + number)))  # noqa: S311 # repeatable
        for number, share in enumerate([*shares, count - sum(shares)])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
