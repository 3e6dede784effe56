"""The confidentiality undertaking a reader accepts for one pitch; the Chinese text is the binding one."""

from hashlib import sha256
from typing import Final

NDA_VERSION: Final = "2026-1"
NDA_TEXT: Final = (
    "本人（下称“接收方”）为评估与路演项目合作或投资之目的，请求查阅项目团队（下称“披露方”）在本平台提供的非公开内容，并承诺：",
    (
        "一、保密义务。对查阅到的技术方案、财务数据、股权结构、路演材料等全部非公开内容承担保密义务，不向任何第三方披露，"
        "因工作确需知悉的本单位人员除外，并由接收方对其保密行为负责。"
    ),
    "二、用途限制。仅将上述内容用于评估合作或投资，不用于申请知识产权、研发竞争产品或其他任何用途。",
    "三、不得复制扩散。不拍照、不录屏、不下载外传；查阅记录（人员、时间、内容）由平台留存并向披露方公开。",
    "四、例外。查阅前已公开或已合法知悉的内容、依法须向有权机关提供的内容不在此限，但应提前告知披露方。",
    "五、期限。保密义务自接受之时起三年内有效；披露方可随时撤回查阅权限，撤回不影响已产生的保密义务。",
    "六、知识产权。查阅不构成任何知识产权的转让或许可。本承诺不构成投资或合作的约定。",
)


def nda_hash(version: str, number: str) -> str:
    """The fingerprint of the text as accepted for one pitch."""
    return sha256("\n".join((version, number, *NDA_TEXT)).encode()).hexdigest()
