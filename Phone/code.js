// @ts-check
// The activation code that My Security Info shows (docs/device-protocol.md).

import { decode } from "./bytes.js";

/** @typedef {{ issuer: string, user: string, secret: string }} Code */

/**
 * From the code itself, or from the address that its QR code holds. Null when it is none.
 * @param {string} text
 * @returns {Code | null}
 */
export function parseCode(text) {
  const plain = text.replace(/\s/g, "");
  const found = /(?:^|#)(cs1-[A-Za-z0-9_-]+)$/.exec(plain);
  if (!found || plain.length > 4096) return null;
  try {
    const members = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(decode(found[1].slice("cs1-".length))));
    const { issuer, user, secret } = members;
    const isWhole = Object.keys(members).length === 3 && [issuer, user, secret].every((value) => typeof value === "string");
    return isWhole && /^[A-Za-z0-9_-]{22}$/.test(secret) && /^https?:\/\/./.test(issuer) ? { issuer, user, secret } : null;
  } catch {
    return null;
  }
}
