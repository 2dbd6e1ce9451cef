"""Makes training texts: fills the slots of office texts, puts other names into annotated sentences."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.bench.names.corpora import Sentence, Text, as_text
from tests.bench.names.office import NEWS, SLOTS, WITH_NAMES, WITHOUT_NAMES

_SLOT = re.compile(r"\{(\w+)\}")
_CLASS = {"firma": "ORG", "haus": "ORG", "amt": "ORG", "ort": "LOC", "land": "LOC", "strasse": "LOC",
          "werk": "OTH", "auslandsfirma": "ORG", "band": "ORG", "auslandsort": "LOC",
          "auslandswerk": "OTH", "verein": "ORG", "partei": "ORG", "preis": "OTH"}  # fmt: skip
_PARTICLES = ["von", "van", "de", "zu", "von der", "van der", "el", "al", "da", "di", "von und zu"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Draws random names; commonly German ones as often as all others."""

    first: Sequence[str]
    last: Sequence[str]
    first_more: Sequence[str]
    """Drawn more often than their share: names of all who live in a German town."""
    last_more: Sequence[str]
    rng: random.Random
    mentions: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    """Places, organisations and other names of the corpus, by class, to put in each other's place."""

    def given(self) -> str:
        """Return a first name."""
        return self.rng.choice(self.first_more if self.rng.random() < 0.3 else self.first)

    def family(self) -> str:
        """Return a surname, sometimes double, sometimes with a particle."""
        roll = self.rng.random()
        name = self.rng.choice(self.last_more if self.rng.random() < 0.35 else self.last)
        if roll < 0.05 and "-" not in name:
            return f"{name}-{self.rng.choice(self.last)}"
        if roll < 0.07:
            return f"{self.rng.choice(_PARTICLES)} {name}"
        return name

    def full(self) -> str:
        """Return a full name, with a second first name or an initial now and then."""
        roll = self.rng.random()
        first = self.given()
        if roll < 0.08:
            first = f"{first} {self.given()}"
        elif roll < 0.12:
            first = f"{first} {self.given()[0]}."
        elif roll < 0.20:
            first = f"{first[0]}."
        elif roll < 0.23:
            first = f"{first}-{self.given()}"
        return f"{first} {self.family()}"


def _genitive(name: str) -> str:
    return name + ("'" if name[-1] in "sßzx" else "s")


def _slots(names: Names) -> dict[str, Callable[[], str]]:
    return {
        "P": names.full,
        "L": names.family,
        "G": names.given,
        "R": lambda: f"{names.family()}, {names.given()}",
        "Q": lambda: f"{names.family()} {names.given()}",
        "Pg": lambda: _genitive(names.full()),
        "Lg": lambda: _genitive(names.family()),
        "Gg": lambda: _genitive(names.given()),
    }


def fill(template: str, names: Names) -> Text:
    """Return a text with random names, offices and subjects in the slots of a template."""
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    drawn = _slots(names)
    length = done = 0
    template = template.replace("\\n", "\n").replace("\\t", "\t")
    for match in _SLOT.finditer(template):
        plain = template[done : match.start()]
        done = match.end()
        slot = match.group(1)
        value = drawn[slot]() if slot in drawn else names.rng.choice(SLOTS[slot])
        pieces += [plain, value]
        start = length + len(plain)
        length = start + len(value)
        kind = "PER" if slot in drawn else _CLASS.get(slot)
        if kind:
            spans.append((start, length, kind))
    pieces.append(template[done:])
    return Text(text="".join(pieces), spans=tuple(spans))


def office_text(names: Names, share_with_names: float = 0.6) -> Text:
    """Return a text of one to four filled templates, as letters and chats mix them."""
    rng = names.rng
    texts = []
    for _ in range(rng.choice((1, 1, 2, 3, 4))):
        pool = WITH_NAMES if rng.random() < share_with_names else WITHOUT_NAMES
        texts.append(fill(rng.choice(pool), names))
    return written(joined(texts, rng), rng)


def news_text(names: Names) -> Text:
    """Return a filled template of news and encyclopedias."""
    return written(fill(names.rng.choice(NEWS), names), names.rng, careless=0.04)


