// What a link on a phone opens: a window as large as a phone, beside the chat that it came from.

const [WIDTH, HEIGHT] = [400, 780];

/** Links in this box open there; with a key held down, or where windows are not let open, in a tab as ever. */
export function opensWindows(box) {
  box.addEventListener("click", (event) => {
    const pressed = event.target.closest('a[target="_blank"]');
    if (!pressed || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const left = Math.max(0, screenX + (outerWidth - WIDTH) / 2);
    const top = Math.max(0, screenY + (outerHeight - HEIGHT) / 2);
    const opened = open(pressed.href, "on-the-phone", `popup,width=${WIDTH},height=${HEIGHT},left=${left},top=${top}`);
    if (!opened) return;
    event.preventDefault();
    opened.focus();
  });
}
