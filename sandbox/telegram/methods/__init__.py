"""The Bot API's methods by name; Telegram does not mind the case."""

from collections.abc import Mapping

from sandbox.telegram.core import Method
from sandbox.telegram.methods import chats, editing, pinning, receiving, sending, topics

METHODS: Mapping[str, Method] = {
    name.lower(): method
    for name, method in {
        "getMe": chats.get_me,
        "getChat": chats.get_chat,
        "getChatMember": chats.get_chat_member,
        "getChatAdministrators": chats.get_chat_administrators,
        "getChatMemberCount": chats.get_chat_member_count,
        "setMyCommands": chats.set_my_commands,
        "getMyCommands": chats.get_my_commands,
        "deleteMyCommands": chats.delete_my_commands,
        "getUpdates": receiving.get_updates,
        "setWebhook": receiving.set_webhook,
        "deleteWebhook": receiving.delete_webhook,
        "getWebhookInfo": receiving.get_webhook_info,
        "getFile": receiving.get_file,
        "sendMessage": sending.send_message,
        "sendPhoto": sending.send_photo,
        "sendDocument": sending.send_document,
        "sendMediaGroup": sending.send_media_group,
        "sendChatAction": sending.send_chat_action,
        "copyMessage": sending.copy_message,
        "forwardMessage": sending.forward_message,
        "answerCallbackQuery": editing.answer_callback_query,
        "editMessageText": editing.edit_message_text,
        "editMessageCaption": editing.edit_message_caption,
        "editMessageMedia": editing.edit_message_media,
        "editMessageReplyMarkup": editing.edit_message_reply_markup,
        "deleteMessage": editing.delete_message,
        "deleteMessages": editing.delete_messages,
        "createForumTopic": topics.create_forum_topic,
        "editForumTopic": topics.edit_forum_topic,
        "closeForumTopic": topics.close_forum_topic,
        "reopenForumTopic": topics.reopen_forum_topic,
        "deleteForumTopic": topics.delete_forum_topic,
        "pinChatMessage": pinning.pin_chat_message,
        "unpinChatMessage": pinning.unpin_chat_message,
        "unpinAllChatMessages": pinning.unpin_all_chat_messages,
        "unpinAllForumTopicMessages": pinning.unpin_all_forum_topic_messages,
    }.items()
}
