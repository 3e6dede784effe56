"""How somebody new gets in: an account, a mail with a link, an organisation."""

from __future__ import annotations

from tests.browser.story import CENTRE, PASSWORD, Story, credit_code
from tests.browser.visitor import Visitor


def sign_up(visitor: Visitor, *, name: str, address: str) -> None:
    """Open an account on the page of signing up, and confirm it with the link in the mail."""
    visitor.fill(name=name, login=address, password=PASSWORD).press("Create an account")
    visitor.reads("Please look into your mailbox")
    mail = visitor.mailbox.wait_for(address)
    visitor.go(visitor.mailbox.link_in(mail)).fill(password=PASSWORD).press("Confirm")
    assert visitor.page.locator("main input[type=checkbox]:checked").count() == 0
    visitor.fill(run_event=True, share_contact=True).press("Save and go on")


def register_company(story: Story) -> None:
    """The team registers its company, and the centre verifies it."""
    team, operator = story.team, story.operator
    team.menu("Organisations").press("Register an organisation").fill(
        name=story.company, org_type="OrganisationType|Company", uscc=credit_code(story.mark), region="330108",
        centre_id=CENTRE, role="Role|Project team",
    ).press("Register it")  # fmt: skip
    team.reads(story.company, "OrganisationState|Applied")
    verify_organisation(operator, story.company)


def verify_organisation(operator: Visitor, name: str) -> None:
    """The centre compares name and code, and says yes."""
    operator.menu("Organisations").fill(q=name).press("Filter").press(name).press("Verify")
    operator.fill(state="OrganisationState|Verified").press("Decide")
    operator.reads(name, "OrganisationState|Verified")
