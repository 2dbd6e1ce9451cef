"""Names of persons.

Legal basis: a name is personal data, Art. 4 (1) GDPR; Art. 9 and professional secrecy build on it.
Format: none; names are recognised by their form, by lists of names that people bear, and by the
words beside them, by a small network that was trained for it (docs/model-card-names.md). A finding
is the name as it is written, without titles and forms of address: "Frau Dr. Anna Müller" gives
"Anna Müller", "Müller, Anna" is one name, "Anna und Peter Müller" are two.
Confidence: high, where the network is sure and a form of address stands before the name, or a
first name and a surname of the lists stand together; medium, where the network finds it likely;
low, where it finds it possible, and for the names on specimens (Mustermann).
Does not trigger: streets, schools, firms and laws called after persons, initials of anonymised
decisions, parts of e-mail addresses and links, offices without a name ("Frau Bürgermeisterin"),
radio calls ("Florian Musterstadt 1/44-1"), what stands behind "am" and "im", things in a list.
Specimens: Sehr geehrte Frau Öztürk, Betreff: Antrag Müller, Anna, gez. A. Kowalska (all invented).
"""

from leitstand.policy.detector import Detector
from leitstand.policy.names.recognise import recognise
from leitstand.schemas.vocabulary import Category, DataClass

DETECTOR = Detector(
    category=Category.PERSON,
    data_class=DataClass.PERSONAL,
    recognise=recognise,
)
