// @ts-check
// The two keys of an account. The request key never leaves this browser. The decision key is an authenticator's (WebAuthn), which verifies
// the person each time; or, where there is none, this browser's own, sealed by a PIN.

import { encode, sha256, utf8 } from "./bytes.js";

const curve = { name: "ECDSA", namedCurve: "P-256" };
const signing = { name: "ECDSA", hash: "SHA-256" };
const rounds = 600_000;
const longestName = 60;   // authenticators keep 64 bytes

export const mostWrongPins = 10;
export const shortestPin = 6;

/** @typedef {{ kty: string, crv: string, x: string, y: string }} Jwk */

/** The person was not verified, or gave up. */
export class NotVerified extends Error {}

/** Not the PIN. */
export class WrongPin extends Error {
  /** @param {number} left How many tries are left. */
  constructor(left) {
    super("Not the PIN.");
    this.left = left;
  }
}

/** RFC 7638. @param {Jwk} jwk */
export const thumbprint = async ({ x, y }) => encode(await sha256(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`));

/** @param {CryptoKey} key */
async function publicJwk(key) {
  const { x, y } = await crypto.subtle.exportKey("jwk", key);
  return { kty: "EC", crv: "P-256", x: /** @type {string} */ (x), y: /** @type {string} */ (y) };
}

/** @param {CryptoKey} key @param {string} text */
export const sign = async (key, text) => encode(await crypto.subtle.sign(signing, key, utf8(text)));

export async function makeRequestKey() {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(curve, false, ["sign"]);
  return { key: privateKey, jwk: await publicJwk(publicKey) };
}

/**
 * Whether this device has an authenticator of its own that verifies the person, for pages at an address like this one: an address of
 * numbers is no relying party.
 */
export const hasAuthenticator = async () =>
  "PublicKeyCredential" in window && !/^[0-9.]+$|:/.test(location.hostname)
  && await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);

/**
 * Makes a credential for this account.
 * @param {{ issuer: string, user: string, device: string }} account
 * @param {Uint8Array<ArrayBuffer>} challenge
 */
export async function makeCredential(account, challenge) {
  const shown = account.user.length > longestName ? `${account.user.slice(0, longestName - 1)}…` : account.user;
  const made = /** @type {PublicKeyCredential} */ (await verified(async () => navigator.credentials.create({
    publicKey: {
      challenge,
      rp: { id: location.hostname, name: "Countersign" },
      user: {
        id: await sha256(`${account.device} ${account.issuer} ${account.user}`), name: shown, displayName: shown,
      },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      // one that need not be found without its id can stay in the device
      authenticatorSelection: { authenticatorAttachment: "platform", residentKey: "discouraged", userVerification: "required" },
      attestation: "none",
      timeout: 120_000,
    },
  })));
  const response = /** @type {AuthenticatorAttestationResponse} */ (made.response);
  const info = new Uint8Array(/** @type {ArrayBuffer} */ (response.getPublicKey()));   // it ends with the point's two coordinates
  const jwk = { kty: "EC", crv: "P-256", x: encode(info.slice(-64, -32)), y: encode(info.slice(-32)) };
  const text = `${encode(response.clientDataJSON)}.${encode(response.attestationObject)}`;
  return { id: new Uint8Array(made.rawId), name: await thumbprint(jwk), text };
}

/**
 * The credential's answer to a statement, once the person is verified.
 * @param {Uint8Array<ArrayBuffer>} id
 * @param {Uint8Array<ArrayBuffer>} challenge
 */
export async function assert(id, challenge) {
  const got = /** @type {PublicKeyCredential} */ (await verified(() => navigator.credentials.get({
    publicKey: {
      challenge,
      rpId: location.hostname,
      allowCredentials: [{ type: "public-key", id, transports: ["internal"] }],
      userVerification: "required",
      timeout: 50_000,   // the server takes a statement for a minute
    },
  })));
  const response = /** @type {AuthenticatorAssertionResponse} */ (got.response);
  return [got.rawId, response.authenticatorData, response.clientDataJSON, response.signature].map(encode).join(".");
}

/** @template T @param {() => Promise<T>} ask @returns {Promise<T>} */
async function verified(ask) {
  try {
    return await ask();
  } catch (why) {
    throw new NotVerified("The person was not verified.", { cause: why });
  }
}

// --- a key of this browser's own, behind a PIN -----------------------------------------------------------------------------------

/** @param {string} pin @param {Uint8Array<ArrayBuffer>} salt @param {KeyUsage[]} usages */
async function lock(pin, salt, usages) {
  const secret = await crypto.subtle.importKey("raw", utf8(pin.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, secret, { name: "AES-GCM", length: 256 }, false, usages);
}

/** @param {string} pin */
export async function makePinKey(pin) {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(curve, true, ["sign"]);
  const [salt, iv] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
  const key = await crypto.subtle.wrapKey("pkcs8", privateKey, await lock(pin, salt, ["wrapKey"]), { name: "AES-GCM", iv });
  return { key: privateKey, jwk: await publicJwk(publicKey), sealed: { salt, iv, key, wrong: 0 } };
}

/**
 * The key, for one signature. Throws WrongPin, whose try has been counted before the PIN was looked at.
 * @param {import("./store.js").Account} account
 * @param {string} pin
 * @param {(account: import("./store.js").Account) => Promise<unknown>} save
 */
export async function openPinKey(account, pin, save) {
  const sealed = account.sealed;
  if (!sealed || sealed.wrong >= mostWrongPins) throw new WrongPin(0);
  account.sealed = { ...sealed, wrong: sealed.wrong + 1 };
  await save(account);
  try {
    const key = await crypto.subtle.unwrapKey(
      "pkcs8", sealed.key, await lock(pin, sealed.salt, ["unwrapKey"]), { name: "AES-GCM", iv: sealed.iv }, curve, false, ["sign"]);
    account.sealed = { ...sealed, wrong: 0 };
    await save(account);
    return key;
  } catch (why) {
    const left = mostWrongPins - account.sealed.wrong;
    if (left <= 0) {
      account.sealed = { ...account.sealed, key: new ArrayBuffer(0) };
      await save(account);
    }
    throw new WrongPin(left);
  }
}
