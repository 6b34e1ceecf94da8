// @ts-check
// Notifications: whether this browser can show them, where it is woken, and the switch for it.

import { decode, encode } from "./bytes.js";
import { pushOffer, removePush, setPush } from "./service.js";
import { accounts, save } from "./store.js";

/** @typedef {import("./store.js").Account} Account */

/** The person, or the browser for them, does not want notifications. */
export class NotAllowed extends Error {}

/** The service sends none to browsers. */
export class NotOffered extends Error {}

const isApple = () =>
  /iP(hone|ad|od)/.test(navigator.userAgent) || (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);

/** An iPhone or iPad shows them for pages on the home screen alone, and keeps what those store apart and for longer. */
export const onlyFromHome = () => isApple() && !matchMedia("(display-mode: standalone)").matches;

export const canNotify = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** Whether the person can be asked: the service wakes browsers, and this one has not been told never. @param {string} tenant */
export const mayAsk = async (tenant) =>
  canNotify() && !onlyFromHome() && Notification.permission !== "denied" && !!(await pushOffer(tenant).catch(() => null))?.public_key;

/** @param {PushSubscription} subscription */
const nameOf = (subscription) => `${subscription.endpoint} ${encode(subscription.getKey("p256dh") ?? new ArrayBuffer(0))}`;

/**
 * Where this browser is woken for the service, as it is now or made for it; what was made for another key of the service is of no use.
 * @param {string} publicKey
 */
async function subscribe(publicKey) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const known = await pushManager.getSubscription();
  const usedKey = known?.options?.applicationServerKey;
  if (known && (!usedKey || encode(usedKey) === publicKey)) return known;
  await known?.unsubscribe();
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: decode(publicKey) });
  } catch (why) {
    throw new NotAllowed("No push service.", { cause: why });
  }
}

/** Says where this browser is woken. @param {Account} account @param {string} publicKey @param {boolean} isAsked */
async function register(account, publicKey, isAsked) {
  const subscription = await subscribe(publicKey);
  const name = nameOf(subscription);
  if (account.push === name && !isAsked) return;
  const key = (/** @type {PushEncryptionKeyName} */ which) => encode(subscription.getKey(which) ?? new ArrayBuffer(0));
  await setPush(account, { kind: "web_push", endpoint: subscription.endpoint, p256dh: key("p256dh"), auth: key("auth") });
  account.push = name;
  await save(account);
}

/** Has the browser ask the person, where it has not yet; must be called in a click. */
export const askPerson = () => Notification.requestPermission();

/** Switches notifications on. @param {Account} account @param {Promise<NotificationPermission>} asked */
export async function switchOn(account, asked) {
  if (await asked !== "granted") throw new NotAllowed("Not allowed.");
  const offer = await pushOffer(account.tenant);
  if (!offer.public_key) throw new NotOffered("Not offered.");
  await register(account, offer.public_key, true);
}

/** @param {Account} account */
export async function switchOff(account) {
  await removePush(account);
  delete account.push;
  await save(account);
  if ((await accounts()).some((other) => other.push && other.tenant === account.tenant)) return;
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe();
}

/** What a notification would say is on the screen now. */
export async function clearNotifications() {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const notification of await registration?.getNotifications?.() ?? []) notification.close();
}

/**
 * Says anew where this browser is woken, if that has changed or the push service has forgotten it. False: the person must be asked again.
 * @param {Account} account
 * @param {boolean} isGone
 */
export async function renew(account, isGone) {
  if (!account.push || !canNotify()) return !isGone;
  if (Notification.permission !== "granted") return false;
  const offer = await pushOffer(account.tenant);
  if (!offer.public_key) return false;
  if (isGone) await (await (await navigator.serviceWorker.ready).pushManager.getSubscription())?.unsubscribe();
  await register(account, offer.public_key, isGone);
  return true;
}
