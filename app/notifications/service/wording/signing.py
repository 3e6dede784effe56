"""Words about agreements, certificates and what has to be followed."""

from app.core.words import N_
from app.notifications.logic import Template
from app.notifications.service.wording.wording import Wording

AGREEMENT = "/agreements/{number}"

WORDS = {
    Template.NAMES_ASKED: Wording(
        subject=N_("Please confirm how your name is printed: %(agreement)s"),
        text=N_("“%(agreement)s” (%(number)s) is to be signed. The certificate prints the full name of your "
                "organisation as on its seal; please check and confirm it."),
        link=AGREEMENT, action=N_("Check the name"),
    ),
    Template.NAMES_RESET: Wording(
        subject=N_("Please confirm the names again: %(agreement)s"),
        text=N_("The names on “%(agreement)s” (%(number)s) were changed after they had been confirmed. Please look at "
                "them again."),
        link=AGREEMENT, action=N_("Check the name"),
    ),
    Template.ENQUIRY_SENT: Wording(
        subject=N_("Enquiry about %(service)s"),
        text=N_("%(organisation)s asks about “%(service)s”. Both parties of the agreement got this message."),
        link="/services/{number}", action=N_("Answer"), quote=N_("Enquiry:"),
    ),
    Template.ENQUIRY_ANSWERED: Wording(
        subject=N_("Your enquiry was answered: %(service)s"),
        text=N_("Your enquiry about “%(service)s” was answered."),
        link="/services/{number}", quote=N_("Answer:"),
    ),
    Template.NAMES_CONFIRMED: Wording(
        subject=N_("All names are confirmed: %(agreement)s"),
        text=N_("Every party of “%(agreement)s” (%(number)s) confirmed its name, and a second person proofread them. "
                "It can be printed and signed."),
        link=AGREEMENT,
    ),
    Template.AGREEMENT_WITHDRAWN: Wording(
        subject=N_("Will not be signed: %(agreement)s"),
        text=N_("“%(agreement)s” (%(number)s) was taken out of the ceremony. The other agreements of its batch are "
                "signed as planned."),
        link=AGREEMENT,
    ),
    Template.AGREEMENT_ENDED: Wording(
        subject=N_("%(agreement)s: %(state)s"),
        text=N_("“%(agreement)s” (%(number)s) has ended. State now: %(state)s."),
        link=AGREEMENT,
    ),
    Template.RENEWAL_DUE: Wording(
        subject=N_("Ends on %(ends)s: %(agreement)s"),
        text=N_("“%(agreement)s” (%(number)s) ends on %(ends)s. If the co-operation goes on, prepare the renewal now; "
                "the new edition is linked with this one."),
        link=AGREEMENT, action=N_("Prepare the renewal"),
    ),
    Template.AGREEMENT_SILENT: Wording(
        subject=N_("No news for a month: %(agreement)s"),
        text=N_("Nothing was heard of “%(agreement)s” (%(number)s) since %(since)s. Please call the parties and write "
                "down how it stands."),
        link=AGREEMENT,
    ),
    Template.CERTIFICATE_ISSUED: Wording(
        subject=N_("Certificate %(certificate)s: %(agreement)s"),
        text=N_("The certificate of “%(agreement)s” is issued under number %(certificate)s. Anybody can check it at "
                "the address on its QR code."),
        link="/verify/{certificate}", action=N_("Check the certificate"),
    ),
    Template.CERTIFICATE_REVOKED: Wording(
        subject=N_("No longer valid: certificate %(certificate)s"),
        text=N_("Certificate %(certificate)s of “%(agreement)s” is no longer valid, and the check page says so. If a "
                "new one is issued, it has a new number."),
        link="/verify/{certificate}", action=N_("Check the certificate"),
    ),
    Template.REGISTRATION_FORM_OFFERED: Wording(
        subject=N_("Contract registration is prepared: %(agreement)s"),
        text=N_("For “%(agreement)s” (%(number)s) a draft of the registration form waits for you as seller. Please "
                "complete and check it; we hand nothing in by ourselves."),
        link="/agreements/{number}/registration", action=N_("Open the form"),
    ),
    Template.FOLLOW_UP_ASSIGNED: Wording(
        subject=N_("To follow until %(due)s"),
        text=N_("You have something to follow until %(due)s."),
        link="/follow-ups/{follow_up_id}", quote=N_("What to do:"),
    ),
}  # fmt: skip
