"""Lists of people: personnel systems, directories, and everything that can be wrong in them."""

import base64
from datetime import date

import pytest
from tests.unit.register.imports.lists import staff_of, told

from leitstand.register.imports import Mapping

HEADING = "Kennung;Amt;Eintritt;Austritt;ausgenommen\n"
OFFICES = Mapping(
    columns={"department": ("Amt",)},
    departments={"10 Hauptamt": "rathaus", "51 Kita Sonnenschein": "kita"},
    skip_departments=("Gemeinderat",),
)
GROUPS = Mapping(
    groups={"GRP-Kita": "kita", "GRP-Rathaus": "rathaus"}, exempt_groups=("GRP-Personalrat",)
)


def test_a_list_of_the_personnel_office() -> None:
    """Names of offices become departments; days, exemptions and left-out people are understood."""
    staff, report = staff_of(
        HEADING + "a@x;10 Hauptamt;;;\n"
        "b@x;51 KITA sonnenschein;01.04.2026;31.12.9999;ja\n"
        "c@x;bauhof;;30.6.2026;nein\n"
        "d@x;Gemeinderat;;;\n",
        OFFICES,
    )
    assert not report.problems
    found = {p: (s.department, s.exempt, s.first, s.last) for p, s in staff.lines.items()}
    assert found == {
        "a@x": ("rathaus", False, None, None),
        "b@x": ("kita", True, date(2026, 4, 1), None),
        "c@x": ("bauhof", False, None, date(2026, 6, 30)),
    }
    assert staff.skipped == {"left out by the mapping": 1}


def test_a_list_without_the_column_does_not_know_who_is_exempt() -> None:
    """So what the register knows must stay."""
    staff, _ = staff_of("user;department\na;kita\n")
    assert staff.lines["a"].exempt is None


