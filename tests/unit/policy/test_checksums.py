"""Check digits against the examples of the standards and of the authorities.

Tables only, without the engine: the mutation run calls these tests once for each mutant.
"""

import pytest

from leitstand.policy import checksums, checksums_documents, checksums_steuernummer, checksums_vat


def wrong(right: str) -> list[str]:
    """Return the number with each other last digit."""
    return [right[:-1] + digit for digit in "0123456789" if digit != right[-1]]


@pytest.mark.parametrize("right", ["79444", "370400440532013000131489"])
def test_mod97_10(right: str) -> None:
    """ISO/IEC 7064: 794 with 44; the German specimen of the SWIFT registry, moved and spelt out."""
    assert checksums.iso7064_mod97_10(right)
    assert not any(map(checksums.iso7064_mod97_10, wrong(right)))


HYBRID = ["07945", "86095742719", "47036892816", "65929970489", "57549285017", "25768131411",
          "02476291358", "136695976", "15560789230", "76849280131", "74028863589"]  # fmt: skip
"""ISO/IEC 7064, and specimens of BZSt, ELSTER and the European Commission."""


@pytest.mark.parametrize("right", HYBRID)
def test_mod11_10(right: str) -> None:
    """Just one last digit is right."""
    assert checksums.iso7064_mod11_10(right)
    assert not any(map(checksums.iso7064_mod11_10, wrong(right)))


CARDS = ["4111111111111111", "5555555555554444", "378282246310005", "30569309025904",
         "6011111111111117", "3530111333300000", "79927398713", "4222222222222"]  # fmt: skip


@pytest.mark.parametrize("right", CARDS)
def test_luhn(right: str) -> None:
    """Test numbers of the issuers, odd and even lengths."""
    assert checksums.luhn(right)
    assert not any(map(checksums.luhn, wrong(right)))


PENSION = ["15070649C103", "65170839J003", "12311299M041", "53010101W996", "24290260Q506",
           "80111190Z089", "44091052K776"]  # fmt: skip


@pytest.mark.parametrize("right", PENSION)
def test_pension_insurance(right: str) -> None:
    """Specimens of the pension insurance, then invented ones; just one last digit is right."""
    assert checksums.pension_insurance(right)
    assert not any(map(checksums.pension_insurance, wrong(right)))


HEALTH = ["A123456780", "A000500015", "I908172631", "K102938474", "Z556677887", "Q000000018"]


@pytest.mark.parametrize("right", HEALTH)
def test_health_insurance(right: str) -> None:
    """Specimens of gematik, then invented ones; just one last digit is right."""
    assert checksums.health_insurance(right)
    assert not any(map(checksums.health_insurance, wrong(right)))


@pytest.mark.parametrize("count", [19, 29])
def test_health_insurance_in_its_long_forms(count: int) -> None:
    """The last digit stands for all before it: just one is right."""
    body = "A123456780101575519T012345678"[:count]
    rights = [digit for digit in "0123456789" if checksums.health_insurance(body + digit)]
    assert rights == [{19: "0", 29: "6"}[count]]


STEUERNUMMERN = [
    "2893081508152", "9181081508155", "1121081508150", "3048081508155", "2475081508152",
    "2202081508156", "2613081508153", "4079081508151", "2324081508151", "5133081508159",
    "2722081508154", "1010081508182", "3201012312340", "3101081508154", "2129081508158",
    "4151081508156", "2866081508156", "2653081508158", "2138081508154", "9198081508152",
    "9296081508153", "3098081508157", "4098081508157", "3248081508156", "3198081508152",
    "4198081508152", "1096081508187", "2497012301233", "2241081508154", "2388081508158",
    "1197081508154", "5400081508159", "5500081508151", "5600081508154", "2799081508152",
    "2866089638150", "2799061508163", "1127067891238", "1113000191236", "1124069391231",
    "2241057465746", "2241061660480", "2241078967466", "2475071177689", "2475010627029", "2475052325154",
    "2722043317832", "2722081776827", "2722046597630", "2741063250321", "2741045525425", "2741055712052",
    "5133064776694", "5133070756476", "5133052313156", "5350066643009", "5350035921887", "5350085338603",
    "5219035770305", "5219066864083", "5219089717372", "2893073236208", "2893045585047", "2893048768881",
    "2611033717850", "2611089613339", "2611030973956", "2366080826814", "2366089333640", "2366044849389",
    "9247030756441", "9247054102639", "9247042481413", "1136025825890", "1136060852777", "1136076676361",
]  # fmt: skip
"""ELSTER's examples of each Land, Berlin by both of its procedures; the last rows invented."""


