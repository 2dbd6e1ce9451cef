"""Hostile texts: the work grows with the text, not with its square."""

import time

import pytest

from leitstand.policy.engine.scan import scan

HOSTILE = {
    "dots": ".",
    "at signs": "a@",
    "domains": "a@a.",
    "digits": "1234567890",
    "spaced digits": "0 1 2 3 ",
    "quotes": "\"'",
    "almost an account": "DE89 3704 0044 0532 0130 01 ",
    "spaced country": "D E 8 9 ",
    "listening": "hör ",
    "asking to listen": "bitte hör Gespräch ",
    "password": "passwort:",
    "speakers": "[00:00:01] A\n",
    "cues": "00:00:01 --> ",
    "tokens": "eyJ",
    "halves of tokens": "eyJaaaaaaaaaaaaaaa.eyJaaaaaaaaaaaaaaaaa",
    "key blocks": "-----BEGIN " + "PRIVATE KEY-----",
    "addresses": "http://a:",
    "telephones": "Tel. 030 23125 417, ",
    "e-mails": "max.mustermann@example.org ",
    "brackets": "(0431) ",
    "full width": "\uff21\uff11",
    "underscores": "_",
    "invisible": "1\u200b",
}


def _work(text: str) -> float:
    """Return the least processor time of three scans: a figure that other processes hardly move."""

    def once() -> float:
        begun = time.process_time()
        scan(text)
        return time.process_time() - begun

    return min(once() for _ in range(3))


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE)
def test_work_grows_with_the_text(pattern: str) -> None:
    """Four times the text takes about four times the work; sixteen would be its square."""
    small = (pattern * 10_000)[:10_000]
    large = (pattern * 40_000)[:40_000]
    assert _work(large) <= 10 * _work(small) + 0.005
