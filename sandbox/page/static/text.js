// Text as people see it: Persian digits and dates, SMS parts, and Telegram's entities built as nodes, never as HTML.

const GSM = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const GSM_DOUBLE = new Set("\f^{}\\[~]|€");

const numbers = new Intl.NumberFormat("fa-IR");
const clock = new Intl.DateTimeFormat("fa-IR", { hour: "numeric", minute: "2-digit", timeZone: "Asia/Tehran" });
const day = new Intl.DateTimeFormat("fa-IR-u-ca-persian", { day: "numeric", month: "long", timeZone: "Asia/Tehran" });

export const persian = (number) => numbers.format(number);
export const timeOf = (seconds) => clock.format(seconds * 1000);
export const dayOf = (seconds) => (day.format(seconds * 1000) === day.format(Date.now()) ? "امروز" : day.format(seconds * 1000));

/** Length, parts and the room of those parts, as the network counts. */
export function measure(text) {
  const letters = [...text];
  const gsm = letters.every((letter) => GSM.has(letter) || GSM_DOUBLE.has(letter));
  const length = gsm ? letters.length + letters.filter((letter) => GSM_DOUBLE.has(letter)).length : text.length;
  const [whole, split] = gsm ? [160, 153] : [70, 67];
  const parts = length <= whole ? 1 : Math.ceil(length / split);
  return { length, parts, room: parts === 1 ? whole : parts * split };
}

/** An element with properties and children; `data-…`, `aria-…` and `role` become attributes. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (/^(data-|aria-|role$|for$)/.test(name)) made.setAttribute(name, value === true ? "" : value);
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Nodes of a text with its entities; `onCommand` gets a pressed /command. */
export function rich(text, entities, onCommand) {
  const inOrder = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const build = (from, to, inside) => {
    const nodes = [];
    let at = from;
    for (let index = 0; index < inside.length; index += 1) {
      const entity = inside[index];
      if (entity.offset < at) continue;
      const end = Math.min(entity.offset + entity.length, to);
      const nested = inside.slice(index + 1).filter((other) => other.offset >= entity.offset && other.offset < end);
      nodes.push(text.slice(at, entity.offset));
      nodes.push(...dressed(entity, text.slice(entity.offset, end), build(entity.offset, end, nested), onCommand));
      at = end;
    }
    nodes.push(text.slice(at, to));
    return nodes.filter((node) => node !== "");
  };
  return build(0, text.length, inOrder);
}

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", blockquote: "blockquote" };

function dressed(entity, raw, children, onCommand) {
  switch (entity.type) {
    case "bold": case "italic": case "underline": case "strikethrough": case "blockquote":
      return [element(TAGS[entity.type], {}, ...children)];
    case "code":
      return [element("code", { title: "برای رونوشت بزنید", onclick: () => navigator.clipboard?.writeText(raw) }, ...children)];
    case "pre":
      return [element("pre", { dir: "ltr" }, element("code", {}, ...children))];
    case "expandable_blockquote":
      return folded(children);
    case "spoiler":
      return [spoiler(children)];
    case "text_link":
      return [link(entity.url, children)];
    case "url":
      return [link(raw, children)];
    case "bot_command":
      return [element("button", { type: "button", className: "command", dir: "ltr", onclick: () => onCommand?.(raw) }, raw)];
    default:
      return children;
  }
}

function folded(children) {
  const quote = element("blockquote", { className: "fold" }, ...children);
  const toggle = element("button", { type: "button", className: "fold-toggle", "aria-expanded": "false" }, "بیشتر");
  toggle.onclick = () => {
    const open = !quote.classList.toggle("fold");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? "کمتر" : "بیشتر";
  };
  return [quote, toggle];
}

function spoiler(children) {
  const cover = element("button", { type: "button", className: "spoiler", "aria-expanded": "false", "aria-label": "متن پنهان؛ برای دیدن بزنید" }, ...children);
  cover.onclick = () => {
    cover.setAttribute("aria-expanded", "true");
    cover.removeAttribute("aria-label");
  };
  return cover;
}

/** Only web addresses become links. */
export function link(url, children) {
  if (!/^https?:\/\//i.test(url)) return element("span", {}, ...children);
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, ...children);
}

/** A plain text whose web addresses are links. */
export function linked(text) {
  return text.split(/(https?:\/\/[^\s«»]+)/i).map((part, index) => (index % 2 ? link(part, [part]) : part));
}
