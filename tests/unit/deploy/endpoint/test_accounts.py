"""Who asks."""

import base64

import pytest

from leitstand.deploy.clickhouse import Account
from leitstand.deploy.endpoint.accounts import Accounts
from leitstand.deploy.endpoint.errors import EndpointError

ACCOUNTS = Accounts({Account.WRITER: "secret:with colon", Account.PUBLISHED: "ü"})


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.mark.parametrize(
    ("headers", "account"),
    [
        (basic("writer", "secret:with colon"), Account.WRITER),
        (basic("published", "ü"), Account.PUBLISHED),
        ({"x-clickhouse-user": "published", "x-clickhouse-key": "ü"}, Account.PUBLISHED),
    ],
)
def test_right_password(headers: dict[str, str], account: Account) -> None:
    """Both ways in which clients send it."""
    assert ACCOUNTS.authenticate(headers) is account


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("writer", ""),
        basic("writer", "ü"),
        basic("nobody", "ü"),
        basic("admin", ""),
        {"authorization": "Basic !!!"},
        {"authorization": "Bearer ü"},
        {"x-clickhouse-user": "writer"},
    ],
)
def test_anything_else_is_refused(headers: dict[str, str]) -> None:
    """One answer for every reason."""
    with pytest.raises(EndpointError) as refusal:
        ACCOUNTS.authenticate(headers)
    assert refusal.value.code == 516
