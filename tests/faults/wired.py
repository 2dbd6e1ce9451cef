"""One installation for many tests: all roles, live traffic, and a network that can be made bad."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults import oracle
from tests.faults.forked import forked
from tests.faults.installation import Installation, installed, wait_until
from tests.faults.proxy import Proxy
from tests.faults.traffic import Traffic, configure_gateway, provider

ROLES = ("gateway", "assess", "assess-1", "sink", "cases", "drain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wired:
    """The installation; its parts reach Kafka and ClickHouse through proxies only."""

    there: Installation
    traffic: Traffic
    kafka: Proxy
    clickhouse: Proxy

    def well(self) -> bool:
        """Say whether everything is; what ended is started again, as by a supervisor."""
        for name in ROLES:
            if self.there.processes[name].poll() is not None:
                self.there.launch(name)
        return all(map(self.there.is_healthy, ROLES))

    def start_kafka(self) -> None:
        """Start the broker again, behind its proxy."""
        self.there.start("kafka", ("tests.faults.advertise", str(self.kafka.port)))

    def account(self) -> None:
        """Come to rest with everything well, and fail with what the oracle finds."""
        wait_until(self.well, "everything is well again")
        self.traffic.hold()
        self.there.rest()
        oracle.check(self.there, self.traffic.told)


@contextmanager
def wired(directory: Path) -> Generator[Wired]:
    """Run it; gone when the block ends."""
    with ExitStack() as ending:
        proxies: list[Proxy] = []

        def between(port: int) -> int:
            proxy = Proxy(port)
            proxies.append(proxy)
            ending.callback(proxy.close)
            return proxy.port

        upstream = ending.enter_context(provider())
        there = ending.enter_context(installed(directory, start_process=forked, between=between))
        configure_gateway(there, upstream)
        for name in ROLES:
            there.launch(name)
        wait_until(lambda: all(map(there.is_healthy, ROLES)), "all of it is well")
        traffic = Traffic(there, seed=1)
        ending.callback(traffic.close)
        kafka, clickhouse = proxies
        yield Wired(there=there, traffic=traffic, kafka=kafka, clickhouse=clickhouse)
