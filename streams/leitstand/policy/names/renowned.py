"""People of history, whose names are no personal data: the GDPR protects the living (recital 27).

A town hall writes of them when it names a street, opens an exhibition or explains a feast. Only full
names count, and the few surnames and single names that nobody takes for a neighbour. A name behind a
form of address is never one of them.
"""

import functools
from collections.abc import Sequence

_FULL = """
Johann Wolfgang von Goethe|Johann Wolfgang Goethe|Wolfgang von Goethe|Friedrich Schiller|Friedrich von Schiller
Martin Luther|Philipp Melanchthon|Thomas Müntzer|Johannes Calvin|Ulrich Zwingli|Jan Hus|Katharina von Bora
Johann Sebastian Bach|Wolfgang Amadeus Mozart|Ludwig van Beethoven|Franz Schubert|Robert Schumann|Clara Schumann
Johannes Brahms|Richard Wagner|Georg Friedrich Händel|Joseph Haydn|Felix Mendelssohn Bartholdy|Franz Liszt
Annette von Droste-Hülshoff|Heinrich Heine|Heinrich von Kleist|Friedrich Hölderlin|Eduard Mörike|Ludwig Uhland
Theodor Fontane|Theodor Storm|Wilhelm Busch|Gotthold Ephraim Lessing|Georg Büchner|Joseph von Eichendorff
Thomas Mann|Heinrich Mann|Hermann Hesse|Franz Kafka|Bertolt Brecht|Erich Kästner|Kurt Tucholsky|Stefan Zweig
Rainer Maria Rilke|Anna Seghers|Heinrich Böll|Günter Grass|Astrid Lindgren|Michael Ende|Otfried Preußler
Wilhelm Hauff|Jacob Grimm|Wilhelm Grimm|Gebrüder Grimm|Brüder Grimm|Hans Christian Andersen
Immanuel Kant|Georg Wilhelm Friedrich Hegel|Friedrich Nietzsche|Karl Marx|Friedrich Engels|Rosa Luxemburg
Karl Liebknecht|Clara Zetkin|August Bebel|Ferdinand Lassalle|Otto von Bismarck|Friedrich Ebert|Paul von Hindenburg
Gustav Stresemann|Matthias Erzberger|Walther Rathenau|Konrad Adenauer|Ludwig Erhard|Kurt Schumacher|Willy Brandt
Theodor Heuss|Helmut Schmidt|Helmut Kohl|Gustav Heinemann|Elisabeth Selbert|Louise Schroeder|Hans Böckler
Adolf Hitler|Joseph Goebbels|Heinrich Himmler|Hermann Göring|Sophie Scholl|Hans Scholl|Geschwister Scholl
Claus Schenk Graf von Stauffenberg|Georg Elser|Dietrich Bonhoeffer|Anne Frank|Edith Stein|Janusz Korczak
Albert Einstein|Max Planck|Otto Hahn|Lise Meitner|Marie Curie|Robert Koch|Rudolf Virchow|Carl Friedrich Gauß
Johannes Kepler|Alexander von Humboldt|Wilhelm von Humboldt|Gottfried Wilhelm Leibniz|Adam Ries|Adam Riese
Johannes Gutenberg|Albrecht Dürer|Lucas Cranach|Caspar David Friedrich|Käthe Kollwitz|Otto Dix|Paul Klee
Friedrich Fröbel|Maria Montessori|Johann Heinrich Pestalozzi|Rudolf Steiner|Friedrich List|Robert Bosch
Gottlieb Daimler|Carl Benz|Bertha Benz|Werner von Siemens|Ferdinand Porsche|Ferdinand von Zeppelin|Graf Zeppelin
Friedrich Barbarossa|Karl der Große|Friedrich der Große|Maria Theresia|Napoleon Bonaparte|Hildegard von Bingen
Leonardo da Vinci|Vincent van Gogh|Pablo Picasso|Claude Monet|Charlie Chaplin|William Shakespeare|Isaac Newton
Charles Darwin|Galileo Galilei|Nikolaus Kopernikus|Christoph Kolumbus|Mahatma Gandhi|Martin Luther King
Nelson Mandela|Florence Nightingale|Henry Dunant|Louis Braille|Mutter Teresa|Mustafa Kemal Atatürk|Simone de Beauvoir
Hannah Arendt|Heinz Erhardt|Joachim Ringelnatz|Christian Morgenstern|Heinrich Zille|Friedrich Ludwig Jahn
Sebastian Kneipp|Ferdinand Sauerbruch|Albert Schweitzer|Elisabeth von Thüringen|Till Eulenspiegel|Robin Hood
"""
_ALONE = (
    "Goethe Mozart Beethoven Barbarossa Napoleon Shakespeare Kant Hegel Nietzsche Luther Melanchthon Bismarck "
    "Hitler Goebbels Stauffenberg Adenauer Hölderlin Droste-Hülshoff Gutenberg Einstein Darwin Picasso Montessori "
    "Cicero Caesar Sokrates Platon Aristoteles Jesus Christus Moses Mose Buddha Atatürk Gandhi"
)


@functools.cache
def _known() -> frozenset[tuple[str, ...]]:
    full = (name.split() for line in _FULL.split("\n") for name in line.split("|") if name)
    return frozenset({*map(tuple, full), *((name,) for name in _ALONE.split())})


def is_renowned(parts: Sequence[str]) -> bool:
    """Say whether the words of a name, a genitive's s apart, are those of somebody in history."""
    last = parts[-1]
    stem = last[:-1].rstrip("'\u2019") if last.endswith("s") else last
    known = _known()
    return tuple(parts) in known or (*parts[:-1], stem) in known
