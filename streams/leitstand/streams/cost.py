"""What an interaction cost, in millionths of a euro cent, so that small sums stay whole numbers."""

from leitstand.schemas.interaction import Usage
from leitstand.schemas.register import Application, Prices

ANY_MODEL = "*"


def cost_microcents(application: Application | None, model: str | None, usage: Usage) -> int | None:
    """Return the price of the tokens; ``None`` where prices or token counts are unknown.

    A price is in cents per million tokens, so tokens times price is already in microcents.
    Reasoning tokens are part of the output and cost what output costs.
    """
    prices = _prices_of(application, model)
    if prices is None or usage.input is None or usage.output is None:
        return None
    cached = min(usage.cached or 0, usage.input)
    cached_price = prices.input if prices.cached_input is None else prices.cached_input
    fresh = usage.input - cached
    return fresh * prices.input + cached * cached_price + usage.output * prices.output


def _prices_of(application: Application | None, model: str | None) -> Prices | None:
    if application is None:
        return None
    return application.prices.get(model or ANY_MODEL) or application.prices.get(ANY_MODEL)
