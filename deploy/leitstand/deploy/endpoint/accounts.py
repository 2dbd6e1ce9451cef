"""Who asks: user and password against the accounts of this installation."""

import base64
import binascii
import hmac
from collections.abc import Mapping

from leitstand.deploy.clickhouse import Account
from leitstand.deploy.endpoint.errors import AUTHENTICATION_FAILED, EndpointError


class Accounts:
    """Passwords by account."""

    def __init__(self, passwords: Mapping[Account, str]) -> None:
        self._passwords = {name.value: secret.encode() for name, secret in passwords.items()}

    def authenticate(self, headers: Mapping[str, str]) -> Account:
        """Return the account of a request (``Authorization: Basic`` or ``X-ClickHouse-User/Key``).

        Raises EndpointError; it does not tell an unknown user from a wrong password.
        """
        user, secret = _credentials(headers)
        expected = self._passwords.get(user)
        # Compared in any case, so that the time taken does not tell which users exist.
        matches = hmac.compare_digest(expected or b"\0", secret.encode())
        if expected is None or not matches:
            raise EndpointError.refused(
                AUTHENTICATION_FAILED,
                "Authentication failed: password is incorrect, or there is no user with such name.",
                "AUTHENTICATION_FAILED",
            )
        return Account(user)


def _credentials(headers: Mapping[str, str]) -> tuple[str, str]:
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            user, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return user, secret
    return headers.get("x-clickhouse-user", ""), headers.get("x-clickhouse-key", "")
