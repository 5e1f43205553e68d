"""Fingerprints of fifteen mistakes about data law, by which a lesson's claims are searched.

A fingerprint is a pattern for a sentence. What stands in double quotes is somebody's words, and a
sentence that denies the mistake is innocent. Each carries an example of both, which a test tries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

NOT = r"\b(not|never|no|nor|cannot|can't|isn't|aren't|wrong|myth|rarely|seldom)\b"
QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
SENTENCE = re.compile(r"(?<=[.?!:])\s+|\n+|\s\|\s")

LAW = re.compile(
    r"\bGDPR\b|\bArticles? \d|\bAct (?:19|20)\d\d\b|\blawful bas[ie]s\b|\bInformation Commission"
    r"|\bregulation \d|\b[Ss]ection \d"
)
PROVISION = re.compile(r"\b(?:Articles?|Annex|Schedule|[Ss]ections?|regulation) \d+[A-Z]*\d*")


@dataclass(frozen=True)
class Fingerprint:
    """One way a mistake shows: guilty when it matches, unless the sentence also holds `unless`."""

    mistake: str
    pattern: str
    unless: str
    guilty: str
    innocent: str

    def found(self, sentence: str) -> bool:
        """Tell whether a sentence makes this mistake."""
        said = QUOTED.sub('""', sentence)
        makes = re.search(self.pattern, said, re.IGNORECASE)
        return bool(makes) and not (self.unless and re.search(self.unless, said, re.IGNORECASE))


FINGERPRINTS = [
    Fingerprint(
        "1 consent as always needed, or the safest basis",
        r"consent is (always|the safest)|always (need|get|ask for|require)\w*( \w+){0,2} consent"
        r"|(can|may) only (be )?share\w*[^.]*\bconsent",
        NOT,
        "You always need their consent before you share.",
        "Consent is rarely the right basis for a council.",
    ),
    Fingerprint(
        "2 treatment consent taken for data protection consent",
        r"consent(ed|s)? to (the )?(treatment|care|operation)[^.]*\b(so|covers|allows|means)\b",
        NOT,
        "She consented to treatment, so we may share her record.",
        "Consent to treatment is not consent in data protection law.",
    ),
    Fingerprint(
        "3 UK GDPR alone is enough",
        r"GDPR (is|alone is) (all|enough)|(only|nothing but) (the )?(UK )?GDPR (applies|matters)",
        NOT,
        "If you satisfy the law, only UK GDPR matters.",
        "UK GDPR alone is not enough: confidentiality stands beside it.",
    ),
    Fingerprint(
        "4 a provision or regulator that is gone",
        r"\bArt(icle|\.)? ?22\b(?!\()(?![A-D])|\bArt(icle|\.)? ?77\b|Information Commissioner\b",
        r"\b(replaced|omitted|no longer|until|before|old|former|formerly|used to)\b",
        "Article 22 gives a right not to be judged by a computer.",
        "Articles 22A to 22D replaced Article 22 on 5 February 2026.",
    ),
    Fingerprint(
        "5 legitimate interests for a public body's tasks",
        r"\b(council|councils|NHS|hospital|public (body|bodies|authority|authorities))\b"
        r"[^.]*\blegitimate interest",
        f"{NOT}|charit|housing association|company|companies",
        "The council can rely on legitimate interests for this.",
        "The council cannot use legitimate interests for its own tasks.",
    ),
    Fingerprint(
        "6 pseudonymised or nameless taken for anonymous",
        r"(names?|identifiers?) (are |were )?(off|removed|taken (off|out)|gone|deleted)[^.]*"
        r"\banonym|\bcoded[^.]*\banonym|pseudonymi[sz]ed[^.]*\banonym|anonymi[sz]ed with a code",
        f"{NOT}|still|only when|different",
        "Once the names are removed the list is anonymised.",
        "With the names removed the list is not anonymous.",
    ),
    Fingerprint(
        "7 suppress below 5 as national law",
        r"\b(suppress|hide|hold back|below|under|fewer than|less than)\b[^.]{0,30}\b(5|five)\b"
        r"[^.]*\b(law|legal|illegal|everywhere|nationally|by rule)\b"
        r"|\b(law|legal)\b[^.]*\b(suppress|below|fewer than|under)\b[^.]{0,20}\b(5|five)\b",
        f"{NOT}|example",
        "By law you must suppress counts below five.",
        "No law says to hide numbers below 5: follow your own policy.",
    ),
    Fingerprint(
        "9 an agreement as a power, a power as a duty, section 251 as an exemption",
        r"(sharing agreement|memorandum)[^.]*\b(gives|is|provides|creates)\b[^.]*"
        r"\b(power|legal basis|lawful basis|permission|gateway)\b"
        r"|Digital Economy Act[^.]*\b(must|duty|requires|obliges)\b"
        r"|\b(section|s\.) ?251\b(?![AB])[^.]*\b(exempt|GDPR|data protection)",
        NOT,
        "The sharing agreement gives us the legal power to share.",
        "A sharing agreement is not a legal power.",
    ),
    Fingerprint(
        "10 a rubber stamp as human involvement",
        r"human in the loop",
        f"{NOT}|token|rubber|meaningful|must be able",
        "It is safe, because there is a human in the loop.",
        "A human in the loop who cannot change the outcome is a token.",
    ),
    Fingerprint(
        "11 the four-fifths rule as UK law",
        r"four[- ]fifths|80% rule|80 per cent rule",
        f"{NOT}|American|United States|\\bUS\\b",
        "Our ratio fails the four-fifths rule.",
        "The four-fifths rule is American, and no law here.",
    ),
    Fingerprint(
        "12 a difference taken for discrimination, or none for none",
        r"\b(gap|difference|disparity|ratio|numbers?)\b[^.]*"
        r"\b(proves?|shows? that|means? that|is)\b[^.]*\b(unlawful|illegal|discriminat)"
        r"|\b(so|therefore) (it is|this is) (un)?lawful",
        NOT,
        "A gap this wide is unlawful discrimination.",
        "A gap is not proof of discrimination.",
    ),
    Fingerprint(
        "13 the transparency standard as a duty of councils or the NHS",
        r"(council|NHS|hospital)[^.]*\b(must|have to|required|mandatory)\b[^.]*"
        r"(ATRS|algorithmic transparency)|(ATRS|algorithmic transparency)[^.]*"
        r"\b(mandatory|must|required)\b[^.]*(council|NHS)",
        f"{NOT}|encouraged|recommended",
        "The ATRS is mandatory for every council.",
        "The ATRS is not mandatory for councils.",
    ),
    Fingerprint(
        "14 a case told wrongly",
        r"\bHART\b[^.]*Bristol|Bristol[^.]*\bHART\b|visa[^.]*ruled unlawful|£75,000\b"
        r"|Google[^.]*\bfined\b|Charter[^.]*\blaunched[^.]*\b(2023|2024)\b",
        NOT,
        "Google was fined over Streams.",
        "Google was not fined over Streams.",
    ),
    Fingerprint(
        "15 relative risk alone, an observed difference as a cause, 72 working hours",
        r"72 working hours"
        r"|\d%? (more|less) likely(?![^.]* in (\d|ten|a hundred|a thousand))"
        r"|\b(9\.8|25|43)% (fewer|less)\b[^.]*\b(caused|because of|thanks to|proves?)\b",
        f"{NOT}|percentage point",
        "You have 72 working hours to report it.",
        "Report it within 72 hours of knowing, weekends and all.",
    ),
]


def sentences(text: str) -> list[str]:
    """Cut a text into sentences.

    >>> sentences("One. Two? Three")
    ['One.', 'Two?', 'Three']
    """
    return [part.strip() for part in SENTENCE.split(text) if part.strip()]


def mistakes(texts: Iterable[str]) -> list[str]:
    """Return each sentence that makes one of the mistakes, with the mistake's name.

    >>> mistakes(["Article 77 lets you complain."])
    ['4 a provision or regulator that is gone: Article 77 lets you complain.']
    """
    return [
        f"{each.mistake}: {sentence}"
        for text in texts
        for sentence in sentences(text)
        for each in FINGERPRINTS
        if each.found(sentence)
    ]


def provisions(texts: Iterable[str]) -> set[str]:
    """Return the provisions a text names, such as "Article 6" and "section 251".

    >>> sorted(provisions(["Article 6(1)(e) and section 251 of the Act"]))
    ['article 6', 'section 251']
    """
    found = {match.lower() for text in texts for match in PROVISION.findall(text)}
    return {re.sub(r"^(article|section)s ", r"\1 ", name) for name in found}
