// Keeps the page of a payment as the payment stands. Without a script the browser loads the page again instead.

const onward = document.querySelector("form[data-go]");
// Sent while the page is still loading, the form takes its place in the history: Back leads to the page before.
if (onward) onward.submit();
else keep();

function keep() {
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    const seconds = Number(document.querySelector("main").dataset.pace);
    if (seconds) timer = setTimeout(look, seconds * 1000);
  };

  async function look() {
    try {
      const answer = await fetch(location.pathname, { cache: "no-store" });
      if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // No network just now.
    }
    wait();
  }

  function show(page) {
    const [now, next] = [document.querySelector("main"), page.querySelector("main")];
    if (next.dataset.standing === now.dataset.standing) {
      now.dataset.pace = next.dataset.pace;
      return;
    }
    document.title = page.title;
    now.replaceWith(next);
    next.querySelector("h1").focus();
  }

  // Whoever goes Back may be shown the page as it was; whoever comes from another tab, too.
  addEventListener("pageshow", (event) => event.persisted && look());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  wait();
}
