// A phone's own window, having led back to the conversation.
window.close();
