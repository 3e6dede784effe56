from collections.abc import Callable, Sequence

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import Visibility
from app.library.logic import AchievementState
from app.library.models import Achievement
from app.matching.logic.engine.meaning import Vectors
from app.matching.logic.engine.tagger import Known, Tagger
from app.matching.queries.fields import suggest_fields
from app.organisations.models import Organisation
from tests.factories import make_achievement, make_member, make_need, make_organisation, make_pitch
from tests.matching.engine_world import Letters, sentences

KNOWN = [
    Known("钙钛矿光伏组件封装", "光伏", "钙钛矿组件"),
    Known("单晶硅电池片光伏效率", "光伏", "单晶硅电池片"),
    Known("抗体药物偶联靶向治疗", "创新药", "ADC 平台"),
    Known("小分子抑制剂抗肿瘤药物", "创新药", "小分子药物"),
]
NAMES = {"光伏": ["光伏", "太阳能"], "创新药": ["创新药", "新药"], "农业": ["农业", "种业"]}
OPEN = {"state": AchievementState.PUBLISHED}
SignIn = Callable[[FlaskClient, Account], FlaskClient]


def test_what_is_known_and_what_fields_are_called_both_speak() -> None:
    tagger = Tagger().fit(KNOWN, NAMES)
    by_text, by_name, nothing = tagger.tag(["钙钛矿电池组件", "太阳能与种业", "xyz"])
    assert by_text[0].field == "光伏"
    assert by_text[0].like == "钙钛矿组件"
    assert "钙钛矿" in by_text[0].words
    assert {tag.field for tag in by_name[:2]} == {"光伏", "农业"}
    assert nothing == []
    assert Tagger().fit([], NAMES).tag(["种业振兴"])[0][0].field == "农业"


@given(st.lists(st.tuples(sentences, st.sampled_from(["甲", "乙", "丙"])), min_size=1, max_size=6), sentences)
def test_the_order_of_examples_changes_nothing(found: list[tuple[str, str]], text: str) -> None:
    known = [Known(said, field) for said, field in found]
    for embedder in (None, Letters()):
        one = Tagger(embedder).fit(known, NAMES).tag([text])
        assert Tagger(embedder).fit(known[::-1], dict(reversed(NAMES.items()))).tag([text]) == one


def test_a_field_is_known_by_the_meaning_of_its_name_where_that_was_read() -> None:
    known = [Known("xyxy", "甲"), Known("xyxy", "乙"), Known("mnmn", "丙")]
    names = {"甲": ["ab"], "乙": ["cd"]}
    assert Tagger(Letters()).fit(known, names).tag(["xycd"])[0][0].field == "乙"
    assert Tagger(Letters()).fit(known, {"甲": ["cd"], "乙": ["ab"]}).tag(["xycd"])[0][0].field == "甲"

    class NamesUnread(Letters):
        def embed(self, texts: Sequence[str], *, asks: bool) -> Vectors:
            rows = super().embed(texts, asks=asks)
            return rows * np.array([text not in ("ab", "cd") for text in texts], dtype=np.float32).reshape(-1, 1)

    unread = [Tagger(NamesUnread()).fit(known, said).tag(["xycd"])[0][0].strength for said in (names, {})]
    assert unread[0] == unread[1]


@pytest.fixture
def owner(session: Session) -> Organisation:
    return make_organisation(session)


@pytest.fixture
def untagged(session: Session, owner: Organisation) -> Achievement:
    for title, field in (("钙钛矿光伏组件", "光伏"), ("抗体偶联药物", "创新药"), ("桥梁健康监测", "智慧基建")):
        make_achievement(session, title=title, field=field, **OPEN)
    return make_achievement(session, title="钙钛矿组件封装胶膜", field=None, organisation=owner)


def test_the_installation_teaches_its_own_names(session: Session, untagged: Achievement) -> None:
    assert suggest_fields(session, untagged)[0].field == "光伏"
    need = make_need(session, title="大桥监测与健康评估")
    assert suggest_fields(session, need)[0].field == "智慧基建"
    pitch = make_pitch(session, title="靶向药物", summary="抗体偶联新药", field=None)
    assert suggest_fields(session, pitch)[0].field == "创新药"


def test_what_was_read_counts_and_what_is_not_for_everybody_teaches_nobody(
    session: Session, untagged: Achievement
) -> None:
    secret = make_achievement(
        session, title="钙钛矿组件封装胶膜工艺", field="机密领域", visibility=Visibility.NAMED, **OPEN
    )
    assert "机密领域" not in {tag.field for tag in suggest_fields(session, untagged)}
    secret.visibility = Visibility.REGISTERED
    session.flush()
    assert suggest_fields(session, untagged)[0].field == "机密领域"


def test_only_a_click_writes_a_field(
    session: Session, untagged: Achievement, owner: Organisation, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, owner.id))
    address = f"/matching/fields/achievement/{untagged.number}"
    assert address in client.get(f"/library/achievements/{untagged.number}/edit").get_data(as_text=True)
    assert address in client.get(f"/library/achievements/{untagged.number}").get_data(as_text=True)
    page = client.get(address).get_data(as_text=True)
    assert 'name="field" value="光伏"' in page
    assert "钙钛矿光伏组件" in page
    assert untagged.field is None
    client.post(address, data={"field": "光伏"})
    session.expire_all()
    assert untagged.field == "光伏"
    untagged.field = None
    session.commit()
    assert client.post(address, data={"field": "随便"}).status_code == 422
    session.expire_all()
    assert untagged.field is None


def test_others_may_not_look(session: Session, untagged: Achievement, client: FlaskClient, sign_in: SignIn) -> None:
    stranger = make_organisation(session)
    sign_in(client, make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, stranger.id))
    assert client.get(f"/matching/fields/achievement/{untagged.number}").status_code == 403


def test_there_are_three_kinds(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, 1))
    assert client.get("/matching/fields/person/1").status_code == 404
