"""``leitstand assess``."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from leitstand.deploy.command import Command, Exit

if TYPE_CHECKING:
    from leitstand.deploy.assess_lines import Answered


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--policy", type=Path, help="policy file; default: the model town's")
    parser.add_argument("--register", type=Path, help="directory of register files")
    parser.add_argument("--json", action="store_true", help="one JSON object per line of input")


def run(arguments: argparse.Namespace) -> int:
    """Judge every line of standard input."""
    from leitstand.deploy.assess_lines import World, answers, load_register
    from leitstand.deploy.policy_files import load_policy
    from leitstand.policy import prepare
    from leitstand.schemas.clock import utc_now

    world = World(
        policy=load_policy(arguments.policy) if arguments.policy else None,
        default_policy=load_policy(None),
        register=load_register(arguments.register) if arguments.register else None,
        clock=utc_now,
    )
    prepare()
    all_well = True
    for answered in answers(sys.stdin.buffer, world):
        all_well = all_well and answered.ok
        text = (
            json.dumps(answered.document, ensure_ascii=False) if arguments.json else _text(answered)
        )
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    return Exit.OK if all_well else Exit.USAGE


def _text(answered: "Answered") -> str:
    document = answered.document
    if not answered.ok:
        error = cast("dict[str, object]", document["error"])
        return f"{document['id']}: line {error['line']}: {error['problem']}"
    findings = cast("list[dict[str, object]]", document["findings"])
    found = "".join(
        f"\n  {f['rule']}: {f['category']} at {f['start']}-{f['end']}, {f['confidence']}"
        for f in findings
    )
    return f"{document['id']}: {document['verdict']}{found}"


COMMAND = Command(
    name="assess",
    summary="Judge texts by the policy, without a running stack.",
    description="""\
Reads lines {"id": "1", "text": "…"} on standard input, optionally with application, actor and
occurred_at, and writes one line each. With --json: {"id", "verdict", "findings": [{"rule",
"data_class", "category", "start", "end", "confidence", "shape", "evidence"}]}; offsets count code
points of the text, and a finding about the way of use has the empty span 0 to 0. Without --register,
and where a line does not say, an approved cloud application and a person with a valid certificate are
assumed, so that content alone decides. A line that cannot be read gets {"id", "error"}, and the exit
code at the end is 2.

  echo '{"id": "1", "text": "IBAN DE89 3704 0044 0532 0130 00"}' | leitstand assess --json""",
    configure=configure,
    run=run,
)
