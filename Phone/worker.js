// @ts-check
// Keeps the page for when there is no network, and wakes the person. It never sees a request of the phone's, nor a number.

/** @typedef {{ data: unknown, waitUntil: (work: Promise<unknown>) => void }} Waited */

const worker = /** @type {any} */ (self);
const folder = new URL(worker.location.href).searchParams.get("assets") ?? "";
const page = worker.location.pathname.replace(/\/worker\.js$/, "");
const cacheName = `phone ${page} ${folder}`;
const modules = [
  "accounts.js", "bytes.js", "code.js", "enrol.js", "keys.js", "main.js", "phone.css", "push.js", "refusals.js", "request.js", "service.js",
  "statements.js", "store.js", "ui.js", "texts/en.js", "texts/ko.js", "texts/zh-Hant.js",
].map((name) => folder + name);

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(cacheName);
    await cache.addAll([page, ...modules]);
    const html = await (await cache.match(page))?.text() ?? "";
    const looks = html.matchAll(/="(\/assets\/sign-in\.[^"]+\.css|\/[^"/]+\/brand\/[^"]+)"/g);   // the tenant's own beside that of all
    await cache.addAll([...looks].map((look) => look[1]));
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
  else if (pathname.startsWith("/assets/") || pathname.includes("/brand/")) {
    event.respondWith((async () => await caches.match(pathname, { cacheName }) ?? fetch(event.request))());
  }
});

// --- a message that says nothing but "look" ---------------------------------------------------------------------------------------

/** @type {Record<string, [string, string, string]>} */
const words = {
  en: ["Sign-in", "A sign-in waits for you.", "Open this page, so that you are notified of sign-ins again."],
  "zh-Hant": ["登入", "有登入要求等待您回覆。", "請開啟此頁面，以便繼續收到登入通知。"],
  ko: ["로그인", "기다리는 로그인 요청이 있습니다.", "로그인 알림을 다시 받으려면 이 페이지를 여세요."],
};

function wordsOfPerson() {
  for (const tag of worker.navigator.languages) {
    if (/^ko\b/i.test(tag)) return words.ko;
    if (/^zh-(Hant|TW|HK|MO)\b/i.test(tag)) return words["zh-Hant"];
    if (/^en\b/i.test(tag)) return words.en;
  }
  return words.en;
}

/** @typedef {{ url: string, focused: boolean, postMessage: (said: string) => void, focus: () => Promise<unknown> }} Client */

/** The windows of the page. @returns {Promise<Client[]>} */
const windows = async () => (await worker.clients.matchAll({ type: "window", includeUncontrolled: true })).filter(
  (/** @type {{ url: string }} */ client) => new URL(client.url).pathname === page);

/** @param {string} body @param {boolean} isSeen Whether somebody looks at the page. */
const notify = (body, isSeen) => worker.registration.showNotification(wordsOfPerson()[0], {
  body, tag: "sign-in", renotify: !isSeen, silent: isSeen, requireInteraction: !isSeen,
  icon: `${folder}icon-192.png`, badge: `${folder}icon-192.png`,
});

// Whoever looks at the page sees the request there. A notification is shown all the same, and taken away: some browsers stop waking a page
// that was woken and showed none.
worker.addEventListener("push", (/** @type {Waited} */ event) => {
  event.waitUntil((async () => {
    const isSeen = (await windows()).some((client) => client.focused);
    await notify(wordsOfPerson()[1], isSeen);
    if (isSeen) for (const shown of await worker.registration.getNotifications()) shown.close();
  })());
});

// The browser is woken elsewhere from now on. The page has the key to say so; where it is closed, the person is asked to open it.
worker.addEventListener("pushsubscriptionchange", (/** @type {Waited} */ event) => {
  event.waitUntil((async () => {
    const open = await windows();
    for (const client of open) client.postMessage("renew");
    if (open.length === 0) await notify(wordsOfPerson()[2], false);
  })());
});

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const [there] = await windows();
    await (there ? there.focus() : worker.clients.openWindow(page));
  })());
});
