"""``leitstand demo``."""

import argparse
import signal
import sys
import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError

if TYPE_CHECKING:
    from leitstand.deploy.demo.outcome import Outcome
    from leitstand.deploy.demo.run import Demo
    from leitstand.deploy.settings import Ports

HISTORY = 60_000
_PAUSE_S = 1.5


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=None, help="data directory (demo-data)")
    parser.add_argument(
        "--history", type=int, default=HISTORY, help=f"interactions of the past ({HISTORY})"
    )
    parser.add_argument(
        "--once", action="store_true", help="run on ports of its own, account for all, exit"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Run the town."""
    # However it is asked to end, it ends as orderly as with Ctrl-C (a shell's background job
    # inherits an ignored SIGINT).
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    if arguments.history < 0:
        problem = "--history is negative"
        raise UserError(problem, "give a number of interactions, 0 for no past")
    return _once(arguments) if arguments.once else _stay(arguments)


def _once(arguments: argparse.Namespace) -> int:
    from leitstand.deploy.ports import free_ports

    with _directory(arguments.data) as data:
        demo = _demo(Path(data), free_ports())
        with demo.running():
            if demo.installation.fresh:
                demo.tell_history(arguments.history)
            watch = demo.ask_everything()
            demo.settle("Coming to rest")
            verified = demo.publish()
            result = demo.account(watch, verified=verified)
            watch.close()
    _print(result, as_json=arguments.json)
    return Exit.OK if _is_good(result) else Exit.NEGATIVE


def _stay(arguments: argparse.Namespace) -> int:
    demo = _demo(arguments.data or Path("demo-data"), None)
    try:
        with demo.running():
            if demo.installation.fresh:
                demo.tell_history(arguments.history)
                demo.work_off_cases()
                demo.publish()
            sys.stdout.write(_welcome(demo))
            sys.stdout.flush()
            demo.trickle(_PAUSE_S)
    except KeyboardInterrupt:
        sys.stderr.write("\nThe town rests. Start it again with the same command.\n")
    return Exit.OK


def _directory(given: Path | None) -> AbstractContextManager[str]:
    if given is not None:
        return nullcontext(str(given))
    return tempfile.TemporaryDirectory(prefix="leitstand-demo-")


def _demo(data: Path, ports: "Ports | None") -> "Demo":
    from random import Random

    from leitstand.deploy.demo.installation import prepare
    from leitstand.deploy.demo.narrator import Narrator
    from leitstand.deploy.demo.run import Demo
    from leitstand.deploy.settings import Home

    narrator = Narrator()
    with narrator.phase("prepare", "Building the fictional town"):
        installation = prepare(Home(data), ports)
    return Demo(installation=installation, narrator=narrator, random=Random())  # noqa: S311 - a story, no secret


def _is_good(result: "Outcome") -> bool:
    return result.accounted_for and result.missed == 0 and result.verified


def _print(result: "Outcome", *, as_json: bool) -> None:
    import msgspec

    text = msgspec.json.encode(result)
    sys.stdout.write((text if as_json else msgspec.json.format(text, indent=2)).decode() + "\n")


def _welcome(demo: "Demo") -> str:
    from leitstand.dashboards.accounts import DEMO_OFFICES

    names = "".join(f"    {account:<16} {title}\n" for account, title, _ in DEMO_OFFICES)
    return f"""
  {demo.address}/

  Who can sign in (everything here is fictitious; one password for all: {demo.password})
{names}    leitung-<fachbereich>  e.g. leitung-kita-schule

  Ctrl-C ends it and leaves nothing running.
"""


COMMAND = Command(
    name="demo",
    summary="Show a fictional town at work, in a browser.",
    description="""\
Builds Musterstadt, a fictional town of 450 workplaces: starts the whole line on this machine, sends
twelve weeks of its past through the real path, computes the figures, and keeps asking through the
gateway until Ctrl-C. It prints the address and who can sign in. A second start takes up where the
first one ended.

  leitstand demo                    watch it
  leitstand demo --once --json      run it in a directory and on ports of its own, print what became
                                    of every event, exit 1 if one is unaccounted for, if something
                                    planted was missed, or if a published figure is not what the
                                    assessments say""",
    configure=configure,
    run=run,
)
