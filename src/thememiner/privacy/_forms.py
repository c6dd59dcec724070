"""How dates, numbers, streets and postcodes look when they are written or said: pieces of patterns."""

from __future__ import annotations

import re

DIGIT_WORD = (
    r"(?:zero|oh|o|nought|nil|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred)"
)
SPOKEN = rf"(?i:\b{DIGIT_WORD}(?:[\s,.-]+{DIGIT_WORD}\b){{7,}})"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?|(?:twenty[- ]|thirty[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|"
    r"eighth|ninth)|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)"
)
YEAR = (
    r"(?:(?:19|20)\d\d|['’]?\d\d\b|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?\b|nineteen[- ](?:hundred and |oh[- ])?"
    r"[a-z]+(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"two thousand(?: and [a-z]+)?|twenty[- ][a-z]+)"
)
FEAST = (
    r"(?:Christmas (?:Day|Eve)|Boxing Day|New Year['’]s (?:Day|Eve)|Valentine['’]?s Day|Hallowe['’]?en|"
    r"Bonfire Night|May Day|St (?:Patrick|David|George|Andrew)['’]s Day|Easter Sunday)"
)
ORDINAL_DATE = rf"(?:the )?{ORDINAL} of (?:the )?{ORDINAL}(?:[ ,]+{YEAR})?"
DATE = (
    rf"(?i:\b{ORDINAL_DATE}|\b(?:the )?{ORDINAL}(?: of)?[ ,]+{MONTH}\b\.?(?:[ ,]+{YEAR})?|"
    rf"\b{MONTH}\.? (?:the )?{ORDINAL}\b(?:[ ,]+{YEAR})?|"
    r"\b\d{1,2}[/. -]\d{1,2}[/. -](?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b|"
    rf"\b{MONTH}\b,? (?:of )?{YEAR}|\b{FEAST}(?:,? {YEAR})?)"
)
FULL_DATE = (
    rf"(?i:\b(?:the )?{ORDINAL} of (?:the )?{ORDINAL}[ ,]+{YEAR}|"
    rf"\b(?:the )?{ORDINAL}(?: of)?[ ,]+{MONTH}\b\.?[ ,]+{YEAR}|"
    rf"\b{MONTH}\.? (?:the )?{ORDINAL}\b[ ,]+{YEAR}|"
    r"\b\d{1,2}[/. -]\d{1,2}[/. -](?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b)"
)
LINK = (
    r"(?:(?:['’]s\b|\s+(?:is|was|are|on|falls|it['’]s|its|of|that['’]s|in|the|and|being|say|will be|"
    r"at|back|as)\b)|"
    r"\s+(?:a |the )?(?i:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\s+in (?:the )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?(?: in [A-Z]\w+)?|[,:;?\s–—-])*$"
)
BORN = re.compile(
    r"(?:\b(?i:born|birth(?:day|date)|d\.?o\.?b\.?|date of birth)|"
    r"\b(?i:turn(?:s|ed|ing)?|be) (?:\d{1,3}|[a-z]+ty(?:[- ][a-z]+)?|[a-z]+teen))" + LINK
)
STREET = (
    r"(?:road|rd|street|st|lane|avenue|ave|close|crescent|drive|terrace|grove|gardens|mews|row|hill|rise|"
    r"parade|square|walk|way|place|court|house|park|view|green|gate|bank|side|wharf|quay|villas|cottages|"
    r"cottage|mount|chase|vale|brow|fold|yard|approach|broadway|parkway|wynd|brae|beck|croft|ridge|end|"
    r"mansions|towers|heights|meadow|meadows|fields?|bend|boulevard|blvd|circle|trail|loop)"
)
HOUSE = (
    r"(?:Cottages?|House|Farm|Farmhouse|Lodge|Villa|Barn|Mill|Forge|Vicarage|Rectory|Manse|Croft|Bungalow|"
    r"Grange|Manor|Stables|Smithy|Schoolhouse|Gatehouse|Steading)"
)
PLAIN_STREET = r"(?:road|street|avenue|crescent|terrace|parade|gardens|lane|close|grove)"
SMALL_NUMBER = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|"
    r"seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|"
    r"six|seven|eigh|nine)teen|a hundred and \w+)"
)
POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
TOWN = rf"(?:,? (?:[A-Z][\w'’-]+ ?){{1,3}}(?=,? {POSTCODE}|[.,;?!]|$))?(?:,? ?{POSTCODE}\b)?"
