"""``leitstand dead-letters release-brake``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, print_json

if TYPE_CHECKING:
    from leitstand.deploy.brake import BrakeState


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument(
        "--look", action="store_true", help="tell what is the matter, change nothing"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Look, or let the line go on."""
    from leitstand.deploy import brake
    from leitstand.deploy.settings import Home
    from leitstand.schemas.clock import utc_now

    home = Home(arguments.data)
    if not arguments.look:
        brake.release(home, utc_now())
    state = brake.read(home)
    if arguments.json:
        print_json(_document(state))
    else:
        sys.stdout.write(_text(state))
    return Exit.NEGATIVE if brake.is_on(home) else Exit.OK


def _document(state: "BrakeState | None") -> dict[str, object]:
    import msgspec

    on = state is not None and state.released_at is None
    return {"on": on, "last": msgspec.to_builtins(state)}


def _text(state: "BrakeState | None") -> str:
    if state is None:
        return "The brake was never pulled.\n"
    pulled = f"pulled {state.pulled_at:%Y-%m-%d %H:%M:%S} UTC, of {state.looked_at} records: {state.counts}"
    if state.released_at is None:
        return f"The brake is on: {pulled}.\n"
    return f"The brake is off since {state.released_at:%Y-%m-%d %H:%M:%S} UTC ({pulled}).\n"


COMMAND = Command(
    name="dead-letters release-brake",
    summary="Let the assess workers go on after too much went to dead letters.",
    description="""\
When much of what the workers read cannot be opened or judged for a reason that lies here (a key that is
missing, no policy in the register, a fault of ours), they stop before they acknowledge it: nothing is
lost and nothing done. Look at the reasons first, and mend what is wrong:

  leitstand dead-letters release-brake --data /srv/leitstand --look

  unknown_key    the vault has no key of that day: restore it from the backup
  seal_broken    keys of another installation, or events that were changed on their way
  no_policy      the register has no policy for the time of the events: apply one
  failed         a fault of this release: logs/assess.log names it

Then, or where it cannot be mended, release. What stood in the topic until now passes without being
counted, as rows or as dead letters that can be replayed while their key lives; what comes later counts
again. The limits are `brake` in leitstand.yaml.

Exit code 0: the line may run; 1: with --look, it stands still.""",
    configure=configure,
    run=run,
)
