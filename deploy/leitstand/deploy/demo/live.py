"""Live traffic: the real ``openai`` client asks through the gateway, as the town's programs would."""

import asyncio
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random
from uuid import UUID

import openai

from leitstand.capture.gateway.names import EVENT_HEADER, USER_HEADER
from leitstand.deploy.demo.history import Sent
from leitstand.deploy.demo.plan import ZONE, PlannedUse, expected_of
from leitstand.deploy.demo.prompts import LabelledPrompt
from leitstand.deploy.demo.town import CHAT, Town, TownPerson
from leitstand.schemas.clock import Clock, utc_now

STREAM_EVERY = 3
"""Every third answer is streamed."""
CONCURRENT = 4
_RETRY_S = 0.5
_TRIES = 60


class LiveTown:
    """Asks prompts in the name of trained people; knows the truth of what it asked."""

    def __init__(
        self,
        town: Town,
        address: str,
        keys: Mapping[str, str],
        *,
        random: Random,
        clock: Clock = utc_now,
    ) -> None:
        """``keys`` are the gateway's caller keys by application; ``address`` ends in ``/v1``."""
        self._town = town
        self._random = random
        self._clock = clock
        self._clients = {
            application: openai.AsyncOpenAI(base_url=address, api_key=key, max_retries=0)
            for application, key in keys.items()
        }
        self._people = _trained_by_department(town)
        self._turn = itertools.count()

    def plan(self, prompts: Iterable[LabelledPrompt]) -> Iterator[PlannedUse]:
        """Give each prompt to a trained person of its department, in the cloud's chat."""
        for prompt in prompts:
            now = self._clock()
            person = self._random.choice(self._people[prompt.department])
            day = now.astimezone(ZONE).date()
            yield PlannedUse(
                occurred_at=now,
                user=person.user,
                department=person.department,
                application=CHAT,
                prompt=prompt,
                expected=expected_of(self._town, person, CHAT, prompt, day),
            )

    async def ask_all(
        self, uses: Iterable[PlannedUse], progress: Callable[[int], None]
    ) -> list[Sent]:
        """Ask everything, a few at a time, until each was answered; return what was recorded.

        A question that met a restart is asked again, as a person would; each answered try is an
        interaction of its own, and only the last one is returned here.
        """
        places = asyncio.Semaphore(CONCURRENT)

        async def one(use: PlannedUse) -> Sent:
            async with places:
                event_id = await self._ask_until_answered(use)
                progress(1)
                return Sent(event_id=event_id, use=use)

        return list(await asyncio.gather(*(one(use) for use in uses)))

    async def close(self) -> None:
        """Close the clients."""
        for client in self._clients.values():
            await client.close()

    async def _ask_until_answered(self, use: PlannedUse) -> UUID:
        for _ in range(_TRIES):
            try:
                return await self.ask(use)
            except openai.APIError:
                await asyncio.sleep(_RETRY_S)
        message = "the gateway did not answer"
        raise TimeoutError(message)

    async def ask(self, use: PlannedUse) -> UUID:
        """Ask once, read the whole answer, return the event id. Raises openai.APIError."""
        client = self._clients[use.application]
        streamed = next(self._turn) % STREAM_EVERY == 0
        model = self._town.applications[use.application].models[0]
        raw = await client.chat.completions.with_raw_response.create(
            model=model,
            messages=[{"role": "user", "content": use.prompt.text}],
            stream=streamed,
            extra_headers={USER_HEADER: use.user},
        )
        answer = raw.parse()
        if isinstance(answer, openai.AsyncStream):
            async for _chunk in answer:
                pass
        return UUID(raw.headers[EVENT_HEADER])


def _trained_by_department(town: Town) -> dict[str, list[TownPerson]]:
    people: dict[str, list[TownPerson]] = {slug: [] for slug in town.departments}
    for person in town.people:
        if person.weight and person.trained_for(CHAT, town.today):
            people[person.department].append(person)
    return people
