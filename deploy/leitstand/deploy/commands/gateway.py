"""``leitstand gateway``."""

import argparse
import sys
from pathlib import Path

from leitstand.deploy.command import Command


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--upstream", metavar="URL", help="where requests go; else as in DATA/gateway.yaml"
    )
    parser.add_argument(
        "--listen", metavar="HOST:PORT", default="127.0.0.1:8080", help="default: 127.0.0.1:8080"
    )
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--kafka", metavar="HOST:PORT", help="bootstrap servers; else as in DATA")


def run(arguments: argparse.Namespace) -> int:
    """Serve in the foreground."""
    import msgspec

    from leitstand.capture.gateway.config import GatewayConfig, GatewayConfigError
    from leitstand.deploy import logs
    from leitstand.deploy.command import UserError
    from leitstand.deploy.gateway import evaluation, listener, process
    from leitstand.deploy.settings import Home
    from leitstand.schemas.clock import utc_now

    logs.configure()
    home, listens = Home(arguments.data), listener.parse(arguments.listen)
    try:
        config: GatewayConfig = evaluation.prepare(home, listens, utc_now, announce)
    except GatewayConfigError as error:
        raise UserError(error.problem, error.remedy) from None
    if arguments.upstream:
        upstream = msgspec.structs.replace(config.upstream, url=arguments.upstream)
        config = msgspec.structs.replace(config, upstream=upstream)
    if not config.upstream.url and not config.callers:
        problem = "no upstream: where do requests go?"
        raise UserError(problem, "give --upstream URL, or upstream.url in DATA/gateway.yaml")
    settings = home.load()
    kafka_servers = arguments.kafka or settings.kafka_servers
    plan = process.plan(home, settings, config, listens, kafka_servers)
    return process.serve(plan, announce)


def announce(text: str) -> None:
    """Tell the person at the keyboard."""
    sys.stderr.write(f"leitstand: {text}\n")
    sys.stderr.flush()


COMMAND = Command(
    name="gateway",
    summary="Run the OpenAI-compatible gateway alone, in front of any upstream.",
    description="""\
Point any OpenAI client at it (base URL http://HOST:PORT/v1): requests and answers pass unchanged,
and every use is recorded, sealed, before the last byte of its answer leaves.

    leitstand gateway --upstream https://api.openai.com --listen 127.0.0.1:8080 --data ./try

Events wait in the outbox under DATA until Kafka is reachable; `leitstand outbox status` says how
many. An empty data directory is initialised for trying out (local keys, an evaluation agreement of
30 days), on a loopback address only. Any other listener needs a configuration: callers with the
SHA-256 of their keys in DATA/gateway.yaml, keys (`leitstand vault init`) and an agreement in the
register. See docs/capture.md.""",
    configure=configure,
    run=run,
)
