"""Every fault of every file is told in one run, with file, line and remedy, and without a name."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand.register import Level, Problem, Review, review
from leitstand.schemas.vocabulary import ObjectKind


def identify(user: str) -> str:
    return f"{hash(user) & (1 << 128) - 1:032x}"


def reviewed(*paths: Path) -> Review:
    return review(paths, identify)


def spoil(town: Path, file: str, old: str, new: str) -> None:
    path = town / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(town: Path, file: str, text: str) -> int:
    lines = (town / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def errors(found: Review) -> list[Problem]:
    return [problem for problem in found.problems if problem.level is Level.ERROR]


def test_the_example_has_no_fault(town: Path) -> None:
    """All files together: nothing wrong, nothing unchecked, every kind there."""
    found = reviewed(town)
    assert (found.problems, found.not_checked, found.ok) == ((), (), True)
    assert set(found.objects) == set(ObjectKind) - {ObjectKind.RELEASE}


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "text"),
    [
        (
            "departments.yaml",
            "order: 20",
            "order: zwanzig",
            "zwanzig",
            "a whole number of 0 or more",
        ),
        ("departments.yaml", "order: 20", "order: -1", "-1", "a whole number of 0 or more"),
        ("departments.yaml", "order: 20", "ordre: 20", "ordre", "unknown field"),
        ("departments.yaml", "  order: 20\n", "", "id: kita", "the field 'order' is missing"),
        ("departments.yaml", "id: kita", "id: Kita!", "Kita!", "an id"),
        ("departments.yaml", "id: kita", "id: 10", "id: 10", "an id"),
        (
            "departments.yaml",
            "- id: kita\n  from",
            "- from",
            "- from: 2026-01-01",
            "'id' is missing",
        ),
        ("departments.yaml", "title: Bauhof", "title: 2026", "title: 2026", "a text expected"),
        ("departments.yaml", "title: Bauhof", "title: no", "title: no", "a text expected"),
        (
            "departments.yaml",
            "title: Bauhof",
            "title: B\n  title: C",
            "title: C",
            "stands here twice",
        ),
        ("departments.yaml", "parent: rathaus", "parent: schloss", "schloss", "no such department"),
        ("departments.yaml", "parent: rathaus", "parent: bauhof", "parent", "its own parent"),
        ("departments.yaml", "from: 2026-09-01", "from: 2026-13-01", "2026-13-01", "a day as"),
        ("departments.yaml", "from: 2026-09-01", "from: 2026-02-30", "2026-02-30", "a day as"),
        (
            "departments.yaml",
            "from: 2026-09-01",
            "from: 2026-01-01",
            "- from: 2026-01-01",
            "same day",
        ),
        (
            "departments.yaml",
            "from: 2026-09-01",
            "from: 0001-01-01",
            "0001",
            "no plausible first day",
        ),
        (
            "departments.yaml",
            "from: 2026-09-01 #",
            "until: 2026-10-01 #",
            "until: 2026-10-01 #",
            "belongs to the",
        ),
        ("departments.yaml", "id: bauhof", "id: unknown", "id: unknown", "'unknown' stands for"),
        (
            "applications.yaml",
            "place: cloud",
            "place: mond",
            "mond",
            "one of cloud, on_premises, unk",
        ),
        ("applications.yaml", "owner: rathaus", "owner: schloss", "schloss", "no such department"),
        (
            "applications.yaml",
            "[ki-pass-chat]",
            "[ki-pass-chatt]",
            "ki-pass-chatt",
            "no such course",
        ),
        ("applications.yaml", "[ki-pass-chat]", "ki-pass-chat", "courses: ki", "a list expected"),
        ("applications.yaml", "input: 14", "input: teuer", "teuer", "a whole number of 0 or more"),
        ("applications.yaml", "[gpt-4o-mini]", "[gpt 4]", "gpt 4", "the name of a model"),
        (
            "applications.yaml",
            "trained_on_inputs: false",
            "trained: 1",
            "trained: 1",
            "unknown field",
        ),
        (
            "applications.yaml",
            "trial_until: 2026-02-28\n",
            "\n",
            "approval: trial",
            "without its last",
        ),
        ("courses.yaml", "valid_months: 24", "valid_months: 2.5", "2.5", "a whole number"),
        ("courses.yaml", "voluntary: true", "voluntary: vielleicht", "vielleicht", "true or false"),
        (
            "agreement.yaml",
            "minimum_group: 10",
            "minimum_group: 4",
            "minimum_group: 4",
            "of 5 or more",
        ),
        ("agreement.yaml", "kind: provisional", "kind: egal", "egal", "one of service_agreement"),
        ("rollout.yaml", "number: 2", "number: 01", "number: 01", "two stages have this number"),
        ("rollout.yaml", "[kita, bauhof]", "[kita, burg]", "burg", "no such department"),
        (
            "policy/2026-06-01.yaml",
            "check: personal_data",
            "check: raten",
            "raten",
            "no check raten",
        ),
        ("policy/2026-06-01.yaml", "[protokoll]", "[prot]", "[prot]", "no such application"),
        (
            "policy/2026-06-01.yaml",
            "title:",
            "time_zone: Mond/Krater\ntitle:",
            "Mond",
            "no time zone of that name",
        ),
        ("people.csv", "kita;2026-01-01;2026", "kita;2026-01-01;2025", "2025-08", "ends before it"),
        (
            "people.csv",
            "rathaus;2026-01-01;2026-06-30",
            "rathaus;2026-01-01;2026-07-01",
            "kita;2026-07",
            "begins before the entry",
        ),
        ("people.csv", "bauhof;2026-01-01", "burg;2026-01-01", "burg", "no such department"),
        ("people.csv", "bauhof;2026-01-01", "bauhof;1.13.26", "1.13.26", "'from' is not a day"),
        ("people.csv", "bauhof;2026-01-01", "bauhof;", "bauhof;", "'from' is empty"),
        ("people.csv", ";;ja", ";;vielleicht", "vielleicht", "'exempt' is neither yes nor no"),
        (
            "people.csv",
            "user;department",
            "user;dep",
            "user;dep",
            "the column 'department' is missing",
        ),
        ("people.csv", "bauhof;2026-01-01;;", "bauhof", "bauhof", "too few cells"),
        ("certificates.csv", "ki-pass-protokoll", "ki-pass", "ki-pass;", "no such course"),
        ("certificates.csv", "2026-04-14", "2026-04-31", "2026-04-31", "'passed' is not a day"),
        (
            "certificates.csv",
            "2026-06-01",
            "2026-03-03",
            "03;2026-03-03",
            "expires before it is passed",
        ),
        ("certificates.csv", "fiktiv-03", "fiktiv-33", "fiktiv-33", "a certificate of nobody"),
    ],
)
def test_a_fault_is_told_at_its_line(
    town: Path, file: str, old: str, new: str, at: str, text: str
) -> None:
    """File, line and a remedy; the values of the files are not repeated."""
    spoil(town, file, old, new)
    found = errors(reviewed(town))
    assert [p for p in found if text in p.text], [str(p) for p in found]
    first = next(p for p in found if text in p.text)
    assert (Path(first.place.file), first.place.line) == (town / file, line_of(town, file, at))
    assert first.remedy


def test_all_faults_of_all_files_are_told_at_once(town: Path) -> None:
    """One run lists them all, in order of file and line."""
    spoil(town, "departments.yaml", "order: 10", "order: x")
    spoil(town, "departments.yaml", "order: 20", "order: y")
    spoil(town, "courses.yaml", "voluntary: true", "voluntary: x")
    spoil(town, "people.csv", "bauhof;2026-01-01", "bauhof;gestern")
    found = reviewed(town)
    assert [Path(p.place.file).name for p in errors(found)] == [
        "courses.yaml",
        "departments.yaml",
        "departments.yaml",
        "people.csv",
    ]
    assert (found.ok, found.objects) == (False, {})


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "the file is empty"),
        (b"# nothing\n", "the file is empty"),
        (b"a: b\n", "a list of objects expected"),
        (b"- just text\n", "an object expected here"),
        (b"- id: [\n", "not YAML"),
        (b"- id: a\n  title: B\xfcro\n", "not UTF-8"),
        (b"- &a\n  id: x\n- *a\n", "a reference to another place"),
        (b"- &a [*a]\n", "a reference to another place"),
        (b"- id: a\n  <<: {title: b}\n", "unknown field"),
        (b"- id: a\n  from: !!python/object:os.system x\n", "a day as"),
        (b"- id: a\n  ? [1, 2]\n  : b\n", "unknown field"),
        (b"- id: a\n  changes: 1\n", "a list of changes expected"),
        (b"\x00\x01", "not a YAML text"),
        (b"- {id: a, from: 0001-01-01, title: a, order: 1, workplaces: 1}\n" * 2, "same day"),
        (b"[" * 3000, "not YAML"),
        (b"[" * 3000 + b"]" * 3000, "nested too deeply"),
    ],
)
def test_any_yaml_gets_an_answer(town: Path, content: bytes, text: str) -> None:
    """Hostile and mistaken files end in a message, never in a fault of ours."""
    (town / "departments.yaml").write_bytes(content)
    found = errors(reviewed(town / "departments.yaml"))
    assert text in "\n".join(p.text for p in found)


def test_an_unreadable_file_is_one_fault(town: Path) -> None:
    """Nobody is told that all its departments are unknown."""
    (town / "departments.yaml").write_bytes(b"- id: [")
    assert len(errors(reviewed(town))) == 1


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30
)
@given(
    file=st.sampled_from(
        ["departments.yaml", "applications.yaml", "people.csv", "certificates.csv"]
    ),
    position=st.integers(0, 5000),
    noise=st.binary(min_size=1, max_size=6),
)
def test_any_damage_gets_an_answer(town: Path, file: str, position: int, noise: bytes) -> None:
    """Bytes changed at random: the review ends, and its messages name no user."""
    path = town / file
    whole = path.read_bytes()
    place = position % len(whole)
    path.write_bytes(whole[:place] + noise + whole[place + len(noise) :])
    try:
        told = "\n".join(map(str, reviewed(town).problems))
    finally:
        path.write_bytes(whole)
    assert "fiktiv" not in told


def test_an_empty_list_is_said_explicitly(town: Path) -> None:
    """``[]`` is a register without rollout stages."""
    (town / "rollout.yaml").write_text("[]\n")
    assert reviewed(town).objects[ObjectKind.ROLLOUT_STAGE] == {}


def test_people_need_their_certificates(town: Path) -> None:
    """A forgotten file must not take everybody's certificates away."""
    (town / "certificates.csv").unlink()
    assert "everybody would lose theirs" in errors(reviewed(town))[0].text


