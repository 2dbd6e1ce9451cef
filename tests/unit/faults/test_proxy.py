"""The network of the fault suite does what it says, and nothing on a fair day."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from tests.faults.proxy import FAIR, Proxy, Weather


class Echo:
    """A server that says everything again and remembers what it heard."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.heard = b""
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while data := connection.recv(100):
                self.heard += data
                connection.sendall(data)

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def echo() -> Iterator[Echo]:
    server = Echo()
    yield server
    server.close()


@pytest.fixture
def proxy(echo: Echo) -> Iterator[Proxy]:
    between = Proxy(echo.port)
    yield between
    between.close()


@pytest.fixture
def client(proxy: Proxy) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as connection:
        connection.sendall(b"hello")
        assert connection.recv(100) == b"hello"
        yield connection


def hears_nothing(client: socket.socket) -> bool:
    client.settimeout(0.2)
    try:
        client.recv(100)
    except TimeoutError:
        return True
    return False


def test_answers_are_swallowed_and_the_server_hears_all(
    echo: Echo, proxy: Proxy, client: socket.socket
) -> None:
    """A lost acknowledgement: done, and nobody knows."""
    proxy.set_weather(Weather(swallows_answers=True))
    client.sendall(b" again")
    assert hears_nothing(client)
    assert echo.heard == b"hello again"


def test_what_is_stalled_comes_when_the_weather_is_fair(
    echo: Echo, proxy: Proxy, client: socket.socket
) -> None:
    """Nothing passes, nothing is lost."""
    proxy.set_weather(Weather(stalled=True))
    client.sendall(b" again")
    assert hears_nothing(client)
    assert echo.heard == b"hello"
    proxy.set_weather(FAIR)
    client.settimeout(10)
    assert client.recv(100) == b" again"


def test_a_cut_is_felt_at_once_and_the_next_connection_works(
    proxy: Proxy, client: socket.socket
) -> None:
    """A reset, not a silence."""
    proxy.cut()
    with pytest.raises(ConnectionResetError):
        client.recv(100)
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as other:
        other.sendall(b"x")
        assert other.recv(1) == b"x"


def test_a_half_closed_connection_still_takes(
    echo: Echo, proxy: Proxy, client: socket.socket
) -> None:
    """The client reads an end, and what it writes still arrives."""
    proxy.half_close()
    assert client.recv(100) == b""
    client.sendall(b" again")
    deadline = time.monotonic() + 10
    while echo.heard != b"hello again":
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("weather", [Weather(delay_s=0.15), Weather(bytes_per_s=20)])
def test_a_slow_network_is_slow(proxy: Proxy, client: socket.socket, weather: Weather) -> None:
    """Late by the delay in each direction, or no faster than its rate."""
    proxy.set_weather(weather)
    begun = time.monotonic()
    client.sendall(b"hello")
    assert client.recv(100) == b"hello"
    assert time.monotonic() - begun >= 0.3