@pytest.mark.parametrize("right", STEUERNUMMERN)
def test_steuernummer(right: str) -> None:
    """The Land's own procedure takes it, and no other last digit (Berlin: at most one more)."""
    assert checksums_steuernummer.is_right(right)
    others = sum(map(checksums_steuernummer.is_right, wrong(right)))
    assert others <= (1 if right.startswith("11") else 0)


UNLAWFUL = [
    "2866181508156", "2866000008156", "2866099808156", "2866099908156", "9198009908150",
    "5400000008150", "5400009988150", "5400009998150", "5400081500009", "5400081510009", "2900081508152",
    "0100081508152", "3098009908150", "4098009908150", "1096009908150", "3248009908150",
    "3198009908150", "4198009908150",
]  # fmt: skip


@pytest.mark.parametrize("number", UNLAWFUL)
def test_parts_that_no_steuernummer_has(number: str) -> None:
    """The fifth digit is 0, some districts are never given out, some Länder begin at 100."""
    assert not checksums_steuernummer.has_lawful_parts(number)
    assert not any(
        checksums_steuernummer.is_right(number[:12] + digit) for digit in "0123456789"
        if number[9:12] != "000" or digit == "9"
    )  # fmt: skip


@pytest.mark.parametrize(
    "number",
    [
        "9198010008150",
        "2866009908156",
        "5400009978150",
        "5400081500010",
        "5400081501000",
        "2866099708150",
    ],
)
def test_parts_at_the_border(number: str) -> None:
    """The first and the last that are given out."""
    assert checksums_steuernummer.has_lawful_parts(number)


VAT = [
    ("AT", "U13585627"), ("AT", "U10223006"), ("BE", "0776091951"), ("BE", "0428759497"),
    ("CZ", "25123891"), ("CZ", "46505334"), ("DE", "136695976"), ("DK", "13585628"),
    ("EE", "100931558"), ("EL", "094259216"), ("EL", "094014201"), ("FI", "20774740"),
    ("FR", "83404833048"), ("FR", "40303265045"), ("FR", "K7399859412"), ("HR", "33392005961"),
    ("HU", "12892312"), ("IT", "00743110157"), ("LT", "119511515"), ("LT", "100001919017"),
    ("LU", "15027442"), ("LV", "40003521600"), ("MT", "11679112"), ("NL", "004495445B01"),
    ("NL", "123456789B13"), ("PL", "8567346215"), ("PT", "501964843"), ("RO", "18547290"),
    ("SE", "556188840401"), ("SI", "50223054"), ("SK", "2022749619"),
    ("AT", "U04661099"), ("AT", "U72153974"), ("AT", "U13008369"), ("AT", "U18875251"), ("AT", "U90420526"),
    ("BE", "0713274652"), ("BE", "0985985598"), ("BE", "0945038039"), ("BE", "0687015366"), ("BE", "0005477134"),
    ("CZ", "28719891"), ("CZ", "33034192"), ("CZ", "29811465"), ("CZ", "73570800"), ("CZ", "82745153"),
    ("DK", "95177409"), ("DK", "76933642"), ("DK", "13969450"), ("DK", "77967060"), ("DK", "80708890"),
    ("EE", "467132427"), ("EE", "929910860"), ("EE", "928127298"), ("EE", "621438080"), ("EE", "886511917"),
    ("EL", "934359038"), ("EL", "330566460"), ("EL", "256039909"), ("EL", "921261950"), ("EL", "852858305"),
    ("FI", "31150255"), ("FI", "65792651"), ("FI", "33818466"), ("FI", "59583140"), ("FI", "97265370"),
    ("FR", "26126662055"), ("FR", "72897556346"), ("FR", "20335782801"), ("FR", "47386933626"), ("FR", "77130744899"),
    ("HU", "26848842"), ("HU", "35820033"), ("HU", "97191951"), ("HU", "85949740"), ("HU", "46061832"),
    ("IT", "04781730157"), ("IT", "08456280158"), ("IT", "02483260150"), ("IT", "02590590150"), ("IT", "09065900152"),
    ("LT", "318507619"), ("LT", "403820317"), ("LT", "547817416"), ("LT", "117149310"), ("LT", "723682314"),
    ("LU", "60286972"), ("LU", "11166761"), ("LU", "14621678"), ("LU", "94906053"), ("LU", "40522609"),
    ("LV", "57668393656"), ("LV", "47841071152"), ("LV", "61250298973"), ("LV", "60926291270"), ("LV", "47150718638"),
    ("MT", "56016182"), ("MT", "16618361"), ("MT", "39664613"), ("MT", "93859520"), ("MT", "31395088"),
    ("NL", "776823474B29"), ("NL", "545465862B91"), ("NL", "319072009B69"), ("NL", "835933428B54"), ("NL", "170973943B43"),
    ("PL", "4986334203"), ("PL", "9292702273"), ("PL", "3708746607"), ("PL", "2173494250"), ("PL", "9629231510"),
    ("PT", "464849098"), ("PT", "493793488"), ("PT", "154579378"), ("PT", "961148810"), ("PT", "319017206"),
    ("RO", "5753218127"), ("RO", "6924113202"), ("RO", "1546878222"), ("RO", "3445181120"), ("RO", "5191407010"),
    ("SE", "781472163001"), ("SE", "123756484201"), ("SE", "697331646301"), ("SE", "222218118801"), ("SE", "223582404801"),
    ("SI", "17966167"), ("SI", "36583332"), ("SI", "82823383"), ("SI", "46488570"), ("SI", "27676790"),
    ("SK", "7737379804"), ("SK", "8278775846"), ("SK", "9423070778"), ("SK", "8496719770"), ("SK", "9236924015"),
    ("LT", "583478710"), ("LT", "434185711"), ("LT", "652156212"), ("LT", "930922416"),
]  # fmt: skip
"""Examples that the administrations publish; the last rows invented, right by python-stdnum too."""


