// @ts-check
// What this browser keeps of its accounts. Private keys are in it as keys that cannot be exported, or sealed by a PIN.

import { handle } from "./bytes.js";

/**
 * @typedef {object} Sealed A decision key behind a PIN.
 * @property {Uint8Array<ArrayBuffer>} salt
 * @property {Uint8Array<ArrayBuffer>} iv
 * @property {ArrayBuffer} key
 * @property {number} wrong How many wrong PINs there were.
 *
 * @typedef {object} Account
 * @property {string} id Issuer and user.
 * @property {string} issuer
 * @property {string} tenant
 * @property {string} user
 * @property {string} device
 * @property {string} name What the person calls this phone.
 * @property {CryptoKey} requestKey
 * @property {string} requestName The request key's thumbprint.
 * @property {string} decisionName The decision key's.
 * @property {Uint8Array<ArrayBuffer>} [credential] The WebAuthn credential's id.
 * @property {Sealed} [sealed]
 * @property {"activated" | "enabled"} stage
 * @property {string} [push] Where the service was told that this browser is woken; absent: nowhere.
 */

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

const open = () => (opened ??= new Promise((resolve, reject) => {
  const request = indexedDB.open("countersign-phone", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("accounts", { keyPath: "id" });
    request.result.createObjectStore("phone");
  };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
}));

/**
 * One transaction; done when it is durable.
 * @template T
 * @param {"accounts" | "phone"} name
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function run(name, mode, ask) {
  const transaction = (await open()).transaction(name, mode, { durability: "strict" });
  return new Promise((resolve, reject) => {
    const request = ask(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** @returns {Promise<Account[]>} */
export const accounts = () => run("accounts", "readonly", (store) => store.getAll());

/** @param {Account} account */
export const save = (account) => run("accounts", "readwrite", (store) => store.put(account));

/** @param {Account} account */
export const forget = (account) => run("accounts", "readwrite", (store) => store.delete(account.id));

/** This installation's id: drawn once. */
export async function deviceId() {
  const known = await run("phone", "readonly", (store) => store.get("device"));
  if (known) return /** @type {string} */ (known);
  const drawn = handle();
  await run("phone", "readwrite", (store) => store.put(drawn, "device"));
  return drawn;
}
