"""What a bot may say, in both libraries' encodings, and Telegram's refusals word for word."""

import httpx
import pytest
import telegram as ptb
from aiogram import Bot as AiogramBot
from aiogram import exceptions, types

from tests.sandbox.conftest import TOKEN, World, png

BUTTONS = types.InlineKeyboardMarkup(
    inline_keyboard=[[types.InlineKeyboardButton(text="ثبت اعتراض", callback_data="q:1:0")]]
)
CONTACT_KEY = types.ReplyKeyboardMarkup(
    keyboard=[[types.KeyboardButton(text="فرستادن شماره", request_contact=True)]], one_time_keyboard=True
)


async def test_both_libraries_learn_who_they_are(aiogram_bot: AiogramBot, ptb_bot: ptb.Bot) -> None:
    assert (await aiogram_bot.get_me()).username == "hamyar_bot"
    assert (await ptb_bot.get_me()).is_bot


async def test_both_libraries_send_text(world: World, aiogram_bot: AiogramBot, ptb_bot: ptb.Bot) -> None:
    phone = world.phone
    opened = phone.opens()
    first = await aiogram_bot.send_message(world.sara.id, "سلام", reply_markup=BUTTONS)
    second = await ptb_bot.send_message(world.sara.id, "دوباره", reply_to_message_id=first.message_id)
    assert (await phone.hears()).buttons == [[{"text": "ثبت اعتراض", "callback_data": "q:1:0"}]]
    assert (await phone.hears()).text == "دوباره"
    assert second.reply_to_message is not None
    assert first.message_id == opened.id + 1
    assert first.from_user is not None
    assert first.from_user.is_bot


async def test_markup_becomes_entities(world: World, aiogram_bot: AiogramBot) -> None:
    world.phone.opens()
    sent = await aiogram_bot.send_message(
        world.sara.id,
        " 😀 <b>پرداخت</b> &lt;<i>x</i>&gt; & <code>12</code> <blockquote expandable>بند</blockquote> "
        '<pre><code class="language-py">1</code></pre><a href="https://example.org">پیوند</a>',
        parse_mode="HTML",
    )
    assert sent.text == "😀 پرداخت <x> & 12 بند 1پیوند"
    assert sent.entities is not None
    assert [(e.type, e.extract_from(sent.text)) for e in sent.entities] == [
        ("bold", "پرداخت"),
        ("italic", "x"),
        ("code", "12"),
        ("expandable_blockquote", "بند"),
        ("pre", "1"),
        ("text_link", "پیوند"),
    ]
    assert sent.entities[0].offset == 3
    assert sent.entities[4].language == "py"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("سن <name>", 'Unsupported start tag "name" at byte offset 5'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("x <b", "Unclosed start tag at byte offset 2"),
    ],
)
async def test_broken_markup_is_refused(world: World, aiogram_bot: AiogramBot, text: str, words: str) -> None:
    world.phone.opens()
    with pytest.raises(exceptions.TelegramBadRequest) as refused:
        await aiogram_bot.send_message(world.sara.id, text, parse_mode="HTML")
    assert refused.value.message == f"Bad Request: can't parse entities: {words}"


