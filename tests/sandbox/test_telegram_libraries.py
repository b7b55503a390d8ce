"""The libraries' own ways of running a bot, against the sandbox: their pollers ask for more than our own does."""

import asyncio

from aiogram import Bot as AiogramBot
from aiogram import Dispatcher, types
from telegram import Update
from telegram.ext import ApplicationBuilder, CommandHandler, ContextTypes

from tests.sandbox.conftest import TOKEN, World


async def test_aiograms_polling(world: World, aiogram_bot: AiogramBot) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: types.Message) -> None:
        await message.answer(f"شما گفتید: {message.text}")

    polling = asyncio.create_task(dispatcher.start_polling(aiogram_bot, handle_signals=False, polling_timeout=1))
    phone = world.phone
    phone.says("سلام")
    assert (await phone.hears()).text == "شما گفتید: سلام"
    phone.says("باز هم")
    assert (await phone.hears()).text == "شما گفتید: باز هم"
    await dispatcher.stop_polling()
    await polling


async def test_python_telegram_bots_polling(world: World) -> None:
    async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(f"آغاز با {(context.args or ['هیچ'])[0]}")

    application = ApplicationBuilder().token(TOKEN).base_url(world.url + "/bot").build()
    application.add_handler(CommandHandler("start", start))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(timeout=1)
        phone = world.phone
        phone.opens("grant-7")
        assert (await phone.hears()).text == "آغاز با grant-7"
        await application.updater.stop()
        await application.stop()
