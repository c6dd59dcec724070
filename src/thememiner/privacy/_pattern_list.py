"""How numbers, addresses, dates of birth, e-mail and web addresses look: one pattern after the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from thememiner.privacy._forms import (
    BORN,
    DATE,
    DIGIT_WORD,
    FULL_DATE,
    HOUSE,
    PLAIN_STREET,
    POSTCODE,
    SMALL_NUMBER,
    SPOKEN,
    STREET,
    TOWN,
)
from thememiner.privacy._mentions import Kind

_WEIGHTS = tuple(range(10, 1, -1))


@dataclass(frozen=True)
class Pattern:
    """One kind of thing that is told by its form.

    Attributes:
        kind: what it is.
        form: how it looks.
        reason: said to the researcher.
        near: a word that has to stand within a few words before it; None for none.
        check: whether a match is really one.
        sure: whether it is replaced without asking.
        ahead: a word that may stand behind it instead of ``near``.
    """

    kind: Kind
    form: re.Pattern[str]
    reason: str
    near: re.Pattern[str] | None = None
    check: Callable[[str], bool] | None = None
    sure: bool = True
    ahead: re.Pattern[str] | None = None


def is_nhs_number(text: str) -> bool:
    """Whether ten digits have the check digit of an NHS number (modulus 11)."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    left = 11 - sum(w * d for w, d in zip(_WEIGHTS, digits[:9], strict=True)) % 11
    return digits[9] == (0 if left == 11 else left)


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    if text.lstrip("( ").startswith("+"):
        return 8 <= len(digits) <= 15
    return (digits.startswith("0") and 10 <= len(digits) <= 11) or _is_american(text)


def _is_american(text: str) -> bool:
    return bool(re.fullmatch(r"(?:1[-. ])?\(?[2-9]\d\d\)?[-. ]\d{3}[-. ]\d{4}", text.strip()))


def _is_own_page(text: str) -> bool:
    """Whether a page may belong to somebody: not the front page of what everybody uses."""
    plain = re.sub(r"(?i)^(?:https?://)?(?:www\.)?", "", text.replace(" dot ", ".").lower()).rstrip(
        "/"
    )
    host, _, page = plain.partition("/")
    public = host.endswith((".gov.uk", "nhs.uk")) or host in _PUBLIC_PAGES
    return not public or (bool(page) and host in _SHARED_PAGES)


def _near(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{words})\b[^.?!\n]{{0,45}}$")


