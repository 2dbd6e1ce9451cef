"""Passwords, PINs and codes that somebody names; talk about them is left alone. All invented."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence


def wide(text: str) -> str:
    """Return a text in full-width characters, as some PDFs hold them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


NAMED = [
    ("Passwort: Wolke-7-Haus!", "Wolke-7-Haus!"),
    ("export DB_PASS=9dk3-Ffa", "9dk3-Ffa"),
    ("Der Code für die Alarmanlage ist 7788.", "7788"),
    ("Code zur Nebeneingangstür: 447100", "447100"),
    ("Das Passwort lautet Sommer2026!", "Sommer2026!"),
    ("Kennwort = Ka!serstuhl88", "Ka!serstuhl88"),
    ("Das Passwort für das Postfach ist „Blaue-Tonne-19“", "Blaue-Tonne-19"),
    ('password="hunter2!"', "hunter2!"),
    ("DB_PASSWORD=tief8au#GIS", "tief8au#GIS"),
    ("PIN: 48213", "48213"),
    ("PIN 4711 für das Handy", "4711"),
    ("Benutzer admin, Kennwort sommer12", "sommer12"),
    ("Zugang: admin / Geheim!2024", "Geheim!2024"),
    ("https://gast:Baust3lle@akten.example/api", "Baust3lle"),
    ("PW: Rathaus2026!", "Rathaus2026!"),
    ("pw:Rathaus2026!", "Rathaus2026!"),
    ("PWD = Kanal!4711", "Kanal!4711"),
    ("Login m.mustermann, PW Kanal!4711, danke", "Kanal!4711"),
    ("Kennwort für die Fachanwendung LÄMMkom: Wohngeld#77", "Wohngeld#77"),
    ("Kennwort für die Fachanwendung MESO lautet seit gestern: Melde-Amt-26", "Melde-Amt-26"),
    ("Zugang OK.KOMM Benutzer musteerik Passwort Ewo#2026xy und dann Maske 4", "Ewo#2026xy"),
    ("Benutzername: musteerik\nKennwort: Ewo#2026xy\nMandant: 01", "Ewo#2026xy"),
    ("Benutzername: musteerik\nKennwort: sonnenblume\nMandant: 01", "sonnenblume"),
    ("Passwort:\n  Ewo#2026xy\n", "Ewo#2026xy"),
    ("| Benutzer | musteerik |\n| Passwort | Ewo#2026xy |", "Ewo#2026xy"),
    ("WLAN-Schlüssel: 8fK2-pQ7z-11Lm", "8fK2-pQ7z-11Lm"),
    ("WLAN Gäste, WPA2-Schlüssel: Marktplatz5Gast", "Marktplatz5Gast"),
    ("Das neue WLAN-Passwort heißt jetzt Marktplatz!5.", "Marktplatz!5"),
    ("Netzwerksicherheitsschlüssel: 83hs7Kd02m", "83hs7Kd02m"),
    ("Wir haben das Kennwort von Frau Muster auf Start#2026 zurückgesetzt.", "Start#2026"),
    ("Das Passwort wurde auf „Start#2026“ geändert", "Start#2026"),
    ("Der Blattschutz geht mit dem Kennwort Haushalt27 auf.", "Haushalt27"),
    ("Excel-Blattschutz, Passwort: Haushalt27", "Haushalt27"),
    ("Initialpasswort: Tmp-4477-ab", "Tmp-4477-ab"),
    ("Einmalkennwort „Tmp-4477-ab“ bitte ändern", "Tmp-4477-ab"),
    ("Ich nehme überall Sommer2026! als Passwort.", "Sommer2026!"),
    ("Sommer2026! ist mein Passwort", "Sommer2026!"),
    ("VPN-Zugang\nUser: musteerik\nPass-Phrase folgt\nPSK: 9vB!x27-LkQ", "9vB!x27-LkQ"),
    ("Die PUK der SIM-Karte lautet 83920174.", "83920174"),
    ("PUK: 83920174", "83920174"),
    ("TAN: 493021", "493021"),
    ("Die TAN 493021 wurde nicht angenommen, warum?", "493021"),
    ("eID-PIN: 482913", "482913"),
    ("Der Türcode für das Archiv ist 2580#.", "2580#"),
    ("Alarmcode Bauhof: 7744", "7744"),
    ("Tresorkombination: 12-34-56", "12-34-56"),
    ("Freischaltcode: 7KQ2-99XA-LL3B", "7KQ2-99XA-LL3B"),
    ("Kenncode: xY3kLm", "xY3kLm"),
    ("Passcode: 9KxQpL", "9KxQpL"),
    ("Wiederherstellungsschlüssel: 483920-112233-445566-778899-001122-334455-667788-990011", "483920-112233-445566-778899-001122-334455-667788-990011"),
    ("Server=sql01;Database=finanz;User Id=sa;Password=Kass3!Kasse;Encrypt=true", "Kass3!Kasse"),
    ("Data Source=ora;uid=app;pwd=Kass3!Kasse;", "Kass3!Kasse"),
    ("postgresql://gis:tief8au@db01:5432/kataster", "tief8au"),
    ("jdbc:oracle:thin:@db01 spring.datasource.password=Tief8au!", "Tief8au!"),
    ("export PGPASSWORD='Kass3!Kasse'", "Kass3!Kasse"),
    ('"DefaultPassword"="Schalter3!"', "Schalter3!"),
    ("<password>Schalter3!</password>", "Schalter3!"),
    ("  password: 'Schalter3!'\n  port: 3306", "Schalter3!"),
    ("{\"user\": \"gis\", \"password\": \"Schalter3!\"}", "Schalter3!"),
    ("net use P: \\\\fs01\\bauamt Schalter3! /user:stadt\\gis", "Schalter3!"),
    ("sshpass -p Schalter3! ssh root@fs01", "Schalter3!"),
    ('ConvertTo-SecureString "Schalter3!" -AsPlainText -Force', "Schalter3!"),
    ("Client Secret (Wert): k8Q~9xVb3.LmP2-zR7tYw4nHs6dFg1JcA0uE_", "k8Q~9xVb3.LmP2-zR7tYw4nHs6dFg1JcA0uE_"),
    ("Geheimer Clientschlüssel: 7f3Kq9ZbX2mW8vLr4TnYc6Hd", "7f3Kq9ZbX2mW8vLr4TnYc6Hd"),
    ("Der API-Key für DeepL lautet 7f3a9c1e-44b2-9d0e-8c11-5a6b7c8d9e0f:fx", "7f3a9c1e-44b2-9d0e-8c11-5a6b7c8d9e0f:fx"),
    ("api_token = 'q8Zt3Lw9Xc2Vb7Nm5Kj1'", "q8Zt3Lw9Xc2Vb7Nm5Kj1"),
    ("Anmeldedaten: erika.muster / Kita-Sonne-9", "Kita-Sonne-9"),
    ("Benutzer/Passwort: admin/Kita-Sonne-9", "Kita-Sonne-9"),
    ("Login ist schule01 und Kita-Sonne-9", "Kita-Sonne-9"),
    ("My password is Kita-Sonne-9, please rewrite the mail", "Kita-Sonne-9"),
    ("The password for the shared mailbox is: Kita-Sonne-9", "Kita-Sonne-9"),
    ("Mein Passwort Kita-Sonne-9 wird nicht angenommen", "Kita-Sonne-9"),
    ("PASSWORT: KITA-SONNE-9", "KITA-SONNE-9"),
    (wide("Passwort:Kita9!x"), wide("Kita9!x")),
    ("Pass\u00adwort: Kita-\u200bSonne-9", "Kita-\u200bSonne-9"),
    ("Kennwort: „mein Hund heißt Bello 7“", "mein Hund heißt Bello 7"),
    ("Passwort (Gast-WLAN): Kita-Sonne-9", "Kita-Sonne-9"),
    ("Passwort: 123456", "123456"),
    ("Sehr geehrte Frau Muster,\n\nIhr Zugang zum Elternportal:\n\nBenutzername: muster27\nPasswort: aB3$kL9m\n\nMit freundlichen Grüßen", "aB3$kL9m"),
]  # fmt: skip
"""Prompt and the secret in it."""

