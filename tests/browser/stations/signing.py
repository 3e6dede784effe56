"""From an agreement with two parties to a certificate that anybody can check."""

from __future__ import annotations

from tests.browser.story import Story, words_of
from tests.browser.visitor import Visitor


def enter_agreement(story: Story) -> None:
    """The organiser enters what will be signed, and asks both parties for their names."""
    organiser = story.organiser
    organiser.press("Signing").press("Enter an agreement").fill(
        title=story.agreement, agreement_type="AgreementType|Strategic cooperation", party_1=story.company,
        signatory_1="林思远", party_2=story.fund, signatory_2="顾明哲", amount="180", sign_on=str(story.day),
        place=story.venue,
    ).press("Enter")  # fmt: skip
    organiser.press("Send to be checked")


def confirm_names(story: Story) -> None:
    """Each party confirms its own name; then a second person compares both."""
    for party, name in ((story.team, story.company), (story.investor, story.fund)):
        party.menu("My agreements").reads("Please confirm these names", name).press("Look and confirm")
        party.press("Yes, this is exactly the name on our seal").reads("confirmed")
    organiser = story.organiser
    organiser.page.reload()
    organiser.press("I compared all names").reads("compared").press("Ready to print")


def sign_on_stage(story: Story) -> None:
    """The batch is signed on stage, and the certificate is made, compared by a second person, and issued."""
    organiser, operator = story.organiser, story.operator
    organiser.menu("Events").press(story.title).press("Signing").unfold("Sign this batch")
    organiser.press("Write down as signed").press(story.agreement).press("Make the certificate")
    operator.menu("Events").press(story.title).press("Signing").press(story.agreement)
    operator.press("I compared the certificate").unfold("Issue")
    operator.reads("The check page shows it as valid from now on.").press("Issue")
    card = operator.page.locator("#certificates")
    story.certificate = card.locator("b").first.inner_text().split()[-1]
    address = card.locator("a.download").first.get_attribute("href") or ""
    text = words_of(operator.page.request.get(address).body())
    assert all(words in text for words in (story.company, story.fund, story.certificate, "壹佰捌拾万元整"))


def check_certificate(story: Story) -> None:
    """Anybody checks the number; once it is revoked, the page says so."""
    stranger, operator = story.stranger.go("/"), story.operator
    look_up(stranger, story.certificate)
    stranger.reads("有效", story.company, story.fund)
    operator.unfold("Revoke").fill(reason="名称有误").press("Revoke")
    look_up(stranger, story.certificate)
    stranger.reads("已作废")


def look_up(stranger: Visitor, number: str) -> None:
    """Type a number on the public page."""
    stranger.menu("Check a certificate").fill(number=number).press("Check")
