"""The present password as proof that it is still the owner who sits in front of a signed-in browser."""

from flask_babel import gettext as _
from flask_login import current_user
from wtforms import PasswordField

from app.accounts.models import Account
from app.accounts.queries.actors import get_account
from app.accounts.routes.browser import let_go
from app.accounts.service.passwords import matches
from app.accounts.service.sign_in import Credentials, settle_proof
from app.core.db import database


def own_account() -> Account:
    """Return the account behind this request with its person."""
    return get_account(database.session(), current_user.account.id)


def proved(field: PasswordField, account: Account) -> bool:
    """Compare the present password and count a wrong one; the answer to it stands beside the field."""
    credentials = Credentials(account.id, account.password_hash)
    let_go()
    right = matches(credentials.password_hash, field.data or "")
    with database.transaction() as session:
        accepted = settle_proof(session, credentials, right=right)
    if not accepted:
        field.errors = [*field.errors, _("This is not your present password, or the account is locked for a while.")]
    return accepted
