// The sandbox's own web interface: asking it, and hearing from it.

async function asked(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? answer.statusText);
  return body;
}

export const get = (path) => asked(path);
export const remove = (path) => asked(path, { method: "DELETE" });
export const post = (path, fields = {}) =>
  asked(path, fields instanceof FormData
    ? { method: "POST", body: fields }
    : { method: "POST", body: JSON.stringify(fields), headers: { "Content-Type": "application/json" } });

const KINDS = [
  "message", "state", "action", "answer", "press", "commands", "sms", "reception", "faults",
  "desk-message", "desk-private", "desk-answer", "desk-topic", "desk-group",
];

/** Hears what happens on one number's phones; comes back by itself after a lost connection, without losing anything. */
export class Live {
  #source = null;

  constructor({ onNews, onLive, onBeginAnew }) {
    Object.assign(this, { onNews, onLive, onBeginAnew });
  }

  open(number, after) {
    this.#source?.close();
    const source = new EventSource(`/page/phones/${number}/events?after=${after}`);
    this.#source = source;
    source.onopen = () => this.onLive(true);
    source.onerror = () => {
      this.onLive(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.#source === source && this.onBeginAnew(), 2000);
    };
    source.addEventListener("begin-anew", () => {
      source.close();
      this.onBeginAnew();
    });
    for (const kind of KINDS) source.addEventListener(kind, (event) => this.onNews(kind, JSON.parse(event.data)));
  }
}