def joined(texts: Sequence[Text], rng: random.Random) -> Text:
    """Return several texts as one, with blanks or line breaks between them."""
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    length = 0
    for text in texts:
        if pieces:
            pieces.append(rng.choice((" ", "\n", "\n\n")))
            length += len(pieces[-1])
        spans += [(start + length, end + length, kind) for start, end, kind in text.spans]
        pieces.append(text.text)
        length += len(text.text)
    return Text(text="".join(pieces), spans=tuple(spans))


_ASCII = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}


def written(text: Text, rng: random.Random, careless: float = 0.13) -> Text:
    """Return the text as a hurried person types it: all small, all capitals, no umlauts."""
    roll = rng.random()
    if roll < careless:
        return Text(text=text.text.lower(), spans=text.spans) if _keeps(text, str.lower) else text
    if roll < careless + 0.03:
        return Text(text=text.text.upper(), spans=text.spans) if _keeps(text, str.upper) else text
    if roll < careless + 0.06:
        return _respelled(text)
    return text


def _keeps(text: Text, change: Callable[[str], str]) -> bool:
    return len(change(text.text)) == len(text.text)


def _respelled(text: Text) -> Text:
    places = [0]
    for character in text.text:
        places.append(places[-1] + len(_ASCII.get(character, character)))
    return Text(
        text="".join(_ASCII.get(character, character) for character in text.text),
        spans=tuple((places[start], places[end], kind) for start, end, kind in text.spans),
    )


def renamed(sentence: Sentence, names: Names, share: float) -> Sentence:
    """Return the sentence with other names in it: each word of a person's name may change."""
    words = list(sentence.words)
    labels = sentence.labels
    for place, label in enumerate(labels):
        if label[2:] != "PER" or names.rng.random() > share or not words[place][0].isupper():
            continue
        followed = place + 1 < len(labels) and labels[place + 1] == "I-PER"
        if len(words[place]) <= 2:
            words[place] = names.given()[0] + words[place][1:]
            continue
        genitive = not followed and words[place].endswith("s") and names.rng.random() < 0.6
        new = names.given() if followed else _one_word(names)
        words[place] = _genitive(new) if genitive else new
    return Sentence(words=tuple(words), labels=labels)


def _runs(labels: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where each name, and each word that is none, begins and ends."""
    start = 0
    for place in range(1, len(labels) + 1):
        if place == len(labels) or not labels[place].startswith("I-"):
            yield start, place
            start = place


def mentions(sentences: Iterable[Sentence], kind: str) -> list[tuple[str, ...]]:
    """Return all names of a class, as often as the sentences have them."""
    return [
        sentence.words[start:end]
        for sentence in sentences
        for start, end in _runs(sentence.labels)
        if sentence.labels[start] == f"B-{kind}"
    ]


def swapped(sentence: Sentence, names: Names, share: float = 0.35) -> Sentence:
    """Return the sentence with other places, organisations and works in it."""
    words: list[str] = []
    labels: list[str] = []
    for start, end in _runs(sentence.labels):
        kind = sentence.labels[start][2:]
        if kind in names.mentions and names.rng.random() < share:
            other = names.rng.choice(names.mentions[kind])
            words += other
            labels += [f"B-{kind}", *[f"I-{kind}"] * (len(other) - 1)]
        else:
            words += sentence.words[start:end]
            labels += sentence.labels[start:end]
    return Sentence(words=tuple(words), labels=tuple(labels))


def _one_word(names: Names) -> str:
    return names.family().split()[-1]


def corpus_text(sentence: Sentence, names: Names, share: float) -> Text:
    """Return a sentence of a corpus as a text, with other names in ``share`` of their places."""
    rng = names.rng
    if share and rng.random() < 0.6:
        sentence = renamed(sentence, names, rng.choice((0.5, 1.0)))
    if share and rng.random() < 0.6:
        sentence = swapped(sentence, names)
    return written(as_text(sentence, spaced=rng.random() < 0.5), rng, careless=0.04)
