// @ts-check
// The conversation with the service: proofs, the time, refusals. Every request that changes something may be repeated.

import { encode, sha256, textHash } from "./bytes.js";
import { assert, makeCredential, makePinKey, makeRequestKey, openPinKey, thumbprint } from "./keys.js";
import { activationProof, decision, report, requestProof, signed } from "./statements.js";
import { deviceId, save } from "./store.js";

/**
 * @typedef {import("./store.js").Account} Account
 * @typedef {import("./statements.js").Waiting} Waiting
 * @typedef {{ number: number, kind: string, phone: string, at: string }} News
 */

/** The service said no, and why. */
export class Refused extends Error {
  /** @param {number} status @param {{ code?: string, title?: string }} problem */
  constructor(status, problem) {
    super(problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.code ?? "";
  }
}

/** Nobody answered, or nobody who knew. */
export class Unheard extends Error {}

// --- the time --------------------------------------------------------------------------------------------------------------------

const tolerated = 30_000;   // half of what the server forgives
let ahead = 0;

/** Seconds since 1970, by this device's clock, corrected where the service has said that it is wrong. */
const now = () => Math.floor((Date.now() + ahead) / 1000);

/** How far this device's clock is off, in minutes; 0 when it is right enough. */
export const clockIsOffBy = () => Math.round(Math.abs(ahead) / 60_000);

/** True when the clock had to be corrected. @param {Response} answer */
function correct(answer) {
  const date = Date.parse(answer.headers.get("Date") ?? "");
  if (Number.isNaN(date) || Math.abs(date - Date.now() - ahead) <= tolerated) return false;
  ahead = date - Date.now();
  return true;
}

// --- requests --------------------------------------------------------------------------------------------------------------------

/** @param {string} path @param {RequestInit} init */
async function send(path, init) {
  try {
    return await fetch(path, { ...init, cache: "no-store", credentials: "omit", redirect: "error" });
  } catch (why) {
    if (init.signal?.aborted) throw why;
    throw new Unheard("No answer.", { cause: why });
  }
}

/** @param {Response} answer */
async function read(answer) {
  if (answer.status === 204) return null;
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  throw [408, 429, 502, 503, 504].includes(answer.status) ? new Unheard("Cannot tell.") : new Refused(answer.status, body);
}

/**
 * A request under a fresh proof; again, when it was refused because the clock was wrong.
 * @param {Account} account
 * @param {string} method
 * @param {string} action Below …/v1/device.
 * @param {object} [content]
 * @param {{ query?: string, signal?: AbortSignal }} [options]
 */
async function ask(account, method, action, content, { query = "", signal } = {}) {
  const path = `/${account.tenant}/v1/device${action}`;
  const body = content ? JSON.stringify(content) : "";
  const once = async () => send(path + query, {
    method, body: content ? body : undefined, signal,
    headers: { "Countersign-Proof": await requestProof(account, method, path, body, now()),
      ...(content ? { "Content-Type": "application/json" } : {}) },
  });
  const answer = await once();
  return read(answer.status === 401 && correct(answer) ? await once() : answer);
}

/** The same until there is an answer, four times at most. @template T @param {() => Promise<T>} request @returns {Promise<T>} */
async function untilAnswered(request) {
  for (let turn = 1; ; turn++) {
    try {
      return await request();
    } catch (why) {
      if (!(why instanceof Unheard) || turn === 4) throw why;
      await new Promise((resume) => setTimeout(resume, 500 * 2 ** turn));
    }
  }
}

// --- what a phone does -----------------------------------------------------------------------------------------------------------

/**
 * Stage 1, and the registration to this user. Must be called in a click: the person is verified.
 * @param {import("./code.js").Code} code
 * @param {string} name
 * @param {string | null} pin Null: an authenticator verifies the person.
 * @returns {Promise<Account>}
 */
export async function activate(code, name, pin) {
  const { issuer, user } = code;
  const tenant = issuer.slice(issuer.lastIndexOf("/") + 1);
  const device = await deviceId();
  const request = await makeRequestKey();
  const requestName = await thumbprint(request.jwk);
  const codeHash = encode(await sha256(code.secret));
  const base = { issuer, tenant, user, device, requestName };
  const own = pin === null ? null : await makePinKey(pin);
  const credential = own ? null
    : await makeCredential(base, await textHash("countersign-credential-1", [issuer, user, device, codeHash, requestName]));
  const decisionName = own ? await thumbprint(own.jwk) : /** @type {NonNullable<typeof credential>} */ (credential).name;

  const proofBy = (/** @type {string} */ keyName, /** @type {CryptoKey} */ key) =>
    activationProof({ ...base, decisionName }, codeHash, keyName, key, now());
  const attempt = async () => send(`/${tenant}/v1/device/activate`, {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      user_name: user, code: code.secret, device, name, ...report, request_key: request.jwk,
      request_proof: await proofBy(requestName, request.key),
      ...(own ? { decision_key: own.jwk, decision_proof: await proofBy(decisionName, own.key) } : { credential: credential?.text }),
    }),
  });
  await untilAnswered(async () => {
    const answer = await attempt();
    return read(answer.status === 401 && correct(answer) ? await attempt() : answer);
  });

  /** @type {Account} */
  const account = {
    ...base, id: `${issuer} ${user}`, name, requestKey: request.key, decisionName, stage: "activated",
    ...(own ? { sealed: own.sealed } : { credential: credential?.id }),
  };
  await save(account);
  return account;
}

