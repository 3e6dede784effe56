"""Words on screen: marking msgids in code without Flask, and the English name of an enum member."""

from enum import Enum

ABBREVIATIONS = {
    "Nda": "NDA", "nda": "NDA", "Cvc": "CVC", "Vc": "VC", "vc": "VC", "Pe": "PE", "Ip": "IP", "ip": "IP", "Qa": "Q&A",
    "qa": "Q&A", "Trl": "TRL", "trl": "TRL", "Sme": "SME", "sme": "SME", "A plus": "A+", "B plus": "B+",
    "Co founder": "Co-founder", "Email": "E-mail", "Pre ipo": "Pre-IPO", "Pre a": "Pre-A",
    "Poc center": "Proof-of-concept centre",
}  # fmt: skip


def N_(message: str) -> str:  # noqa: N802 -- the customary name of the gettext marker
    """Mark a msgid for extraction and return it unchanged."""
    return message


def english_label(member: Enum) -> str:
    """Return the msgid of an enum member, which is its English name."""
    return worded(str(member.value))


def worded(value: str) -> str:
    """Return the value of an enum member as people write it: In review, After NDA, Q&A, A+."""
    text = value.replace("_", " ")
    text = text[:1].upper() + text[1:]
    return ABBREVIATIONS.get(text) or " ".join(ABBREVIATIONS.get(word, word) for word in text.split(" "))
