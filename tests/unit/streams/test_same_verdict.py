"""One verdict, whoever asks: the gateway before, the worker after, and ``leitstand assess``."""

import json
from typing import Any

import msgspec
import pytest

from leitstand.capture.preflight import PreflightCheck, PreflightMode, Question
from leitstand.deploy.assess_lines import World, answers
from leitstand.deploy.demo.prompts import LabelledPrompt, load
from leitstand.policy.examples import policy
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import Confidence, Mode, Operation

Said = tuple[str, set[str]]
"""Verdict, and the rules with a sure finding."""


def by_the_worker(town: Any, text: str) -> Said:
    """Seal it, send it, and assess the record."""
    outcome = town.assess(town.interaction(), town.said(text))
    assert isinstance(outcome, Assessment)
    sure = {f.rule for f in outcome.findings if f.confidence is not Confidence.LOW}
    return outcome.verdict.value, sure


def by_the_gateway(town: Any, text: str) -> Said:
    """Ask before the prompt leaves the house."""
    check = PreflightCheck(
        tenant=town.tenant,
        view=lambda: town.context.view,
        register_key=town.keys.register,
        mode=PreflightMode.OBSERVE,
    )
    question = Question(
        moment=town.noon,
        application="chat",
        user=town.user,
        operation=Operation.CHAT,
        content=town.said(text),
    )
    preflight = check.decide(question).preflight
    return preflight.verdict.value, set(preflight.rules)


def by_the_command(town: Any, document: PolicyDocument, text: str) -> Said:
    """Ask without a stack: a trained person and an approved cloud application are assumed."""
    world = World(policy=document, default_policy=document, register=None, clock=lambda: town.noon)
    (answer,) = answers([json.dumps({"id": 1, "text": text}).encode()], world)
    findings: Any = answer.document["findings"]
    sure = {found["rule"] for found in findings if found["confidence"] != "low"}
    return str(answer.document["verdict"]), sure


@pytest.fixture(scope="module")
def document() -> PolicyDocument:
    """Return the model town's policy; every rule that observes warns, so that preflight names it."""
    given = policy()
    rules = tuple(
        msgspec.structs.replace(rule, mode=Mode.WARN) if rule.mode is Mode.OBSERVE else rule
        for rule in given.rules
    )
    return msgspec.structs.replace(given, rules=rules)


def prompts() -> list[LabelledPrompt]:
    """Return every planted prompt of the demo and as many harmless ones."""
    everything = load()
    planted = [prompt for prompt in everything if prompt.expected]
    return [*planted, *(prompt for prompt in everything if not prompt.expected)][: 2 * len(planted)]


def test_all_three_say_the_same(town: Any, document: PolicyDocument) -> None:
    """P3: the verdict depends on interaction, register and detectors, not on who asks."""
    house = town.changed(policy=document)
    verdicts = set[str]()
    for prompt in prompts():
        said = by_the_worker(house, prompt.text)
        verdicts.add(said[0])
        assert by_the_gateway(house, prompt.text) == said, prompt.id
        assert by_the_command(house, document, prompt.text) == said, prompt.id
    assert {"allowed", "violation"} <= verdicts
