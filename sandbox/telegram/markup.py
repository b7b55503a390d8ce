"""Keyboards under messages and under the text box, checked as Telegram checks them."""

from typing import Any

from sandbox.calls import Unreadable
from sandbox.telegram.errors import bad_request
from sandbox.telegram.world import Buttons, Chat, Json

MOST_DATA_BYTES = 64
MOST_BUTTONS = 100
LONGEST_PLACEHOLDER = 64
_ACTIONS = frozenset({"callback_data", "url", "web_app", "switch_inline_query", "copy_text", "login_url"})


def read_markup(markup: Any, chat: Chat) -> tuple[Buttons, Json | None]:
    """Inline buttons, and a keyboard for the text box (which may be one that removes it).

    Raises Refused.
    """
    if not markup:
        return [], None
    if not isinstance(markup, dict):
        raise Unreadable("reply markup JSON object")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"]), None
    for row in markup.get("keyboard", []):
        for button in row:
            asks = isinstance(button, dict) and (button.get("request_contact") or button.get("request_location"))
            if asks and chat.kind != "private":
                raise bad_request("phone number can be requested in private chats only")
    return [], _reply_keyboard(markup)


def _inline(rows: Any) -> Buttons:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return [[_button(button) for button in row] for row in rows if row]


def _button(button: Any) -> Json:
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    given = {name: value for name, value in button.items() if value is not None}
    if not _ACTIONS & given.keys():
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in given and not 1 <= len(str(given["callback_data"]).encode()) <= MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in given and "." not in given["url"] and "://" not in given["url"]:
        raise bad_request(f"inline keyboard button URL '{given['url']}' is invalid: Wrong HTTP URL")
    return given


def _reply_keyboard(markup: Json) -> Json:
    if "keyboard" not in markup:
        return {"remove": True} if markup.get("remove_keyboard") else _force_reply(markup)
    rows = [[{"text": button} if isinstance(button, str) else button for button in row] for row in markup["keyboard"]]
    return {"rows": rows, "one_time": bool(markup.get("one_time_keyboard"))}


def _force_reply(markup: Json) -> Json:
    placeholder = markup.get("input_field_placeholder") or ""
    if len(placeholder) > LONGEST_PLACEHOLDER:
        raise bad_request("input field placeholder is too long")
    return {"force_reply": True, "selective": bool(markup.get("selective")), "placeholder": placeholder}
