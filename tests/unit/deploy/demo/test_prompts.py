"""The demo's labelled prompts, and what the policy of the model town says about them."""

from collections import Counter
from datetime import date

import msgspec

from leitstand.deploy.demo.prompts import LabelledPrompt, load
from leitstand.deploy.demo.town import build
from leitstand.policy import Facts, Judgement, classify_use, judge
from leitstand.policy.examples import policy
from leitstand.schemas.interaction import Content, Message
from leitstand.schemas.register import Application
from leitstand.schemas.vocabulary import UseCase, Verdict, Where

TODAY = date(2026, 3, 10)
TOWN = build(TODAY)
CLOUD: Application = msgspec.structs.replace(TOWN.applications["chat-assistent"], courses=())
POLICY = policy()
PROMPTS = load()


def content(prompt: LabelledPrompt) -> Content:
    """Return the prompt as a conversation."""
    return Content(messages=(Message(where=Where.PROMPT, text=prompt.text),))


def judged(prompt: LabelledPrompt) -> Judgement:
    """Judge a prompt in an approved cloud application without a course: content alone decides."""
    facts = Facts(
        usage_day=TODAY,
        application_id="chat-assistent",
        application=CLOUD,
        person=None,
        person_known=False,
        department=prompt.department,
    )
    return judge(facts, content(prompt), POLICY)


def test_there_are_enough_different_prompts() -> None:
    """At least four hundred, no two alike, each with a stable id."""
    assert len(PROMPTS) >= 400
    assert len({prompt.text for prompt in PROMPTS}) == len(PROMPTS)
    assert len({prompt.id for prompt in PROMPTS}) == len(PROMPTS)


def test_every_department_and_every_use_occurs() -> None:
    """Each department of the town has harmless prompts and at least one planted one."""
    harmless = Counter(prompt.department for prompt in PROMPTS if not prompt.expected)
    planted = Counter(prompt.department for prompt in PROMPTS if prompt.expected)
    assert set(harmless) == set(TOWN.departments)
    assert set(planted) == set(TOWN.departments)
    assert {prompt.use_case for prompt in PROMPTS} == set(UseCase)


def test_no_template_was_left_open() -> None:
    """Every placeholder of ours got its word."""
    names = ("topic", "date", "price", "law", "iban", "mail", "nummer", "id", "secret")
    assert not [p.id for p in PROMPTS for name in names if f"{{{name}}}" in p.text]


def test_nothing_planted_is_missed() -> None:
    """Each expected category opens a case in a cloud application."""
    missed = {
        prompt.id: wanted
        for prompt in PROMPTS
        if (
            wanted := {expected.category for expected in prompt.expected}
            - {finding.category for finding in judged(prompt).findings if finding.opens_case}
        )
    }
    assert missed == {}


def test_no_false_alarm() -> None:
    """Nothing is found that is not labelled, not even with low confidence."""
    alarms = {
        prompt.id: found
        for prompt in PROMPTS
        if (
            found := {finding.category for finding in judged(prompt).findings}
            - {expected.category for expected in prompt.expected}
            - {*prompt.also}
        )
    }
    assert alarms == {}


def test_harmless_prompts_are_allowed() -> None:
    """The everyday uses raise nothing at all."""
    assert {judged(p).verdict for p in PROMPTS if not p.expected} == {Verdict.ALLOWED}


def test_the_kind_of_use_is_mostly_right() -> None:
    """The mix on the dashboards may err in one of twenty."""
    wrong = [p.id for p in PROMPTS if classify_use(content(p)) is not p.use_case]
    assert len(wrong) <= len(PROMPTS) / 20