NO_CREDENTIALS = [
    "Passwort vergessen: was tun?",
    "Der Code für die Tür hat 4 Stellen, der Code der Ausschreibung 2024 fehlt.",
    "BY_PASS=true; NO_PASS=0",
    "Passwort: mindestens 12 Zeichen",
    "Das Passwort ist 90 Tage gültig",
    "Passwort: ********",
    "Passwort: <Ihr Passwort>",
    "Kennwort: IhrPasswort",
    "password = ${DB_PASSWORD}",
    'api_key = os.environ["OPENAI_API_KEY"]',
    "Das Passwort erhalten Sie am Empfang.",
    "Passwortregeln: Groß- und Kleinbuchstaben",
    "Was ist ein Token?",
    "Passwort: ab1!",
    "PIN: 123",
    "Passwort 2026 ändern",
    "Pinzgauer Käse, siehe https://de.example.org/wiki/K%C3%A4se",
    "Schlüssel: 2 Stück",
    "https://www.example.org:8443/pfad",
    "Passwort: siehe Umschlag im Tresor",
    "Kennwort: folgt separat per Post",
    "Das Passwort muss 12-stellig sein und 2 Sonderzeichen enthalten.",
    "Das Passwort ist mindestens 8-stellig.",
    "Ändern Sie Ihr Passwort alle 90 Tage.",
    "Ein gutes Passwort ist z.B. ein Satz.",
    "Passwort: 8-12 Zeichen, Groß-/Kleinschreibung",
    "Die Passwort-Richtlinie gilt ab 01.01.2027.",
    "Passwortmanager: KeePass2",
    "Passwort-Manager KeePassXC 2.7.9 installieren",
    "Das Kennwort steht in Anlage 3 zur Dienstanweisung 2026/04.",
    "Das Kennwort für das Projekt ist frei wählbar.",
    "Kennwort: Umbau Rathaus",
    "Angebote sind mit dem Kennwort „Neubau Feuerwehrhaus 2026“ zu versehen.",
    "PIN-Brief und TAN-Verfahren erklären",
    "Der PIN wird per Brief bis 2027 verschickt.",
    "Pin: 20 Stück, Magnete: 40 Stück",
    "Bitte die PIN ändern. Termin am 12.03.2026",
    "Code: siehe Anlage",
    "Gemeindeschlüssel: 08111000",
    "Amtlicher Gemeindeschlüssel (AGS): 08 1 11 000",
    "Schlüsselnummer 4711 an Frau Muster ausgegeben",
    "Abfallschlüssel: 170504",
    "Buchungsschlüssel: 2026-4401-77",
    "Kontoschlüssel 1234567890 und Haushaltsstelle 1.4640.7000",
    "Token-Preise: 1.000.000 Token kosten 2,50 Euro",
    "Max. Token: 128000",
    "Zugang: barrierefrei / Aufzug 3",
    "Zugang: Hofseite / Raum 2.14",
    "Zugang zum Gebäude: Montag / Dienstag 8-12",
    "Login: über das Portal / Service-Konto",
    "Anmeldung: Frau Muster, Zimmer 101",
    "Anmeldung bis 31.03.2026: telefonisch oder 12345 Musterstadt",
    "Account-Manager: Müller, Tel. 2345",
    "Postleitzahl, QR-Code: 12 x 12 mm",
    "Farbcode: 112233",
    "Barcode 4006381333931",
    "Zugangscode: wird Ihnen zugesandt",
    "Key Account, Key User, Keynote 2026",
    "key performance indicators: 2024/2025",
    "password: changeme",
    "password: str = Field(min_length=12)",
    "password = input('Passwort: ')",
    'password = getpass.getpass("Kennwort")',
    "{{ vault_password }} und password: {{ vault_db_password }}",
    "PASSWORD=%DB_PASSWORD%",
    "token = response.json()['access_token']",
    "Wie lautet das Passwort für das Postfach?",
    "Ist das Passwort sicher? Beispiel: min. 10 Zeichen",
    "git commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "Merkblatt: Passwort ist geheim zu halten, § 5 Abs. 2 DA-IT 2025",
    "Das Passwort ist am 12.03.2026 abgelaufen.",
    "Das Passwort wurde auf 14 Zeichen verlängert und auf Wunsch geändert.",
    "Passwort: xxxxxxxx",
    "Passwort: [wird gesondert mitgeteilt]",
    "Bitte Passwort an erika.muster@musterstadt.example senden",
    "Passwort: erika.muster@musterstadt.example",
    "PW 3/2026 Pressewart, PW-Anhänger",
    "Der PKW (PW) mit 150 PS",
    "In der Tan-Region 2026",
    "Die Dropbox: Datenaustauschportale sind nicht erlaubt.",
    "LinkedIn, Veranstaltungen",
    "Passwort zurücksetzen: https://portal.musterstadt.example/reset",
    "Sicherheitsschlüssel: Welche Farbe?",
    "Lizenzschlüssel: bitte bestellen",
    "Anmeldename = Vorname.Nachname, Passwort = Geburtsdatum",
]


