"""Why a value of the season is assumed, in sentences for people; the file keeps them short and in English."""

from collections.abc import Mapping

from app.core.words import N_
from app.demo.logic.season import Mark

KINDS = {
    "translation": N_("The English name is our translation."),
    "classification": N_("The article names no category; this one was chosen when the article was entered."),
    "derived": N_("The article does not state this; it follows from what it states."),
    "assumption": N_("The article does not say this; it was assumed for the demonstration."),
    "placeholder": N_("The article does not name this; the text only keeps its place."),
}
REASONS = {
    "contract amount": N_("Taken from the amount of the contract."),
    "the company pays the university": N_("The company pays the university, so it is the buyer."),
    "R&D cooperation; type fixed only at registration": N_(
        "The article speaks of research cooperation; the kind of contract is settled only when it is registered."
    ),
    "T+180 days": N_("Half a year after the event, as the last round of follow-ups."),
    "no other day is mentioned": N_("The article mentions no other day."),
    "'签订新一轮'": N_("The article says “新一轮”, so there was an earlier agreement, which it does not describe."),
    "descriptive name; the article reports the signing without naming the ceremony": N_(
        "A describing title: the article reports the signing without naming the ceremony."
    ),
    "even spread of nine experts over three topics, for the demo only": N_(
        "The article counts nine experts and names three topics; who spoke about which is an even spread."
    ),
    "each of the nine named presenters brought at least one of the 11; the slot is assumed": N_(
        "Nine presenters are named for eleven pitches; which one brought this pitch is assumed."
    ),
    "only title quoted; the sentence lists nine presenters first, the pairing with the first one is assumed": N_(
        "The article quotes this title without its presenter; it was given to the first one named."
    ),
    "same": N_("The byline and the office are printed apart; that they belong together is assumed."),
    "the page prints the byline and '作者系杭州技术转移转化中心总经理' apart; joined by layout": N_(
        "The byline and the office are printed apart; that they belong together is assumed."
    ),
    "the article does not name the signatories; '新一轮' implies a renewal with the host university": N_(
        "The article does not name the parties; “新一轮” points to the host university."
    ),
    "the article quotes the party secretary but names no signatory": N_("The article names nobody who signed."),
    "common 8+7 format, see domain.md": N_("The article gives no times; eight and seven minutes are customary."),
    "the article names no 主办; the bureau head speaks for Jiande": N_(
        "The article names no host; the head of the bureau speaks for Jiande."
    ),
    "order taken from the order of narration": N_("The order is that in which the article tells it."),
    "year derived: the centre article calls 2022 past, '去年11月' the 2022 conference, "
    "'今年6月5日' the unveiling -> 2023": N_(
        "The page prints no year; “去年11月” for the conference of 2022 makes it 2023."
    ),
    "the article gives only '近日'; any June 2023 date before the page date will do": N_(
        "The article says only “近日”; the day is a placeholder."
    ),
    "an agreement was signed; no transfer reported yet": N_("An agreement was signed; no transfer is reported yet."),
    "past project quoted as an example": N_("A past project that the article quotes as an example."),
    "discussed with experts at the event": N_("It was discussed with experts at the event."),
    "the article names no sub-centre": N_("The article names no sub-centre."),
    "the article quotes the president's remarks; the slot is assumed": N_(
        "The article quotes the remarks of the president; that they had a session of their own is assumed."
    ),
    "short name": N_("A short name for what the article describes."),
    "wording condensed from the quoted description of the contract": N_(
        "Condensed from what the article says about the contract."
    ),
    "7 projects + 1 CDMO platform agreement ('此外' separates them)": N_("Seven projects and the platform agreement."),
    "1 strategic + 5 framework": N_("One strategic and five framework agreements."),
    "counted from the list of presenters": N_("Counted from the list of presenters."),
    "counted: five investment firms and four industry companies, followed by 等": N_("Counted from the list of firms."),
    "counted": N_("Counted from the article."),
    "the article does not say which format took place at which campus": N_(
        "The article does not say what took place at which campus."
    ),
}  # fmt: skip


NO_HOURS = {
    "kind": "placeholder",
    "why": N_("The article gives no hours; these were laid out for the demonstration."),
}
WHO_PRESENTED = {
    "kind": "assumption",
    "why": N_("Nine presenters are named for eleven pitches; which one brought this pitch is assumed."),
}
TAKEN_AS_VERIFIED = {
    "kind": "assumption",
    "why": N_("Taken as verified for the demonstration: nobody compared the seal, and the name may be a short one."),
}
ASSUMED_STOP = {
    "kind": "assumption",
    "why": N_("The article names two campuses; that each was a stop with a registration of its own is assumed."),
}
ALL_INVENTED = {
    "kind": "invented",
    "why": N_("Invented for the demonstration, so that everything can be tried; it is no real event, body or person."),
}
NOT_NAMED = {
    "kind": "placeholder",
    "why": N_("The article names only the supply side as a group, so no parties are written down."),
}
CERTIFICATE_INVENTED = {
    "kind": "assumption",
    "why": N_("The certificate was made for the demonstration; the article reports the signing, but no certificate."),
}


def explain(marks: Mapping[str, Mark]) -> dict[str, dict[str, str]]:
    """Return marks as rows keep them: the kind, and the msgid of the sentence that says why."""
    return {column: {"kind": mark.kind, "why": sentence(mark)} for column, mark in marks.items()}


def sentence(mark: Mark) -> str:
    """Return the msgid of the sentence that explains an assumed value."""
    return REASONS[mark.why] if mark.why else KINDS[mark.kind]
