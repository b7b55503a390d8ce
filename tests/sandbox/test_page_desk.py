"""The staff's group on the page's web interface: who is there, what colleagues do, what the page hears of it."""

import io
from collections.abc import AsyncIterator

import httpx
import pytest
from PIL import Image

from sandbox.app import Sandbox, running
from sandbox.papers import gallery
from sandbox.telegram.core import Bot
from sandbox.telegram.staff import Colleague, StaffGroup
from tests.sandbox.conftest import DESK_TOKEN, TOKEN, png
from tests.sandbox.test_page import PHONE, SARA, _hear

GROUP = -1_001_000_000_001
HEAD, CLERK = 51, 52
STAFF = [Colleague(HEAD, "رضا", "نوری", "مسئول", "creator"), Colleague(CLERK, "مریم", "کریمی", "کارشناس", "member")]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(people=[SARA], paces=None)
    sandbox.telegram.add_bot(TOKEN, "hamyar_bot", "همیار")
    yield sandbox
    await sandbox.close()


@pytest.fixture
def bot(sandbox: Sandbox) -> Bot:
    return sandbox.telegram.add_bot(DESK_TOKEN, "hamyar_desk_bot", "میز همیار")


@pytest.fixture
def group(sandbox: Sandbox, bot: Bot) -> StaffGroup:
    return sandbox.add_staff_group(GROUP, "میز بیمه‌شدگان", STAFF, [bot])


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with running(sandbox) as url, httpx.AsyncClient(trust_env=False, base_url=url, timeout=60) as http:
        yield http


async def test_without_a_staff_group_there_is_no_desk(http: httpx.AsyncClient) -> None:
    assert (await http.get("/page/desk")).json()["groups"] == []


async def test_the_desk_shows_who_is_there_and_what_was_said(http: httpx.AsyncClient, group: StaffGroup) -> None:
    clerk = group.members[CLERK]
    topic = clerk.opens_topic("سارا ر.")
    said = clerk.says("سلام", topic)
    clerk.says("درود", reply_to=said)
    (shown,) = (await http.get("/page/desk")).json()["groups"]
    assert [(one["name"], one["title"], one["manages"]) for one in shown["members"]] == [
        ("رضا نوری", "مسئول", True),
        ("مریم کریمی", "کارشناس", False),
    ]
    assert [(one["name"], one["closed"]) for one in shown["topics"]] == [("سارا ر.", False)]
    opened, first, second = shown["messages"]
    assert opened["service"] == "forum_topic_created"
    assert (first["author"]["name"], first["topic"], first["reply"]) == ("مریم کریمی", topic.id, None)
    assert second["reply"] == {"id": said.id, "name": "مریم کریمی", "text": "سلام"}


async def test_everything_a_colleague_can_do(http: httpx.AsyncClient, bot: Bot, group: StaffGroup) -> None:
    topic = group.members[HEAD].opens_topic("سارا ر.").id
    bot.updates.drop_all()

    async def does(act: str, colleague: int = CLERK, **fields: object) -> int:
        body = {"as": colleague, "topic": topic, **fields}
        return (await http.post(f"/page/desk/{GROUP}/{act}", json=body)).status_code

    assert await does("text", text="سلام") == 200
    said = group.chat.shown()[-1]
    assert await does("edit", message=said.id, text="درود") == 200
    assert await does("text", text="پاسخ", reply=said.id) == 200
    assert await does("text", text="در عمومی", topic=0) == 200
    await http.post(f"/page/desk/{GROUP}/photos", data={"as": CLERK, "topic": topic}, files={"a": ("a.png", png())})
    await http.post(
        f"/page/desk/{GROUP}/document",
        data={"as": CLERK, "topic": topic},
        files={"d": ("d.pdf", b"%PDF", "application/pdf")},
    )
    assert await does("papers", names=["contract-small.jpg", "contract.zip.jpg"], as_files=True) == 200
    assert await does("delete", message=said.id) == 200
    assert await does("delete", message=group.chat.shown()[-1].id, colleague=HEAD) == 400
    assert await does("close-topic") == 400
    assert await does("close-topic", HEAD) == 200
    assert await does("text", text="بسته است") == 400
    assert await does("reopen-topic", HEAD) == 200
    assert await does("delete-topic", HEAD) == 200
    assert await does("text", text="دیگر نیست") == 400
    assert await does("text", colleague=99, text="من کی‌ام؟") == 400
    assert (await http.post(f"/page/desk/{GROUP}/horse", json={})).status_code == 404
    got = (await http.get(f"/bot{DESK_TOKEN}/getUpdates")).json()["result"]
    kinds = [next(key for key in update if key != "update_id") for update in got]
    assert kinds == ["message", "edited_message", *["message"] * 8]
    small, packed = (update["message"] for update in got[6:8])
    assert small["media_group_id"] == packed["media_group_id"]
    assert packed["document"]["file_name"] == "contract.zip.jpg"


