// @ts-check
// Keeps the page for when there is no network, and wakes the person. It never sees a request of the phone's, nor a number.

/** @typedef {{ data: unknown, waitUntil: (work: Promise<unknown>) => void }} Waited */

const worker = /** @type {any} */ (self);
const folder = new URL(worker.location.href).searchParams.get("assets") ?? "";
const page = worker.location.pathname.replace(/\/worker\.js$/, "");
const cacheName = `phone ${page} ${folder}`;
const modules = [
  "accounts.js", "bytes.js", "code.js", "enrol.js", "keys.js", "main.js", "phone.css", "refusals.js", "request.js", "service.js",
  "statements.js", "store.js", "ui.js", "texts/en.js", "texts/ko.js", "texts/zh-Hant.js",
].map((name) => folder + name);

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(cacheName);
    await cache.addAll([page, ...modules]);
    const html = await (await cache.match(page))?.text();
    const style = /href="(\/assets\/sign-in\.[^"]+\.css)"/.exec(html ?? "");
    if (style) await cache.add(style[1]);
    await worker.skipWaiting();
  })());
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(`phone ${page} `) && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  })());
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== worker.location.origin) return;
  if (mode === "navigate" && pathname === page) event.respondWith(fetch(event.request).catch(() => caches.match(page, { cacheName })));
  else if (pathname.startsWith("/assets/")) {
    event.respondWith((async () => await caches.match(pathname, { cacheName }) ?? fetch(event.request))());
  }
});

// --- a message that says nothing but "look" ---------------------------------------------------------------------------------------

/** @type {Record<string, [string, string]>} */
const words = {
  en: ["Sign-in", "A sign-in waits for you."],
  "zh-Hant": ["登入", "有登入要求等待您回覆。"],
  ko: ["로그인", "기다리는 로그인 요청이 있습니다."],
};

function wordsOfPerson() {
  for (const tag of worker.navigator.languages) {
    if (/^ko\b/i.test(tag)) return words.ko;
    if (/^zh-(Hant|TW|HK|MO)\b/i.test(tag)) return words["zh-Hant"];
    if (/^en\b/i.test(tag)) return words.en;
  }
  return words.en;
}

worker.addEventListener("push", (/** @type {Waited} */ event) => {
  const [title, body] = wordsOfPerson();
  event.waitUntil(worker.registration.showNotification(title, { body, tag: "sign-in", renotify: true, requireInteraction: true }));
});

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const open = await worker.clients.matchAll({ type: "window" });
    const there = open.find((/** @type {{ url: string }} */ client) => new URL(client.url).pathname === page);
    await (there ? there.focus() : worker.clients.openWindow(page));
  })());
});
