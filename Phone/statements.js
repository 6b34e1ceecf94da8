// @ts-check
// The three signed statements (docs/device-protocol.md).

import { encode, handle, sha256, textHash, utf8 } from "./bytes.js";
import { sign } from "./keys.js";

/**
 * A sign-in that waits for this phone.
 * @typedef {object} Waiting
 * @property {string} challenge
 * @property {string} nonce
 * @property {"select" | "enter2" | "enter6"} mode
 * @property {string[]} choices
 * @property {string} client
 * @property {string} application
 * @property {string} place
 * @property {string} address
 * @property {string} browser
 * @property {string} message
 * @property {number} expires_in Seconds.
 *
 * @typedef {import("./store.js").Account} Account
 */

/** The protocol's version of this app. */
export const app = "1.0";

const browserVersion = /(?:Firefox|Chrome|Version)\/([1-9]\d{0,4})\.(0|[1-9]\d{0,4})/.exec(navigator.userAgent);

/** What this phone says of itself. */
export const report = { platform: "web", os: browserVersion ? `${browserVersion[1]}.${browserVersion[2]}` : "1.0", app };

/** @param {string} kind @param {string} keyName @param {object} members */
const signingInput = (kind, keyName, members) =>
  [{ alg: "ES256", typ: `countersign-${kind}+jwt`, kid: keyName }, { ver: 1, ...members }]
    .map((part) => encode(utf8(JSON.stringify(part)))).join(".");

/** @param {string} input @param {CryptoKey} key */
const signed = async (input, key) => `${input}.${await sign(key, input)}`;

/** @param {{ issuer: string, tenant: string, user: string, device: string }} account */
const about = ({ issuer, tenant, user }) => ({ aud: issuer, tenant, sub: user });

/**
 * @param {Account} account
 * @param {string} method
 * @param {string} path Absolute, without query.
 * @param {string} body
 * @param {number} now Seconds since 1970.
 */
export async function requestProof(account, method, path, body, now) {
  const members = {
    ...about(account), device: account.device, htm: method, htu: path, body: encode(await sha256(body)), ...report, jti: handle(), iat: now,
  };
  return signed(signingInput("request", account.requestName, members), account.requestKey);
}

/**
 * @param {Omit<Account, "requestKey" | "name" | "stage" | "id">} account
 * @param {string} codeHash
 * @param {string} keyName
 * @param {CryptoKey} key
 * @param {number} now
 */
export const activationProof = (account, codeHash, keyName, key, now) => signed(
  signingInput("activation", keyName, {
    ...about(account), device: account.device, code: codeHash, request_key: account.requestName, decision_key: account.decisionName,
    iat: now,
  }), key);

/**
 * The decision, to be signed.
 * @param {Account} account
 * @param {Waiting} waiting
 * @param {string | null} number Null denies.
 * @param {boolean} notMe
 * @param {string} keyName
 * @param {number} now
 */
export async function decision(account, waiting, number, notMe, keyName, now) {
  const { application, place, address, browser, message } = waiting;
  return signingInput("decision", keyName, {
    ...about(account), challenge: waiting.challenge, nonce: waiting.nonce, decision: number === null ? "deny" : "approve",
    number: number ?? "", device: account.device, client: waiting.client,
    context: encode(await textHash("countersign-context-2", [application, place, address, browser, message])),
    uv: number !== null, iat: now, ...(notMe ? { not_me: true } : {}),
  });
}

export { signed };
