"""Kinds of files that may not be attached."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy import judge
from leitstand.policy.examples import policy
from leitstand.policy.file_kinds import GROUPS, LONGEST_ENDING, endings, is_of
from leitstand.schemas.interaction import Attachment, Content, Message
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import Place, Where

from ..builders import CLOUD, facts

POLICY = policy()


def with_files(**fields: object) -> PolicyDocument:
    """Return the example whose rule names these files."""
    rules = tuple(
        msgspec.structs.replace(r, forbidden_files=(), **fields) if r.id == "dateiarten" else r
        for r in POLICY.rules
    )
    return msgspec.structs.replace(POLICY, rules=rules)


def objects(
    document: PolicyDocument,
    media_types: tuple[str, ...],
    names: tuple[str, ...] = (),
    **more: object,
) -> bool:
    """Say whether the rule objects to a prompt with these attachments."""
    attached = tuple(Attachment(media_type=m, bytes=1) for m in media_types)
    given_ = Content(
        messages=(Message(where=Where.PROMPT, text="Fasse zusammen."),), file_names=names
    )
    judgement = judge(facts(attachments=attached, **more), given_, document)
    return any(f.rule == "dateiarten" and f.where is Where.ATTACHMENT for f in judgement.findings)


ZIP, PDF, UNSAID = "application/zip", "application/pdf", "application/octet-stream"
TABLE = [
    ((), (), False),
    ((PDF,), ("Satzung.pdf",), False),
    ((ZIP,), (), True),
    ((UNSAID,), ("Daten.ZIP",), True),
    ((UNSAID,), ("Satzung.pdf",), False),
    ((UNSAID,), (), False),
    ((PDF,), ("Postfach.pst",), True),
    ((PDF, ZIP), ("a.pdf",), True),
]


@pytest.mark.parametrize(("media_types", "names", "expected"), TABLE)
def test_the_example_forbids_what_holds_more_than_one_sees(
    media_types: tuple[str, ...], names: tuple[str, ...], expected: bool
) -> None:
    """Known by the media type or by the ending of the name."""
    assert objects(POLICY, media_types, names) is expected


ALLOWED = [
    ((PDF,), ("a.pdf",), False),
    ((PDF,), ("a.PDF",), False),
    ((PDF,), ("a.docx",), True),
    (("image/png",), (), False),
    (("text/csv",), (), True),
    ((UNSAID,), (), True),
    ((UNSAID,), ("ohne-endung",), True),
    ((), (), False),
]


@pytest.mark.parametrize(("media_types", "names", "expected"), ALLOWED)
def test_a_list_of_what_is_allowed_forbids_the_rest(
    media_types: tuple[str, ...], names: tuple[str, ...], expected: bool
) -> None:
    """What nobody can tell is not allowed."""
    strict = with_files(allowed_files=(".pdf", PDF, "image/*"))
    assert objects(strict, media_types, names) is expected


def test_a_forbidden_kind_stays_forbidden_and_places_differ() -> None:
    """Forbidden wins; on the town's own servers the example allows everything."""
    both = with_files(allowed_files=("archive",))
    assert not objects(both, (ZIP,))
    rules = tuple(
        msgspec.structs.replace(r, forbidden_files=(ZIP,)) if r.id == "dateiarten" else r
        for r in both.rules
    )
    assert objects(msgspec.structs.replace(both, rules=rules), (ZIP,))
    local = msgspec.structs.replace(CLOUD, place=Place.ON_PREMISES)
    assert not objects(POLICY, (ZIP,), application=local)


@given(st.lists(st.text(max_size=60), max_size=5))
def test_of_a_file_name_only_the_ending_is_kept(names: list[str]) -> None:
    """And only one that looks like an ending."""
    for ending in endings(names):
        assert ending.startswith(".")
        assert len(ending) <= LONGEST_ENDING + 1
        assert ending == "." or ending[1:].isalnum()


def test_groups_hold_what_their_members_are() -> None:
    """Every member of a group is of that group."""
    for group, members in GROUPS.items():
        for member in members:
            assert is_of(member.replace("*", "x"), group)
    assert not is_of("application/pdf", "archive")
