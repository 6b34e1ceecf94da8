// @ts-check
// Begins, and goes from screen to screen. Asks for each account what waits, as long as somebody can see the page.

import { showAccount, showHome, showNews } from "./accounts.js";
import { parseCode } from "./code.js";
import { showEnrol, showHomeFirst, showPaste, showWelcome } from "./enrol.js";
import { clearNotifications, onlyFromHome, renew } from "./push.js";
import { sentenceFor } from "./refusals.js";
import { showRequest } from "./request.js";
import { fetchWaiting, Refused } from "./service.js";
import { accounts } from "./store.js";
import { paragraph, show, t } from "./ui.js";

/** @typedef {import("./store.js").Account} Account */

const { tenant = "", help = "" } = /** @type {HTMLElement} */ (document.getElementById("phone")).dataset;
const longestWait = 25;
const pause = (/** @type {number} */ milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));

/** @type {Map<string, string>} */
const states = new Map();
let home = /** @type {ReturnType<typeof showHome> | null} */ (null);
let request = /** @type {ReturnType<typeof showRequest> | null} */ (null);
let watching = /** @type {AbortController | null} */ (null);

/** Where this browser's own sign-in is, when its page led here (S-12); never anywhere else. */
let back = /** @type {string | null} */ (null);

/** What the address brought behind its #, taken out of it at once: it holds a secret, or is of no use twice. */
function takeFragment() {
  const text = location.hash.slice(1);
  if (text) history.replaceState(null, "", location.pathname);
  if (!text.startsWith("back=")) return text;
  try {
    const address = new URL(decodeURIComponent(text.slice("back=".length)), location.origin);
    if (address.origin === location.origin && address.pathname === `/${tenant}/sign-in/number`) back = address.pathname + address.search;
  } catch {
    // no address
  }
  return "";
}

async function goHome() {
  watching?.abort();
  [home, request] = [null, null];
  const all = await accounts();
  if (all.length === 0) {
    showWelcome(take, false, goHome);
    return;
  }
  for (const account of all) states.set(account.id, account.stage === "enabled" ? t.watching : t.notEnabled);
  home = showHome(all, states, {
    add: () => { watching?.abort(); showWelcome(take, true, goHome); },
    manage: (account) => { watching?.abort(); showAccount(account, help, goHome); },
  });
  watchAll(all);
}

/** @param {Account[]} all */
function watchAll(all) {
  watching?.abort();
  watching = new AbortController();
  const { signal } = watching;
  for (const account of all) {   // one that is not enabled may be asked as a second factor
    watch(account, signal);
    renew(account, false).catch(() => {});   // another time
  }
}

/** A code, from the address, the camera or the clipboard. @param {string} text */
function take(text) {
  watching?.abort();
  const code = parseCode(text);
  if (!code) showPaste(take, goHome, t.notACode);
  else if (onlyFromHome()) showHomeFirst(text.slice(text.indexOf("cs1-")), () => showEnrol(code, goHome), goHome);
  else showEnrol(code, goHome);
}

/** @param {Account} account @param {AbortSignal} signal */
async function watch(account, signal) {
  let wait = 0;
  while (!signal.aborted) {
    if (document.visibilityState === "hidden") await seen(signal);
    try {
      const { waiting, notices, switched_off: isOff, push_gone: isGone } = await fetchWaiting(account, wait, signal);
      if (signal.aborted) return;
      const isWoken = !isGone || await renew(account, true).catch(() => false);
      say(account, isOff ? t.switchedOff : !isWoken ? t.notifyGone : account.stage === "enabled" ? t.watching : t.notEnabled);
      if (waiting && !isOpen(waiting.challenge) && !isAnotherOpen(account)) {
        request = showRequest(account, waiting, back, goHome);
        clearNotifications().catch(() => {});
      } else if (!waiting && isShown(account)) request?.isGone();
      else if (notices?.length && home?.isOpen()) return showNews(account, notices, goHome);
      // an open request is looked after more closely: it may be cancelled where it began
      if (waiting) await pause(3000);
      wait = waiting ? 0 : longestWait;
    } catch (why) {
      if (signal.aborted) return;
      say(account, why instanceof Refused ? sentenceFor(why) : navigator.onLine ? t.cannotTell : t.offline);
      if (why instanceof Refused) {
        if (isShown(account)) request?.isGone(sentenceFor(why));
        return;
      }
      wait = 0;
      await pause(3000);
    }
  }
}

/** @param {string} challenge */
const isOpen = (challenge) => request?.challenge === challenge;

/** One after the other: what waits for another account is shown when this is answered. @param {Account} account */
const isAnotherOpen = (account) => !!request && request.account !== account.id && request.isOpen();

/** Whether a sign-in of this account is on the screen. @param {Account} account */
const isShown = (account) => request?.account === account.id && request.isOpen();

/** @param {Account} account @param {string} state */
function say(account, state) {
  if (states.get(account.id) === state) return;
  states.set(account.id, state);
  if (home?.isOpen()) home.draw();
}

/** Until the page can be seen. @param {AbortSignal} signal @returns {Promise<void>} */
const seen = (signal) => new Promise((resolve) => {
  const look = () => {
    if (document.visibilityState === "hidden" && !signal.aborted) return;
    document.removeEventListener("visibilitychange", look);
    resolve();
  };
  document.addEventListener("visibilitychange", look);
  signal.addEventListener("abort", look);
});

/** The page itself without a network; its address says which modules belong to it. */
function installWorker() {
  if (!("serviceWorker" in navigator)) return;
  const folder = new URL(".", import.meta.url).pathname;
  const address = `/${tenant}/phone/worker.js?assets=${encodeURIComponent(folder)}`;
  const types = /** @type {any} */ (window).trustedTypes;
  const url = types ? types.createPolicy("countersign-worker", { createScriptURL: () => address }).createScriptURL(address) : address;
  navigator.serviceWorker.register(url, { scope: `/${tenant}/phone` }).catch(() => {});
}

addEventListener("hashchange", () => {
  const text = takeFragment();
  if (text) take(text);
});
// a phone that was enabled a moment ago is asked at once, whatever its screen still says
addEventListener("phone-enabled", async () => watchAll(await accounts()));
navigator.serviceWorker?.addEventListener("message", async () => {   // the worker says: renew
  for (const account of await accounts()) renew(account, false).catch(() => {});
});
addEventListener("online", () => { if (home?.isOpen()) goHome(); });

const brought = takeFragment();
if (!("indexedDB" in window) || !crypto.subtle) show(t.title, paragraph(t.cannotTell));
else if (brought) take(brought);
else goHome();
installWorker();
navigator.storage?.persist?.().catch(() => {});