def test_a_domain_is_added_to_bare_ids() -> None:
    """Where the gateway sees addresses and the list has logins."""
    staff, _ = staff_of("user;department\nA;kita\nb@y;kita\n", Mapping(user_domain="x"))
    assert sorted(staff.lines) == ["a@x", "b@y"]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "the file is empty"),
        (HEADING, 1, "nobody is in this list"),
        ("Kennung;Amtsleitung\na;b\n", 1, "the column 'department' is missing"),
        (HEADING + "a;Sozialamt;;;\n", 2, "there is no such department on this day"),
        (HEADING + "a;;;;\n", 2, "no department"),
        (HEADING + " ;bauhof;;;\n", 2, "the user id is empty"),
        (HEADING + "a;bauhof;31.02.2026;;\n", 2, "'from' is not a day"),
        (HEADING + "a;bauhof;03/04/2026;;\n", 2, "'from' is not a day"),
        (HEADING + "a;bauhof;2.5.2026;1.5.2026;\n", 2, "ends before it begins"),
        (HEADING + "a;bauhof;;;vielleicht\n", 2, "'exempt' is neither yes nor no"),
        (HEADING + "a;bauhof;;;\nA ;bauhof;;;\n", 3, "the same person as in line 2"),
        (HEADING + "a;bauhof;;;\nA;kita;;;\n", 3, "another line for the person in line 2"),
        (HEADING + "a;bauhof;;;;zu viel\n", 2, "this line has too many cells"),
        (HEADING + 'a;"bauhof\n;;;\n', 2, "not a CSV row"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(text: str, line: int, problem: str) -> None:
    """With a remedy, and without the value."""
    _, report = staff_of(text, OFFICES)
    assert told(report) == [(line, problem)]
    assert all(p.remedy for p in report.problems)
    assert "Sozialamt" not in "".join(map(str, report.problems))


def test_quotes_and_line_breaks_in_cells() -> None:
    """A cell may hold anything; a department over two lines is no department."""
    staff, report = staff_of('user;department;note\na;kita;"x;\n""y"""\nb;"ki\nta";\n')
    assert list(staff.lines) == ["a"]
    assert told(report) == [(4, "there is no such department on this day")]


def test_empty_cells_that_excel_leaves_out() -> None:
    """At the end of a line it writes no separators for them."""
    staff, report = staff_of(HEADING + "a;bauhof\n", OFFICES)
    assert (list(staff.lines), report.problems) == (["a"], ())


def test_a_thousand_faults_are_enough() -> None:
    """Then the rest is not read, and somebody says so."""
    _, report = staff_of(HEADING + "a;nirgends;x;;\n" * 5000, OFFICES)
    assert len(report.problems) < 2010
    assert "too many problems; the rest was not read" in {text for _, text in told(report)}


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


LDIF = f"""\
version: 1
# exported by ldifde
dn: CN=Ä A,OU=Kita,DC=musterdorf,DC=example
changetype: add
objectClass: user
objectGUID:: {base64.b64encode(bytes(range(128, 144))).decode()}
userPrincipalName: a@musterdorf.example
userAccountControl: 512
memberOf: CN=GRP-Kita,OU=Gruppen,DC=musterdorf,DC=example
memberOf: CN=VPN,OU=Gruppen,DC=musterdorf,DC=example

dn:: {encoded("CN=Ö B,DC=musterdorf,DC=example")}
userPrincipalName:: {encoded("b@musterdorf.example")}
userAccountControl: 66050
memberOf: CN=GRP-Kita,OU=Gruppen,DC=musterdorf,DC=example

dn: CN=C,DC=musterdorf,DC=example
userPrincipalName: c@musterdorf.exam
 ple
memberOf: CN=grp-personalrat,OU=Gruppen,
  DC=musterdorf,DC=example

dn: CN=D,DC=musterdorf,DC=example
userPrincipalName: d@musterdorf.example

dn: CN=GRP-Rathaus,OU=Gruppen,DC=musterdorf,DC=example
objectClass: group
member: CN=C,DC=musterdorf,DC=example
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_directory_in_ldif(encoding: str) -> None:
    """Folded lines, base64, disabled accounts, groups at the person and groups that list members."""
    staff, report = staff_of(LDIF.replace("\n", "\r\n").encode(encoding), GROUPS)
    assert not report.problems
    assert {p: (s.department, s.exempt) for p, s in staff.lines.items()} == {
        "a@musterdorf.example": ("kita", False),
        "c@musterdorf.example": ("rathaus", True),
    }
    assert staff.skipped == {"the account is disabled": 1, "in no group of the mapping": 1}


def test_a_directory_with_departments() -> None:
    """The attribute `department` instead of groups."""
    text = "dn: cn=a\nmail: a@x\ndepartment: 10 hauptamt\n\ndn: cn=b\nmail: b@x\n"
    staff, report = staff_of(text, Mapping(departments={"10 Hauptamt": "rathaus"}))
    assert {p: s.department for p, s in staff.lines.items()} == {"a@x": "rathaus"}
    assert told(report) == [(5, "no department")]


def test_user_ids_of_one_form() -> None:
    """An account without the attribute that the others have gets no id of another kind."""
    text = (
        "dn: cn=a\nsAMAccountName: a\nuserPrincipalName: a@x\ndepartment: kita\n\n"
        "dn: cn=b\nsAMAccountName: b\ndepartment: kita\n"
    )
    staff, report = staff_of(text)
    assert list(staff.lines) == ["a@x"]
    assert [line for line, text in told(report) if "left out" in text] == [6]
    staff, report = staff_of(text, Mapping(columns={"user": ("sAMAccountName",)}))
    assert (list(staff.lines), report.problems) == (["a", "b"], ())


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("dn: cn=a\nmail: a@x\nunsinn\n", 3, "not a line of LDIF"),
        ("dn: cn=a\nmail:< file:///a\n", 2, "a value in another file"),
    ],
)
def test_what_is_no_ldif(text: str, line: int, problem: str) -> None:
    """Told at its line."""
    _, report = staff_of(text, GROUPS)
    assert (line, problem) in told(report)


def test_groups_in_a_csv() -> None:
    """One line a membership as PowerShell writes it, or all groups in one cell as csvde does."""
    powershell = (
        '#TYPE Selected.ADPrincipal\r\n"GroupName","SamAccountName","Enabled"\r\n'
        '"GRP-Kita","a","True"\r\n"VPN","a","True"\r\n"GRP-Personalrat","a","True"\r\n'
        '"GRP-Rathaus","b","True"\r\n"GRP-Kita","b","True"\r\n"GRP-Kita","c","False"\r\n'
    )
    staff, report = staff_of(powershell, GROUPS)
    assert {p: (s.department, s.exempt) for p, s in staff.lines.items()} == {
        "a": ("kita", True),
        "b": ("kita", False),
    }
    assert told(report) == [(6, "in groups of several departments")]
    csvde = 'DN,memberOf,sAMAccountName\n"cn=a","CN=VPN,DC=x;CN=GRP-Kita,DC=x",a\n'
    staff, report = staff_of(csvde, GROUPS)
    assert {p: s.department for p, s in staff.lines.items()} == {"a": "kita"}


def test_trial_groups_across_departments() -> None:
    """One line a person or a membership; a list without the groups is not read for them."""
    mapping = Mapping(trial_groups={"GRP-Pilot": "chat"})
    staff, report = staff_of(
        "user;department;group\na;kita;VPN\na;kita;GRP-Pilot\nb;kita;VPN\n", mapping
    )
    assert not report.problems
    assert {p: s.trials for p, s in staff.lines.items()} == {"a": ("chat",), "b": ()}
    _, report = staff_of("user;department\na;kita\n", mapping)
    assert told(report) == [(1, "the column 'group' is missing")]
    _, report = staff_of("user;department;group\na;kita;x\n", Mapping(trial_groups={"x": "chta"}))
    assert [text for _, text in told(report)] == [
        "the trial group of an application that the register does not have: chta"
    ]
    assert staff_of("user;department\na;kita\n")[0].lines["a"].trials is None