async def test_lengths_are_kept(world: World, aiogram_bot: AiogramBot) -> None:
    world.phone.opens()
    chat = world.sara.id
    await aiogram_bot.send_message(chat, "ا" * 4096)
    with pytest.raises(exceptions.TelegramBadRequest, match="message is too long"):
        await aiogram_bot.send_message(chat, "ا" * 4097)
    with pytest.raises(exceptions.TelegramBadRequest, match="message text is empty"):
        await aiogram_bot.send_message(chat, "  ")
    with pytest.raises(exceptions.TelegramBadRequest, match="caption is too long"):
        await aiogram_bot.send_photo(chat, types.BufferedInputFile(png(), "a.png"), caption="ا" * 1025)
    wide = types.InlineKeyboardMarkup(inline_keyboard=[[types.InlineKeyboardButton(text="x", callback_data="ا" * 33)]])
    with pytest.raises(exceptions.TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await aiogram_bot.send_message(chat, "x", reply_markup=wide)


async def test_who_may_be_written_to(world: World, aiogram_bot: AiogramBot) -> None:
    with pytest.raises(exceptions.TelegramBadRequest, match="chat not found"):
        await aiogram_bot.send_message(12, "x")
    with pytest.raises(exceptions.TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await aiogram_bot.send_message(world.sara.id, "x")
    phone = world.phone
    phone.opens()
    phone.blocks()
    with pytest.raises(exceptions.TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await aiogram_bot.send_message(world.sara.id, "x")
    phone.unblocks()
    await aiogram_bot.send_message(world.sara.id, "x")


async def test_editing_and_deleting(world: World, aiogram_bot: AiogramBot, ptb_bot: ptb.Bot) -> None:
    phone = world.phone
    own = phone.opens()
    sent = await aiogram_bot.send_message(world.sara.id, "یک", reply_markup=BUTTONS)
    chat = world.sara.id
    edited = await ptb_bot.edit_message_text("دو", chat, sent.message_id)
    assert isinstance(edited, ptb.Message)
    assert edited.edit_date
    assert edited.reply_markup is None
    with pytest.raises(exceptions.TelegramBadRequest, match="message is not modified"):
        await aiogram_bot.edit_message_text("دو", chat_id=chat, message_id=sent.message_id)
    await aiogram_bot.edit_message_reply_markup(chat_id=chat, message_id=sent.message_id, reply_markup=BUTTONS)
    with pytest.raises(exceptions.TelegramBadRequest, match="message to edit not found"):
        await aiogram_bot.edit_message_text("x", chat_id=chat, message_id=99)
    with pytest.raises(exceptions.TelegramBadRequest, match="message can't be edited"):
        await aiogram_bot.edit_message_text("x", chat_id=chat, message_id=own.id)
    assert await aiogram_bot.delete_message(chat, sent.message_id)
    with pytest.raises(exceptions.TelegramBadRequest, match="message to delete not found"):
        await aiogram_bot.delete_message(chat, sent.message_id)
    world.clock.moves(49 * 3600)
    with pytest.raises(exceptions.TelegramBadRequest, match="message can't be deleted"):
        await aiogram_bot.delete_message(chat, own.id)


async def test_pictures_and_documents_in_both_encodings(
    world: World, aiogram_bot: AiogramBot, ptb_bot: ptb.Bot
) -> None:
    world.phone.opens()
    chat = world.sara.id
    awkward = b"\r\n--x\r\n\x00%PDF\r\n"
    first = await aiogram_bot.send_photo(chat, types.BufferedInputFile(png(), "a.png"), caption="الف")
    second = await ptb_bot.send_photo(chat, png(2000, 1000), caption="ب")
    assert first.photo is not None
    assert [(p.width, p.height) for p in first.photo] == [(90, 67), (320, 240), (400, 300)]
    assert [(p.width, p.height) for p in second.photo][-1] == (1280, 640)
    for sent in (
        await aiogram_bot.send_document(chat, types.BufferedInputFile(awkward, "b.pdf")),
        await ptb_bot.send_document(chat, awkward, filename="b.pdf"),
    ):
        assert sent.document is not None
        assert (sent.document.file_name, sent.document.file_size) == ("b.pdf", len(awkward))
        file = await ptb_bot.get_file(sent.document.file_id)
        assert await file.download_as_bytearray() == awkward
    again = await aiogram_bot.send_photo(chat, first.photo[-1].file_id)
    assert again.photo is not None
    downloaded = await aiogram_bot.download(again.photo[-1])
    assert downloaded is not None
    assert downloaded.read() == png()
    with pytest.raises(exceptions.TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await aiogram_bot.send_photo(chat, types.BufferedInputFile(b"no picture", "a.png"))


async def test_a_file_is_known_to_one_bot_for_an_hour(world: World, aiogram_bot: AiogramBot, ptb_bot: ptb.Bot) -> None:
    world.phone.opens()
    sent = await ptb_bot.send_document(world.sara.id, b"papers", filename="p.txt")
    assert sent.document is not None
    path = (await aiogram_bot.get_file(sent.document.file_id)).file_path
    async with httpx.AsyncClient(trust_env=False, base_url=world.url, timeout=60) as http:
        assert (await http.get(f"/file/bot{TOKEN}/{path}")).content == b"papers"
        world.clock.moves(3601)
        assert (await http.get(f"/file/bot{TOKEN}/{path}")).status_code == 404
        asked = await http.get(f"/bot{world.desk.token}/getFile", params={"file_id": sent.document.file_id})
    assert asked.json()["description"] == "Bad Request: wrong file_id or the file is temporarily unavailable"


async def test_albums_in_both_encodings(world: World, aiogram_bot: AiogramBot, ptb_bot: ptb.Bot) -> None:
    world.phone.opens()
    photos = [types.InputMediaPhoto(media=types.BufferedInputFile(png(), "a.png")) for _ in range(2)]
    sent = await aiogram_bot.send_media_group(world.sara.id, list(photos))
    assert len({message.media_group_id for message in sent}) == 1
    world.clock.moves(5)
    more = await ptb_bot.send_media_group(
        world.sara.id, [ptb.InputMediaDocument(b"1", filename="1.txt"), ptb.InputMediaDocument(b"2", filename="2.txt")]
    )
    assert more[1].document is not None
    assert more[1].document.file_name == "2.txt"
    assert more[0].media_group_id not in (None, sent[0].media_group_id)


async def test_the_contact_key_appears_and_goes(world: World, aiogram_bot: AiogramBot) -> None:
    phone = world.phone
    phone.opens()
    await aiogram_bot.send_message(world.sara.id, "شماره؟", reply_markup=CONTACT_KEY)
    shared = phone.taps("فرستادن شماره")
    assert shared.contact == {
        "phone_number": "989121234567",
        "first_name": "سارا",
        "last_name": "رضایی",
        "user_id": world.sara.id,
    }
    assert phone.chat.keyboard is None


async def test_copies_forwards_commands_and_actions(world: World, aiogram_bot: AiogramBot, ptb_bot: ptb.Bot) -> None:
    phone = world.phone
    said = phone.says("نامهٔ من")
    chat = world.sara.id
    assert (await aiogram_bot.copy_message(chat, chat, said.id)).message_id == said.id + 1
    assert (await ptb_bot.forward_message(chat, chat, said.id)).forward_origin is not None
    with pytest.raises(exceptions.TelegramBadRequest, match="message to copy not found"):
        await aiogram_bot.copy_message(chat, chat, 77)
    await aiogram_bot.set_my_commands([types.BotCommand(command="start", description="آغاز")])
    assert (await ptb_bot.get_my_commands())[0].description == "آغاز"
    with pytest.raises(exceptions.TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await aiogram_bot.set_my_commands([types.BotCommand(command="Start", description="آغاز")])
    assert await aiogram_bot.send_chat_action(chat, "typing")
    assert (await aiogram_bot.get_chat(chat)).first_name == "سارا"
    assert (await ptb_bot.get_chat(chat)).first_name == "سارا"
    assert (await aiogram_bot.get_chat_member(chat, world.bot.user.id)).status == "member"


async def test_a_wrong_token_and_an_unknown_method(world: World) -> None:
    async with httpx.AsyncClient(trust_env=False, base_url=world.url, timeout=60) as http:
        assert (await http.get("/bot1:AAAA/getMe")).json() == {
            "ok": False,
            "error_code": 401,
            "description": "Unauthorized",
        }
        assert (await http.get("/botnonsense/getMe")).status_code == 404
        assert (await http.get(f"/bot{TOKEN}/getHorse")).status_code == 404


async def test_json_and_forms_are_read_alike(world: World) -> None:
    world.phone.opens()
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "1"}]]}
    async with httpx.AsyncClient(trust_env=False, base_url=world.url, timeout=60) as http:
        sent = await http.post(
            f"/bot{TOKEN}/sendMessage", json={"chat_id": world.sara.id, "text": "x", "reply_markup": markup}
        )
        assert sent.json()["result"]["reply_markup"] == markup
        form = await http.post(f"/bot{TOKEN}/SENDMESSAGE", data={"chat_id": str(world.sara.id), "text": "y"})
        assert form.json()["ok"]
        assert isinstance(form.json()["result"]["date"], int)
        assert (await http.post(f"/bot{TOKEN}/sendMessage", json={"text": "y"})).json()["description"] == (
            "Bad Request: chat_id is empty"
        )
