"""``leitstand status``: what runs now, asked anew and not only remembered."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings
from leitstand.deploy.stack.lock import holder
from leitstand.deploy.stack.state import InstanceState, Phase, read_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """State of an installation."""

    running: bool
    """Whether a supervisor is there."""
    ready: bool
    instances: tuple[InstanceState, ...]
    notices: Mapping[str, str] = field(default_factory=dict[str, str])
    """By role what a person has to do although its processes are well."""

    @property
    def all_healthy(self) -> bool:
        """Whether every instance is well now, and nothing waits for a person."""
        healthy = all(each.phase is Phase.HEALTHY for each in self.instances)
        return self.running and bool(self.instances) and healthy and not self.notices

    def as_json(self) -> dict[str, object]:
        """Return it for machines."""
        return {
            "running": self.running,
            "ready": self.ready,
            "healthy": self.all_healthy,
            "roles": [_row(each) for each in self.instances],
            "notices": dict(self.notices),
        }

    def as_text(self) -> str:
        """Return it for people."""
        if not self.running:
            return "not running\n"
        lines = [
            f"{each.label:<18} {each.phase.value:<12} pid {each.process.pid if each.process else '-'}"
            f"  restarts {each.restarts}\n"
            for each in self.instances
        ]
        told = [f"{role} {notice}\n" for role, notice in self.notices.items()]
        return "".join([*lines, *told])


def report(home: Home, settings: Settings, roles: Mapping[str, Role]) -> Report:
    """Ask every living instance whether it is well."""
    supervisor, state = holder(home), read_state(home)
    if supervisor is None or state is None or state.supervisor != supervisor:
        return Report(running=supervisor is not None, ready=False, instances=())
    with ThreadPoolExecutor(max_workers=16) as pool:
        asked = pool.map(partial(_ask, home, settings, roles), state.instances)
        instances = tuple(asked)
    notices = {name: said for name, role in roles.items() if (said := role.notice(home))}
    return Report(running=True, ready=state.ready, instances=instances, notices=notices)


def _ask(
    home: Home, settings: Settings, roles: Mapping[str, Role], known: InstanceState
) -> InstanceState:
    """Return the instance as it is now; the supervisor looks only every two seconds."""
    if known.phase is not Phase.HEALTHY or known.role not in roles:
        return known
    alive = known.process is not None and known.process.is_alive
    if alive and roles[known.role].healthy(home, settings, known.instance):
        return known
    return InstanceState(
        role=known.role,
        instance=known.instance,
        phase=Phase.UNHEALTHY,
        process=known.process if alive else None,
        restarts=known.restarts,
        last_exit=known.last_exit,
    )


def _row(each: InstanceState) -> dict[str, object]:
    return {
        "role": each.role,
        "instance": each.instance,
        "phase": each.phase.value,
        "pid": each.process.pid if each.process else None,
        "restarts": each.restarts,
        "last_exit": each.last_exit,
    }