@pytest.mark.parametrize(("state", "body"), VAT)
def test_vat(state: str, body: str) -> None:
    """The state's own rule takes it."""
    assert checksums_vat.CHECKS[state](body)


PLACES = {"AT": 8, "BE": 9, "CZ": 7, "DE": 8, "DK": 7, "EE": 8, "EL": 8, "FI": 7, "FR": 10, "HR": 10,
          "HU": 7, "IT": 10, "LT": 8, "LU": 7, "LV": 10, "MT": 7, "PL": 9, "PT": 8, "SE": 9,
          "SI": 7, "SK": 9, "NL": 8}  # fmt: skip


@pytest.mark.parametrize(("state", "body"), [(s, b) for s, b in VAT if b not in {"123456789B13"}])
def test_vat_with_another_digit(state: str, body: str) -> None:
    """No other digit at the place of the check digit is right (in the Netherlands since 2020: one)."""
    place = len(body) - 1 if state in {"LT", "RO"} else PLACES[state]
    others = [body[:place] + d + body[place + 1 :] for d in "0123456789" if d != body[place]]
    assert sum(map(checksums_vat.CHECKS[state], others)) == 0


@pytest.mark.parametrize(
    ("state", "body"), [("CZ", "7103192745"), ("CZ", "640903926"), ("LV", "16117519997")]
)
def test_vat_of_persons_is_judged_by_form(state: str, body: str) -> None:
    """Birth numbers and personal codes have rules of their own."""
    assert checksums_vat.CHECKS[state](body)


@pytest.mark.parametrize(
    ("state", "body"),
    [("FR", "K7399859413"), ("FR", "83404833049"), ("LT", "100001919016"), ("NL", "123456789B14"),
     ("BE", "0776091952"), ("LV", "40003521601"), ("SE", "556188840301"), ("SK", "2022749618")],
)  # fmt: skip
def test_no_vat(state: str, body: str) -> None:
    """Wrong in a place other than the last digit, or by the other rule of the state."""
    assert not checksums_vat.CHECKS[state](body)


def test_sums() -> None:
    """As many digits as there are weights; a product of two digits counts as their sum."""
    assert checksums.weighted("1234", (1, 2, 3)) == 14
    assert checksums.weighted("98", (7, -1)) == 55
    assert checksums.cross_sums("987", (2, 5, 1)) == 9 + 4 + 7
    assert checksums.cross_sums("98", (2, 1, 4)) == 17


LICENCES = [
    "B072RRE2I5",
    "ZA9K00B312",
    "J010000002",
    "N0704QQ03X",
    "F000000014",
    "B4Z0A1RZNX",
    "K987654322",
]
"""The model licence, then invented numbers."""


@pytest.mark.parametrize("number", LICENCES)
def test_licence(number: str) -> None:
    """The tenth character stands for the nine before it."""
    assert checksums_documents.licence_check_character(number[:9]) == number[9]


def test_documents() -> None:
    """ICAO Doc 9303: 520727 has 3, D23145890 has 7."""
    assert checksums_documents.mrz_check_digit("520727") == 3
    assert checksums_documents.mrz_check_digit("D23145890") == 7
    assert checksums_documents.mrz_check_digit("ZE184226B<<<<<") == 1
    assert checksums_documents.mrz_check_digit("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<") == 4
