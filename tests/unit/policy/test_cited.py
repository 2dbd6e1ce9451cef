"""Names in references to literature and decisions, as opposed to people in a text."""

import pytest

from leitstand.policy.cited import is_cited


def cited(text: str, name: str) -> bool:
    """Say how a name in a text is judged."""
    start = text.index(name)
    return is_cited(text, start, start + len(name))


CITED = [
    ("Rn. 31; Neumann / Külpmann in: Stelkens / Bonk / Sachs, VwVfG, 9. Aufl. 2018", "Neumann"),
    ("Rn. 31; Neumann / Külpmann in: Stelkens / Bonk / Sachs, VwVfG, 9. Aufl. 2018", "Külpmann"),
    ("Rn. 31; Neumann / Külpmann in: Stelkens / Bonk / Sachs, VwVfG, 9. Aufl. 2018", "Bonk"),
    ("Rn. 31; Neumann / Külpmann in: Stelkens / Bonk / Sachs, VwVfG, 9. Aufl. 2018", "Sachs"),
    (
        "(vgl. Krautzberger, in: Ernst/Zinkahn, BauGB, Stand Oktober 2017, § 12 Rn. 78)",
        "Krautzberger",
    ),
    ("von Mindestmaßen (Oerder, BauR 2009, 744)", "Oerder"),
    ("(vgl. Karpenstein / Dingemann a. a. O. § 17 Rn. 186 f.)", "Dingemann"),
    (
        "Urteil vom 8. September 2011 - C-17/10, Toshiba Corporation u. a. - Rn. 42",
        "Toshiba Corporation",
    ),
    ("Rn. 123; Benecke in Benecke / Hergenröder BBiG § 22 Rn. 74", "Hergenröder"),
    ("1238 f.; Uhlenbruck / Ries 14. Aufl. § 209 InsO Rn. 24", "Uhlenbruck"),
    ("in Rechnung zu stellen (so auch Eckhoff, Finanz-Rundschau - FR - 2007, 989)", "Eckhoff"),
    ("RdNr 122; Leopold in jurisPK-SGB II, 4. Aufl 2015", "Leopold"),
    ("(vgl. EGMR < GK >, Kleyn and others v. The Netherlands)", "Kleyn"),
    ("- C- 22/13 - [Mascolo ua.] Rn. 77", "Mascolo"),
    ("siehe Palandt, BGB, 81. Aufl. 2022, § 535 Rn. 3", "Palandt"),
]


@pytest.mark.parametrize(("text", "name"), CITED)
def test_a_reference(text: str, name: str) -> None:
    """Authors, editors, parties of known cases."""
    assert cited(text, name)


NOT_CITED = [
    ("Frau Neumann hat angerufen und bittet um Rückruf.", "Neumann"),
    ("Neumann, Anna, geb. 1971, wohnt in der Gartenstraße.", "Neumann"),
    ("Bitte an Neumann / Külpmann weiterleiten, sie haben Widerspruch eingelegt.", "Külpmann"),
    ("Herr Sachs beruft sich auf § 35 SGB I und will Auskunft.", "Sachs"),
    ("Bitte an Neumann / Külpmann und Frau Sachs, Zimmer 12, weiterleiten.", "Neumann"),
    ("Anders Eckhoff, Zimmer 12, will Auskunft.", "Eckhoff"),
    ("Schreibe Frau Oerder, dass ihr Bescheid 2026 kommt.", "Oerder"),
]


@pytest.mark.parametrize(("text", "name"), NOT_CITED)
def test_somebody_of_flesh_and_blood(text: str, name: str) -> None:
    """Law near a name does not make it a citation."""
    assert not cited(text, name)