@pytest.mark.parametrize(("text", "secret"), NAMED)
def test_named_credential(text: str, secret: str) -> None:
    """A password that somebody names, and nothing around it."""
    found = [(f.category, text[f.start : f.end]) for f in scan(text)]
    expected = [(Category.CREDENTIAL, secret)]
    assert [one for one in found if one[0] is Category.CREDENTIAL] == expected


@pytest.mark.parametrize("text", NO_CREDENTIALS)
def test_no_credential(text: str) -> None:
    """Talk about passwords, placeholders, variables, other keys and codes."""
    assert [f.value for f in scan(text) if f.category is Category.CREDENTIAL] == []


def test_a_credential_shows_no_length() -> None:
    """Its mask would make guessing easier."""
    (found,) = scan("Passwort: Sommer2026!")
    assert found.shape == "Aa9_"


def test_a_strong_password_is_surer_than_a_weak_one() -> None:
    """Three kinds of characters are no word."""
    (strong,) = scan("Kennwort: Kita-Sonne-9")
    (weak,) = scan("Kennwort: sommer12")
    assert (strong.confidence, weak.confidence) == (Confidence.HIGH, Confidence.MEDIUM)


PASSWORDS = st.from_regex(r"[A-Z][a-z]{3,8}[0-9]{2}[!#$%][A-Za-z0-9]{2,6}", fullmatch=True)
FRAMES = st.sampled_from(
    [
        "Bitte schreibe eine Anleitung. Passwort: {} gilt bis Mai.",
        "Das Kennwort für das Gerät lautet {}",
        "Benutzer: gast\nPW: {}\nDanke",
        "pwd={};",
        "Zugangsdaten: gast / {}",
        "mit dem Passwort {} anmelden",
    ]
)


@given(PASSWORDS, FRAMES)
def test_any_strong_password_is_found_in_every_frame(password: str, frame: str) -> None:
    """The frame decides, not the password, unless it is one character again and again."""
    assume(len(set(password.lower())) > 3)
    text = frame.format(password)
    assert password in [text[f.start : f.end] for f in scan(text)]
