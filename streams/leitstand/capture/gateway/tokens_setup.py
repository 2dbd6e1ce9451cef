"""How the checking of tokens reaches its issuer."""

from collections.abc import Callable

from leitstand.capture.gateway.config import OidcConfig
from leitstand.capture.gateway.issuer import Issuer, IssuerError
from leitstand.capture.gateway.onward import Onward, OnwardError, get
from leitstand.capture.gateway.tokens import Tokens

_LARGEST_ANSWER = 1024 * 1024


def tokens_of(
    config: OidcConfig | None, onward: Onward, timer: Callable[[], float]
) -> Tokens | None:
    """Return the check of tokens, or None where none is configured. Asks nobody yet."""
    if config is None:
        return None

    async def fetch(url: str) -> bytes:
        try:
            return await get(onward, url, _LARGEST_ANSWER)
        except OnwardError as error:
            message = f"not reached: {error}"
            raise IssuerError(message) from None

    return Tokens(config, Issuer(config.issuer, config.algorithms, fetch, timer))