_SHARED_PAGES = frozenset(
    "facebook.com instagram.com twitter.com x.com youtube.com linkedin.com tiktok.com github.com".split()
)
_PUBLIC_PAGES = _SHARED_PAGES | frozenset(
    """gov.uk bbc.co.uk bbc.com google.com google.co.uk amazon.co.uk amazon.com wikipedia.org nice.org.uk
    mind.org.uk ageuk.org.uk who.int zoom.us ebay.co.uk gmail.com hotmail.com outlook.com netflix.com
    citizensadvice.org.uk samaritans.org diabetes.org.uk bhf.org.uk macmillan.org.uk rcn.org.uk bma.org.uk
    bmj.com patient.info moneysavingexpert.com justgiving.com surveymonkey.com""".split()
)
_NHS = r"nhs(?:'s)? (?:number|no)\b\.?|nhs"
_PHONE = r"phone|telephone|tel|mobile|mob|number|ring|call|text|fax|landline|extension|ext"
_NUMBERED = (
    r"(?:hospital|patient|staff|employee|payroll|student|membership|account|reference|ref|case|claim|policy|"
    r"passport|licence|license|record|medical record|mrn|chi|h&c|gmc|nmc|pin|hcpc|registration|insurance|"
    r"ni|national insurance|unit|id|identity|customer|crime|tenancy|badge|sort)"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Christmas|Easter"
PATTERNS: tuple[Pattern, ...] = (
    Pattern("e-mail", re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "an e-mail address"),
    Pattern(
        "e-mail",
        re.compile(
            r"(?i)\b[a-z][\w.-]*(?:(?: dot | underscore | dash )[\w-]+)* at [\w-]+(?: [\w-]+)?"
            r"(?: dot (?:com|net|org|co|uk|nhs|ac|gov|ie|eu|info|me))+\b"
        ),
        "an e-mail address that was read out",
    ),
    Pattern(
        "web",
        re.compile(r"(?<![\w@/.])@[A-Za-z_](?:\w|\.(?=\w)){2,}"),
        "a name on a social network",
    ),
    Pattern(
        "web",
        re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"\])]+[^\s<>\"\]).,;:!?'’]"),
        "a web address",
        check=_is_own_page,
    ),
    Pattern(
        "web",
        re.compile(
            r"(?i)\b(?:(?:www|double u double u double u) dot )?[\w-]+(?: dot [\w-]+)*(?: dot "
            r"(?:com|org|net|co|uk|info|ac|nhs|gov|ie|eu|example))+\b(?: (?:forward )?slash [\w-]+)*|"
            r"\b[\w-]+(?:\.[\w-]+)*\.(?:co\.uk|org\.uk|ac\.uk|nhs\.uk|gov\.uk|com|org|net|info|io|eu|ie|uk|edu|gov|tv|scot|wales|example)\b(?:/[^\s,;]*[^\s,;.!?)])?"
        ),
        "a web address",
        check=_is_own_page,
    ),
    Pattern(
        "date-of-birth",
        re.compile(DATE),
        "a date beside a word for birth",
        near=BORN,
        ahead=re.compile(
            r"(?i)^[^.?!\n]{0,25}\b(?:birthday|date of birth|d\.?o\.?b\b)|^ (?:baby|child)\b"
        ),
    ),
    Pattern(
        "date-of-birth",
        re.compile(FULL_DATE),
        "a full date in one breath with a word for birth",
        near=re.compile(r"(?i)\b(?:born|birth(?:day|date)?|d\.?o\.?b)\b[^.!\n\d]{0,60}$"),
        ahead=re.compile(r"(?i)^[^.!?\n\d]{0,40}\b(?:born|birth(?:day|date)?|d\.?o\.?b)\b"),
    ),
    Pattern(
        "nhs-number",
        re.compile(r"(?<![\d+-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])"),
        "an NHS number by its check digit",
        check=is_nhs_number,
    ),
    Pattern(
        "nhs-number",
        re.compile(rf"(?<![\d+])\d{{3}}[ -]?\d{{3}}[ -]?\d{{4}}(?!\d)|{SPOKEN}"),
        "a number beside the word NHS",
        near=_near(_NHS),
    ),
    Pattern(
        "identifier",
        re.compile(r"(?i)\b[a-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d]\b"),
        "a National Insurance number",
    ),
    Pattern(
        "phone",
        re.compile(r"(?<![\w+])(?:\+|\(|0|1[-. ]\(?[2-9]|[2-9]\d\d[-. ])[\d() .-]{6,18}\d(?!\w)"),
        "a phone number",
        check=_is_phone,
    ),
    Pattern("phone", re.compile(SPOKEN), "digits read out one by one", near=_near(_PHONE)),
    Pattern(
        "phone",
        re.compile(r"(?<![\w/])\d{3,5}[ -]?\d{3,6}(?![\w/])|(?i:\bextension \d{3,6}\b)"),
        "a number beside a word for phone",
        near=_near(r"phone|telephone|tel|mobile|ring|landline|extension|ext"),
        check=lambda text: len(re.sub(r"\D", "", text)) >= 6 or "ext" in text.lower(),
    ),
    Pattern(
        "address",
        re.compile(
            rf"\b(?i:flat|apartment|unit) \w{{1,4}}, (?:The )?(?:[A-Z][\w'’-]+ ?){{1,3}}, "
            rf"(?:\d{{1,4}}[a-zA-Z]?,? )?"
            rf"(?:[A-Z][\w'’-]+ ){{1,3}}(?i:{STREET})\b{TOWN}"
        ),
        "a flat, a house and a street",
    ),
    Pattern(
        "address",
        re.compile(
            rf"\b(?i:flat|apartment|unit) \w{{1,4}},? (?:\d{{1,4}}[a-zA-Z]?,? )?"
            rf"(?:[A-Z][\w'’-]+ ){{1,3}}(?i:{STREET})\b{TOWN}"
        ),
        "a house number and a street",
    ),
    Pattern(
        "address",
        re.compile(
            rf"(?:\b(?:Top|Ground|Basement|First|Second|Upper|Lower) (?:Floor )?Flat,? )?"
            rf"(?<![\w.£$€])(?:\d{{1,4}}[a-zA-Z]?|\b(?i:{SMALL_NUMBER})\b),? "
            rf"(?:The |(?:[A-Z][\w'’-]+ ){{1,3}})(?i:{STREET})\b{TOWN}"
        ),
        "a house number and a street",
    ),
    Pattern(
        "address",
        re.compile(
            rf"(?<![\w.])(?:\d{{1,4}}[a-zA-Z]?),? (?:The )?[A-Z][a-z'’-]{{3,}}(?: [A-Z][a-z'’-]+)?{TOWN}"
        ),
        "a number beside a word for living somewhere",
        near=re.compile(
            r"(?i)\b(?:lives?|lived|living|moved (?:in)?to|address(?: is|'s)?|round at|over at|house at)\b"
            r"[^.?!\n]{0,15}$"
        ),
    ),
    Pattern(
        "address",
        re.compile(
            rf"\b[A-Z][\w'’-]+ (?:Cottage|House|Farm|Lodge|Villa), "
            rf"(?:[A-Z][\w'’-]+ ){{1,3}}(?i:{STREET})\b{TOWN}"
        ),
        "a house and a street",
    ),
    Pattern(
        "address",
        re.compile(
            rf"\b(?:The )?(?:[A-Z][\w'’-]+ ){{1,2}}{HOUSE}, (?!{_DAY})"
            rf"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?\b{TOWN}"
        ),
        "a house and where it stands",
    ),
    Pattern(
        "address",
        re.compile(rf"(?<![\w.£$€])\d{{1,4}}[a-z]? (?:[a-z'’-]+ ){{1,2}}{PLAIN_STREET}\b"),
        "a house number and a street in small letters",
        near=re.compile(
            r"(?i)\b(?:at|address(?: is|'s)?|lives?|lived|living|moved to|(?:comes?|came) to|number)\W{0,3}$"
        ),
    ),
    Pattern("address", re.compile(rf"\b{POSTCODE}\b"), "a postcode"),
    Pattern(
        "identifier", re.compile(r"(?<![\w-])\d{3}-\d\d-\d{4}(?![\w-])"), "a social security number"
    ),
    Pattern("identifier", re.compile(r"\b[A-Z]\d{4}[A-Z]{2}\b"), "the number of a prisoner"),
    Pattern(
        "identifier",
        re.compile(r"\b[A-Z]{1,3}\d{6,9}[A-Z]?\b"),
        "letters and a long number",
    ),
    Pattern(
        "identifier",
        re.compile(r"\b[A-Z]{2}\d\d ?[A-Z]{3}\b"),
        "a car's number plate",
    ),
    Pattern(
        "identifier",
        re.compile(r"\b(?:[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z])\b"),
        "a car's number plate",
        near=_near(r"reg|registration|plates?|number plate|car|van|drives?|drove"),
    ),
    Pattern(
        "identifier",
        re.compile(
            rf"(?<![\w-])\d[\d -]{{4,18}}\d(?![\w-])|{SPOKEN}|\b[A-Z]{{2,9}}\d[\dA-Z ]{{4,12}}\b"
        ),
        "beside a word for a number of a person or a file",
        near=re.compile(
            rf"(?i)\b{_NUMBERED}(?: (?:number|no|code|card|id|ref|reference)\b)\.?(?:[^.?!\n\d]{{0,25}})$"
        ),
    ),
    Pattern(
        "identifier",
        re.compile(r"(?<![\w-])(?=[\w/-]*\d{3})[A-Za-z]{0,4}[-/ ]?\d[\dA-Za-z/-]{3,14}(?![\w])"),
        "beside a word for a number of a person or a file",
        near=re.compile(
            rf"(?i)\b{_NUMBERED}(?: (?:number|no|code|card|id)\b)?\.?(?:[^.?!\n\d]{{0,25}})$"
        ),
    ),
    Pattern(
        "identifier",
        re.compile(r"(?<![\w+.,£$€-])\d{7,}(?![\w,.%-]\d|\w)"),
        "a long number",
        sure=False,
    ),
    Pattern(
        "phone",
        re.compile(rf"(?i:\b(?:zero|oh|o|nought|double)(?:[\s,.-]+{DIGIT_WORD}\b){{8,}})"),
        "digits read out one by one",
    ),
    Pattern("phone", re.compile(SPOKEN), "digits read out one by one", sure=False),
    Pattern(
        "date-of-birth",
        re.compile(r"(?i)\b(?:in )?(?P<year>19[1-9]\d|20[01]\d)\b"),
        "a year beside a word for birth",
        near=re.compile(r"(?i)\bborn\b[^.?!\n]{0,15}$"),
        sure=False,
    ),
)
