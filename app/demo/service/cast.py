"""The people of the demonstration: eight invented accounts with a published password."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.accounts.queries.actors import actor_of
from app.accounts.queries.demo import DEMO_PASSWORD
from app.accounts.service.people import PersonData, open_account, register_person
from app.core.permissions import Actor, Grant, Role, ScopeKind

HOST = "example.org"
INVENTED = "invented"


class Part(Enum):
    """What an account of the demonstration is for; also its address before the @."""

    ADMIN = "admin"
    OPERATOR = "operator"
    ORGANISER = "organiser"
    TEAM = "team"
    INVESTOR = "investor"
    EXPERT = "expert"
    COMPANY = "company"
    ATTENDEE = "attendee"


FIELDS_OF_WORK = {Part.EXPERT: ["新材料", "碳酸钙填料改性"]}
NAMES = {
    Part.ADMIN: ("演示管理员", "平台管理员"),
    Part.OPERATOR: ("演示运营", "中心运营"),
    Part.ORGANISER: ("演示主办", "活动主办方"),
    Part.TEAM: ("演示团队", "项目负责人"),
    Part.INVESTOR: ("演示投资人", "投资经理"),
    Part.EXPERT: ("演示专家", "评审专家"),
    Part.COMPANY: ("演示企业", "技术部主任"),
    Part.ATTENDEE: ("演示参会者", "参会代表"),
}


@dataclass(frozen=True)
class Cast:
    """The accounts of the demonstration, and the way to act as one of them."""

    session: Session
    accounts: dict[Part, Account]

    @contextmanager
    def acting(self, part: Part) -> Iterator[Actor]:
        """Act as one of them, with the roles held at this moment; rows written meanwhile carry the name."""
        with self._acting(actor_of(self.session, self.accounts[part])) as actor:
            yield actor

    @contextmanager
    def acting_as(self, person: Person) -> Iterator[Actor]:
        """Act as somebody without an account: an extra."""
        grants = (Grant(Role.ATTENDEE, ScopeKind.PERSON, person.id),)
        with self._acting(Actor(person.id, None, person.name, grants)) as actor:
            yield actor

    @contextmanager
    def _acting(self, actor: Actor) -> Iterator[Actor]:
        before = self.session.info.get("person_id")
        self.session.info["person_id"] = actor.person_id
        try:
            yield actor
            self.session.flush()
        finally:
            self.session.info["person_id"] = before


def open_accounts(session: Session) -> Cast:
    """Enter the people of the demonstration and open their accounts."""
    accounts = {}
    for part, (name, title) in NAMES.items():
        email = f"{part.value}@{HOST}"
        fields = FIELDS_OF_WORK.get(part, [])
        data = PersonData(name=name, email=email, title=title, source=INVENTED, research_fields=fields)
        person = register_person(session, data)
        accounts[part] = open_account(session, person=person, email=email, password=DEMO_PASSWORD)
    return Cast(session, accounts)