def test_certificates_need_their_people(town: Path) -> None:
    """Certificates alone say nothing."""
    assert "certificates without people" in errors(reviewed(town / "certificates.csv"))[0].text


def test_a_misspelt_file_is_told(town: Path) -> None:
    """Else its objects would be closed in silence."""
    (town / "courses.yaml").rename(town / "kurse.yaml")
    assert "no file of a register" in "\n".join(p.text for p in errors(reviewed(town)))


@pytest.mark.parametrize(
    ("path", "text"), [("nowhere/people.csv", "cannot be read"), ("", "no file of a register")]
)
def test_a_missing_file_is_told(tmp_path: Path, path: str, text: str) -> None:
    """A wrong path and an empty directory are problems like any other."""
    assert text in errors(reviewed(tmp_path / path))[0].text


def test_what_cannot_be_checked_is_said(town: Path) -> None:
    """Without the files that know the ids, a review of some files is no proof."""
    found = reviewed(town / "rollout.yaml")
    assert found.ok
    assert found.not_checked == ("whether each department exists: none was given",)


def test_a_certificate_from_before_is_only_a_warning(town: Path) -> None:
    """Somebody may have been trained before the register knew them."""
    spoil(town, "certificates.csv", "2026-02-10", "2025-02-10")
    found = reviewed(town)
    assert found.ok
    assert [p.level for p in found.problems] == [Level.WARNING]


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("from: 2026-01-01\n  title: Bauhof", "from: 2026-02-01\n  title: Bauhof", "before this"),
        ("title: Bauhof", "title: Bauhof\n  until: 2026-06-30", "after this department ended"),
    ],
)
def test_a_department_has_to_exist_while_people_are_in_it(
    town: Path, old: str, new: str, text: str
) -> None:
    """A warning at the line of whoever is left behind, for person and rollout stage alike."""
    spoil(town, "departments.yaml", old, new)
    found = reviewed(town)
    told = [Path(p.place.file).name for p in found.problems if text in p.text]
    assert (found.ok, told) == (True, ["people.csv", "rollout.yaml"])


def test_a_policy_without_a_day_is_told(town: Path) -> None:
    """A policy takes effect by date: in the file, or in its name."""
    (town / "policy" / "2026-06-01.yaml").rename(town / "policy" / "neu.yaml")
    assert "'effective' is missing" in errors(reviewed(town))[0].text


def test_policies_share_a_time_zone(town: Path) -> None:
    """A day can mean one thing only."""
    spoil(town, "policy/2026-06-01.yaml", "title:", "time_zone: Europe/London\ntitle:")
    assert "several time zones" in errors(reviewed(town))[0].text