/** Stage 2. @param {Account} account */
export async function enable(account) {
  await untilAnswered(() => ask(account, "POST", "/register", { ownership: "individual" }));
  await untilAnswered(() => ask(account, "PUT", "/phone-sign-in"));
  account.stage = "enabled";
  await save(account);
}

/** @param {Account} account */
export async function disable(account) {
  await untilAnswered(() => ask(account, "DELETE", "/phone-sign-in"));
  account.stage = "activated";
  await save(account);
}

/** @param {Account} account @param {string} name */
export async function rename(account, name) {
  await untilAnswered(() => ask(account, "PUT", "/name", { name }));
  account.name = name;
  await save(account);
}

/**
 * What waits, now or within so many seconds.
 * @param {Account} account
 * @param {number} seconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ waiting: Waiting | null, switched_off?: boolean, notices?: News[], push_gone?: boolean }>}
 */
export const fetchWaiting = (account, seconds, signal) =>
  ask(account, "GET", "/waiting", undefined, { query: `?wait=${seconds}`, signal });

/** How phones are woken there. @param {string} tenant @returns {Promise<{ kinds: string[], public_key?: string }>} */
export const pushOffer = async (tenant) => read(await send(`/${tenant}/v1/device/push`, {}));

/** @param {Account} account @param {{ kind: string, endpoint: string, p256dh: string, auth: string }} subscription */
export const setPush = (account, subscription) => untilAnswered(() => ask(account, "PUT", "/push", subscription));

/** @param {Account} account */
export const removePush = (account) => untilAnswered(() => ask(account, "DELETE", "/push"));

/** @param {Account} account @param {number} through */
export const seeNews = (account, through) => untilAnswered(() => ask(account, "POST", "/notices/seen", { through }));

/** @param {Account} account @param {object} body */
const answer = (account, body) => untilAnswered(async () => read(await send(`/${account.tenant}/v1/device/answer`, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
})));

/**
 * Denies; needs nobody verified.
 * @param {Account} account
 * @param {Waiting} waiting
 * @param {boolean} notMe
 */
export async function deny(account, waiting, notMe) {
  const input = await decision(account, waiting, null, notMe, account.requestName, now());
  await answer(account, { statement: await signed(input, account.requestKey) });
}

/**
 * Approves, in a click: the person is verified for this very statement, and the same one is sent at every try.
 * @param {Account} account
 * @param {Waiting} waiting
 * @param {string} number
 * @param {string} pin Empty where an authenticator verifies the person.
 */
export async function approve(account, waiting, number, pin) {
  if (account.credential) {
    const input = await decision(account, waiting, number, false, account.requestName, now());
    const assertion = await assert(account.credential, await sha256(input));
    await answer(account, { statement: await signed(input, account.requestKey), assertion });
    return;
  }

  const key = await openPinKey(account, pin, save);
  const input = await decision(account, waiting, number, false, account.decisionName, now());
  await answer(account, { statement: await signed(input, key) });
}
