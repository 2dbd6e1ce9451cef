"""The network between all parts turns bad, in every way, while a town asks; nothing is lost or twice.

Kafka and ClickHouse are behind proxies, and every part of ours knows only these: the outbox's drains,
the workers, the sink, the opener of cases.
"""

import itertools
import os
import time
from collections.abc import Callable

import pytest
from tests.faults.installation import wait_until
from tests.faults.proxy import FAIR, Proxy, Weather
from tests.faults.wired import Wired

LONG = os.environ.get("LEITSTAND_FAULTS", "short") != "short"
BAD_S = 20.0 if LONG else 4.0
"""How long the weather lasts; long enough that requests of clients time out in the long form."""

Trouble = Callable[[Proxy], None]


def swallow(proxy: Proxy) -> None:
    """Do everything, answer nothing; then the connection is gone, and with it what was said."""
    proxy.set_weather(Weather(swallows_answers=True))
    time.sleep(BAD_S)
    proxy.cut()


def stall(proxy: Proxy) -> None:
    proxy.set_weather(Weather(stalled=True))
    time.sleep(BAD_S)


def delay(proxy: Proxy) -> None:
    proxy.set_weather(Weather(delay_s=0.3))
    time.sleep(BAD_S)


def slow(proxy: Proxy) -> None:
    proxy.set_weather(Weather(bytes_per_s=20_000))
    time.sleep(BAD_S)


def cut(proxy: Proxy) -> None:
    for _ in range(5):
        proxy.cut()
        time.sleep(BAD_S / 5)


def half_close(proxy: Proxy) -> None:
    for _ in range(5):
        proxy.half_close()
        time.sleep(BAD_S / 5)


TROUBLES: dict[str, Trouble] = {
    trouble.__name__: trouble for trouble in (swallow, stall, delay, slow, cut, half_close)
}
SHORT = [("kafka", "swallow"), ("clickhouse", "cut")]
CASES = list(itertools.product(("kafka", "clickhouse"), TROUBLES)) if LONG else SHORT


@pytest.mark.parametrize(("link", "trouble"), CASES)
def test_bad_weather_costs_time_and_nothing_else(wired: Wired, link: str, trouble: str) -> None:
    """While it lasts events are taken; when it is over everything arrives, once."""
    proxy: Proxy = getattr(wired, link)
    told, before = len(wired.traffic.told), proxy.passed
    assert before > 0
    wired.traffic.flow()
    wait_until(lambda: len(wired.traffic.told) > told + 5, "traffic flows")
    TROUBLES[trouble](proxy)
    in_bad_weather = len(wired.traffic.told)
    assert in_bad_weather > told + 5, "capture depends on neither Kafka nor ClickHouse"
    proxy.set_weather(FAIR)
    wired.account()