async def test_a_press_and_what_follows_it_are_heard(http: httpx.AsyncClient, group: StaffGroup) -> None:
    topic = group.members[HEAD].opens_topic("سارا ر.")
    markup = {"inline_keyboard": [[{"text": "برمی‌دارم", "callback_data": "t:1"}]]}
    asked = {"chat_id": GROUP, "message_thread_id": topic.id, "text": "تیکت", "reply_markup": markup}
    sent = (await http.post(f"/bot{DESK_TOKEN}/sendMessage", json=asked)).json()["result"]["message_id"]
    after = (await http.get("/page/desk")).json()["news"]
    body = {"as": CLERK, "message": sent, "data": "t:1"}
    press = (await http.post(f"/page/desk/{GROUP}/press", json=body)).json()["press"]
    answer = {"callback_query_id": press, "text": "با شماست", "show_alert": True}
    await http.post(f"/bot{DESK_TOKEN}/answerCallbackQuery", json=answer)
    question = {"chat_id": GROUP, "text": "یادداشت؟", "reply_markup": {"force_reply": True, "selective": True}}
    mention = {"entities": [{"type": "text_mention", "offset": 0, "length": 7, "user": {"id": CLERK}}]}
    await http.post(f"/bot{DESK_TOKEN}/sendMessage", json=question | mention)
    group.members[HEAD].deletes_topic(topic)
    heard = await _hear(http, f"{PHONE}/events?after={after}", 4)
    assert [kind for _, kind, _ in heard] == ["desk-press", "desk-answer", "desk-message", "desk-topic"]
    assert (heard[1][2]["press"], heard[1][2]["text"], heard[1][2]["alert"]) == (press, "با شماست", True)
    assert heard[2][2]["message"]["asks"] == {"placeholder": "", "of": [CLERK]}
    assert heard[3][2]["topic"] == topic.id


async def test_sample_papers_are_offered_and_sent_by_a_citizen(http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    offered = {one["name"]: one for one in (await http.get("/page/papers")).json()}
    assert offered.keys() == gallery.OFFERED.keys()
    assert [name for name, one in offered.items() if one["look"] is None] == ["contract.zip.jpg"]
    look = await http.get(offered["booklet.jpg"]["look"])
    with Image.open(io.BytesIO(look.content)) as image:
        assert max(image.size) == 240
    assert (await http.get("/page/papers/contract.zip.jpg")).status_code == 404
    await http.post(f"{PHONE}/telegram/start")
    await http.post(f"{PHONE}/telegram/papers", json={"names": ["contract-small.jpg"]})
    refused = await http.post(f"{PHONE}/telegram/papers", json={"names": ["contract.zip.jpg"]})
    assert refused.status_code == 400
    shown = (await http.get(PHONE)).json()["telegram"]["messages"]
    assert max(shown[-1]["photo"]["width"], shown[-1]["photo"]["height"]) == 480
    assert shown[-1]["photo"]["shows"] == "عقدنامه، کوچک"


async def test_a_citizen_deletes_what_they_wrote_and_no_bot_hears(http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    await http.post(f"{PHONE}/telegram/start")
    account = sandbox.stage.account("09121234567")
    assert account is not None
    message = account.says("اشتباه")
    assert (await http.post(f"{PHONE}/telegram/delete", json={"message": message.id})).status_code == 200
    assert [one["text"] for one in (await http.get(PHONE)).json()["telegram"]["messages"]] == ["/start"]
    assert len((await http.get(f"/bot{TOKEN}/getUpdates")).json()["result"]) == 2


def test_a_photo_is_sent_as_telegrams_apps_send_it() -> None:
    with Image.open(io.BytesIO(gallery.as_photo("contract-sideways.jpg"))) as photo:
        assert max(photo.size) == gallery.LONGEST_SENT
        assert photo.height > photo.width
        assert not photo.getexif()


async def test_a_link_to_the_bot_leads_into_a_colleagues_own_chat(
    http: httpx.AsyncClient, bot: Bot, group: StaffGroup
) -> None:
    bot.updates.drop_all()
    body = {"as": CLERK, "bot": "hamyar_desk_bot", "payload": "papers-7"}
    assert (await http.post(f"/page/desk/{GROUP}/start", json=body)).status_code == 200
    assert (await http.post(f"/page/desk/{GROUP}/text", json={"as": CLERK, "topic": -CLERK, "text": "سلام"})).is_success
    (shown,) = (await http.get("/page/desk")).json()["groups"]
    said = [(one["topic"], one["text"]) for one in shown["messages"] if one["topic"] < 0]
    assert said == [(-CLERK, "/start papers-7"), (-CLERK, "سلام")]
    assert len(bot.updates) == 2
    unknown = await http.post(f"/page/desk/{GROUP}/start", json={**body, "bot": "hamyar_bot"})
    assert unknown.status_code == 400
