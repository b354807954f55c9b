/* Answers that the server has not confirmed yet. Each stands by itself in this browser's
   own store, under the person and the response it belongs to: it outlives a reload, a
   closed tab and a lost network, and nobody else who signs in here sees or sends it.
   It is gone as soon as it is saved, and when its owner signs out (site.js). */
const PREFIX = "dengta:";
const LONGEST = 20_000; // ms after which a request counts as lost
const ON_LEAVING = 60_000; // bytes a browser still sends for a page that is left
const KEPT = 30 * 24 * 3_600_000; // ms

/* The name of this page among all pages that write: with its count it tells the server
   which of two answers is the newer one. */
const random = crypto.getRandomValues(new Uint8Array(12));
const PAGE = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
let count = 0;
export const nextPen = () => [PAGE, (count += 1)];

export class Queue {
  constructor(owner) {
    this.owner = owner; // "person:response"
    this.prefix = `${PREFIX}${owner}:`;
    this.memory = new Map(); // where the browser's store is closed or full
    this.lasting = true;
  }

  put(code, item) {
    try {
      localStorage.setItem(this.prefix + code, JSON.stringify({ ...item, at: Date.now() }));
      this.memory.delete(code);
    } catch {
      this.lasting = false;
      this.memory.set(code, item);
    }
  }

  get(code) {
    if (this.memory.has(code)) return this.memory.get(code);
    try {
      const item = JSON.parse(localStorage.getItem(this.prefix + code));
      return item && Date.now() - item.at < KEPT ? item : null;
    } catch {
      return null;
    }
  }

  /* Take an answer out, unless a newer one has come into its place, here or in another
     tab. */
  drop(code, pen) {
    const item = this.get(code);
    if (item && pen && String(item.pen) !== String(pen)) return;
    this.memory.delete(code);
    try {
      localStorage.removeItem(this.prefix + code);
    } catch {
      // a closed store holds nothing
    }
  }

  codes() {
    const found = new Set(this.memory.keys());
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(this.prefix)) found.add(key.slice(this.prefix.length));
      }
    } catch {
      // a closed store holds nothing
    }
    return Array.from(found).filter((code) => this.get(code));
  }
}

const bodyOf = (code, item, token) => {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token);
  body.append("pen", item.pen.join("."));
  body.append(`${code}.version`, item.seen);
  for (const [name, values] of Object.entries(item.fields)) {
    for (const value of values) body.append(name, value);
  }
  return body;
};

const post = async (code, item, token) => {
  const lost = new AbortController();
  const timer = setTimeout(() => lost.abort(), LONGEST);
  const size = JSON.stringify(item).length * 3; // Chinese takes three bytes
  try {
    return await fetch(item.address, {
      method: "POST",
      body: bodyOf(code, item, token),
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive: size < ON_LEAVING,
      signal: lost.signal,
    });
  } finally {
    clearTimeout(timer);
  }
};

const tokens = () => document.querySelectorAll("[name=csrfmiddlewaretoken]");

/* Signing in again makes the page's token old. A new one comes with the page, which
   also tells whether it is still the same person. */
const renewToken = async (owner) => {
  const reply = await fetch(window.location.pathname, { redirect: "manual" });
  if (!reply.ok) return reply.type === "opaqueredirect" ? "signedOut" : "stale";
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const fresh = page.querySelector("[name=csrfmiddlewaretoken]");
  if (!page.querySelector(`[data-queue="${owner}"]`) || !fresh) return "stranger";
  for (const input of tokens()) input.value = fresh.value;
  return "";
};

const outcomeOf = async (reply) => {
  if (reply.type === "opaqueredirect") return { kind: "signedOut" };
  if (reply.status >= 500 || [408, 425, 429].includes(reply.status)) return { kind: "failed" };
  if (reply.status === 403) return { kind: "stale" };
  if (reply.status === 404) return { kind: "gone" };
  if (![200, 409].includes(reply.status)) return { kind: "tooLong" };
  const answer = await reply.json();
  if (answer.conflict) return { kind: "conflict", answer };
  if (answer.closed) return { kind: "closed", answer };
  return { kind: answer.error ? "refused" : "saved", answer };
};

/* Send one answer; gives what became of it. Only "failed" is worth another try by
   itself: everything else would come out the same. */
export const deliver = async (queue, code, item) => {
  try {
    let outcome = await outcomeOf(await post(code, item, tokens()[0].value));
    if (outcome.kind === "stale") {
      const kind = await renewToken(queue.owner);
      if (kind) return { kind };
      outcome = await outcomeOf(await post(code, item, tokens()[0].value));
    }
    if (outcome.kind === "saved") queue.drop(code, item.pen);
    return outcome;
  } catch {
    return { kind: "failed" };
  }
};
