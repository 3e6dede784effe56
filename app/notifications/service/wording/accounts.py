"""Words about accounts and roles."""

from app.core.words import N_
from app.notifications.logic import Template
from app.notifications.service.wording.wording import Wording

WORDS = {
    Template.VERIFY_ADDRESS: Wording(
        subject=N_("Please confirm your e-mail address"),
        text=N_("Somebody signed up for Luyan with this address. If it was you, please confirm it within two days.\n\n"
                "If it was not you, do nothing: without confirmation nobody can use this address."),
        link="/verify-email/{token}", action=N_("Confirm the address"),
    ),
    Template.SIGN_UP_REPEATED: Wording(
        subject=N_("You already have an account"),
        text=N_("Somebody tried to sign up with your address, but you have an account already. If it was you, just "
                "sign in; if you forgot the password, ask for a new one on the same page.\n\n"
                "If it was not you, you need not do anything."),
        link="/login", action=N_("Sign in"),
    ),
    Template.RESET_PASSWORD: Wording(
        subject=N_("Choose a new password"),
        text=N_("A new password was asked for. The link works once, within an hour.\n\n"
                "If you did not ask for it, do nothing: your password stays as it is."),
        link="/reset/{token}", action=N_("Choose a password"),
    ),
    Template.PASSWORD_CHANGED: Wording(
        subject=N_("Your password was changed"),
        text=N_("The password of your account is a new one, and other browsers were signed out.\n\n"
                "If it was not you, ask for a new password at once and tell the centre."),
        link="/reset", action=N_("It was not me"),
    ),
    Template.CHANGE_ADDRESS: Wording(
        subject=N_("Please confirm your new e-mail address"),
        text=N_("This address is to become the one of your account. Please confirm it within a day."),
        link="/verify-email/{token}", action=N_("Confirm the address"),
    ),
    Template.STOP_ADDRESS_CHANGE: Wording(
        subject=N_("Your e-mail address is about to change"),
        text=N_("Somebody signed in to your account asked to change its address to %(address)s.\n\n"
                "If it was you, do nothing. If not, stop the change now; that also signs out every browser."),
        link="/account/email/stop/{token}", action=N_("Stop the change"),
    ),
    Template.ADDRESS_CHANGED: Wording(
        subject=N_("Your e-mail address was changed"),
        text=N_("The address of your account is now %(address)s.\n\n"
                "If it was not you, please call the centre at once."),
    ),
    Template.ACCOUNT_LOCKED: Wording(
        subject=N_("Your account is locked for half an hour"),
        text=N_("A wrong password was typed five times. To protect you, nobody can sign in for half an hour.\n\n"
                "If it was not you, choose a new password."),
        link="/reset", action=N_("Choose a password"),
    ),
    Template.ROLE_GRANTED: Wording(
        subject=N_("You have a new role: %(role)s"),
        text=N_("You were given the role “%(role)s” for %(scope)s. Your start page shows what you can do now."),
        link="/",
    ),
    Template.ROLE_INVITED: Wording(
        subject=N_("You are invited: %(role)s"),
        text=N_("You were given the role “%(role)s” for %(scope)s. Sign up with this e-mail address, and the role is "
                "yours."),
        link="/sign-up", action=N_("Sign up"),
    ),
    Template.ROLE_REVOKED: Wording(
        subject=N_("A role of yours has ended: %(role)s"),
        text=N_("You no longer hold the role “%(role)s” for %(scope)s."),
        link="/",
    ),
}  # fmt: skip
