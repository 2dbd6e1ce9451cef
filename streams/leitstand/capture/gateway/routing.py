"""Which upstream a request goes to: the caller's own, else the first route that fits, else the default."""

import re
from dataclasses import dataclass
from fnmatch import translate

from leitstand.capture.gateway.callers import Caller, Upstream, resolved
from leitstand.capture.gateway.config import GatewayConfig, RouteConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a request goes, and what the register calls what answers there."""

    upstream: Upstream
    application: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    models: tuple[re.Pattern[str], ...]
    paths: tuple[re.Pattern[str], ...]
    route: Route


class Routes:
    """Finds the upstream of a request."""

    def __init__(self, config: GatewayConfig) -> None:
        """Resolve every upstream and key once. Raises GatewayConfigError."""
        self._rules = tuple(map(_rule, config.routes))
        self._default = Route(upstream=resolved(config.upstream))

    def find(self, caller: Caller, path: str, model: str | None) -> Route:
        """Return where the request goes; an upstream without a base is none."""
        if caller.upstream is not None:
            return Route(upstream=caller.upstream)
        fitting = (rule.route for rule in self._rules if _fits(rule, path, model))
        return next(fitting, self._default)


def _rule(config: RouteConfig) -> _Rule:
    return _Rule(
        models=_compiled(config.models),
        paths=_compiled(config.paths),
        route=Route(upstream=resolved(config.upstream), application=config.application),
    )


def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(translate(pattern)) for pattern in patterns)


def _fits(rule: _Rule, path: str, model: str | None) -> bool:
    return _is_one_of(rule.paths, path) and _is_one_of(rule.models, model or "")


def _is_one_of(patterns: tuple[re.Pattern[str], ...], value: str) -> bool:
    return not patterns or any(pattern.match(value) for pattern in patterns)
