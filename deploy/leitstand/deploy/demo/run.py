"""A run of the demo: from an empty directory to a town at work, and to its account."""

import asyncio
import itertools
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random

from leitstand.cases import CaseStore
from leitstand.dashboards.accounts import create_demo
from leitstand.deploy import clickhouse
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.demo import callers, figures, history, outcome
from leitstand.deploy.demo.history import Sent
from leitstand.deploy.demo.installation import Installation, apply_register, remember_told
from leitstand.deploy.demo.live import LiveTown
from leitstand.deploy.demo.narrator import Narrator
from leitstand.deploy.demo.page_watch import PageWatch
from leitstand.deploy.demo.past_cases import ALL, work_off
from leitstand.deploy.demo.plan import history as plan_history
from leitstand.deploy.demo.prompts import LabelledPrompt, load
from leitstand.deploy.demo.settling import open_records, settle
from leitstand.deploy.roles.web import accounts_file
from leitstand.deploy.stack.errors import NotReadyError
from leitstand.deploy.stack.supervisor import Plan
from leitstand.deploy.stack.up import START_LIMIT_S, own_plan, running_stack
from leitstand.outbox import acknowledged
from leitstand.streams import accounting

WATCHER = "dsb"
"""Account whose page is watched."""


@dataclass(slots=True)
class Demo:
    """One run; its parts are called in the order of this class."""

    installation: Installation
    narrator: Narrator
    random: Random
    sent: list[Sent] = field(default_factory=list[Sent])
    password: str = ""

    @property
    def address(self) -> str:
        """Where the pages are."""
        settings = self.installation.settings
        return f"http://{settings.host}:{settings.ports.web}"

    @contextmanager
    def running(self) -> Generator[None]:
        """Start everything, register included; end it with the block.

        Raises UserError when it does not come up.
        """
        installation = self.installation
        home, settings, town = installation.home, installation.settings, installation.town
        callers.write_gateway(home, settings, town)
        titles = [(slug, department.title) for slug, department in town.departments.items()]
        self.password = create_demo(accounts_file(home), titles)
        with running_stack(_with_register(installation)) as supervisor:
            with self.narrator.phase("start", "Starting Kafka, ClickHouse, workers, Dagster, web"):
                if not supervisor.wait_ready(START_LIMIT_S):
                    names = ", ".join(state.label for state in supervisor.not_healthy())
                    raise NotReadyError(names, str(home.logs))
            yield

    def tell_history(self, count: int) -> None:
        """Send the past; once in the life of a data directory."""
        i = self.installation
        with self.narrator.counted("history", "Twelve weeks of use", count) as progress:
            uses = plan_history(i.town, load(), count)
            self.sent += history.send(i.home, i.settings, i.town, i.view(), uses, progress)
        self.settle("Assessing")
        remember_told(i.home)

    def settle(self, title: str) -> None:
        """Wait until everything came through."""
        i = self.installation
        total = open_records(i.home, i.settings)
        with self.narrator.counted("settle", title, total) as progress:
            settle(i.home, i.settings, progress)

    def work_off_cases(self) -> None:
        """Let the people of the town close the cases of past weeks."""
        i = self.installation
        store = CaseStore(i.home.case_store_url(i.settings), tenant=i.settings.tenant)
        try:
            with self.narrator.phase("cases", "Working off the cases of past weeks"):
                work_off(store, i.town.today)
        finally:
            store.dispose()

    def publish(self) -> bool:
        """Compute and publish the figures of every day; return whether they verify."""
        i = self.installation
        with self.narrator.phase("figures", "Computing and publishing the figures"):
            return figures.publish_and_verify(i.home, i.town)

    def ask_everything(self) -> PageWatch:
        """Ask every labelled prompt once through the gateway, while a page is open."""
        i = self.installation
        watch = PageWatch(self.address, WATCHER, self.password)
        if not watch.start():
            problem = "the page of the data-protection officer does not open"
            raise UserError(problem, f"look into {i.home.logs}/web.log", Exit.UNAVAILABLE)
        prompts = list(load())
        self.random.shuffle(prompts)
        with self.narrator.counted("live", "Live traffic", len(prompts)) as progress:
            self.sent += asyncio.run(self._ask(prompts, progress))
        return watch

    def trickle(self, pause_s: float) -> None:
        """Ask harmless prompts and now and then a planted one until interrupted."""
        asyncio.run(self._trickle(pause_s))

    def account(self, watch: PageWatch, *, verified: bool) -> outcome.Outcome:
        """Answer for everything that was sent."""
        i = self.installation
        database = clickhouse.connect(i.home, i.settings, clickhouse.Account.ANALYST)
        tenant = i.settings.tenant
        report = accounting.account(
            accounting.interactions_among(acknowledged(i.home.outbox)),
            accounting.rows_in(database, tenant),
            accounting.letters_in(database, tenant),
        )
        cases = CaseStore(i.home.case_store_url(i.settings), tenant=tenant)
        try:
            return outcome.assemble(
                run=i.home.data.name,
                report=report,
                sent=self.sent,
                found=outcome.findings_of(database, tenant),
                timed=outcome.recorded_and_flagged(database, tenant),
                arrivals=watch.arrivals(),
                cases=len(cases.list(limit=ALL)),
                verified=verified,
                seconds=self.narrator.seconds,
            )
        finally:
            cases.dispose()

    async def _ask(
        self, prompts: Sequence[LabelledPrompt], progress: Callable[[int], None]
    ) -> list[Sent]:
        town = self._live()
        try:
            return await town.ask_all(town.plan(prompts), progress)
        finally:
            await town.close()

    async def _trickle(self, pause_s: float) -> None:
        town = self._live()
        prompts = load()
        harmless = [p for p in prompts if not p.expected]
        planted = [p for p in prompts if p.expected]
        try:
            for turn in itertools.count(1):
                pool = planted if turn % 40 == 0 else harmless
                await town.ask_all(town.plan([self.random.choice(pool)]), lambda _more: None)
                await asyncio.sleep(self.random.expovariate(1 / pause_s))
        finally:
            await town.close()

    def _live(self) -> LiveTown:
        i = self.installation
        address = f"http://{i.settings.host}:{i.settings.ports.gateway}/v1"
        return LiveTown(i.town, address, callers.keys(i.home, i.town), random=self.random)


def _with_register(installation: Installation) -> Plan:
    """Return the installation's plan; its topics are ready only with the town's register in them."""
    plan = own_plan(installation.home, installation.settings)
    make_topics = plan.preparations["kafka"]

    def prepare_kafka() -> None:
        make_topics()
        apply_register(installation)

    return replace(plan, preparations={**plan.preparations, "kafka": prepare_kafka})
