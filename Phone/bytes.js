// @ts-check
// Bytes, texts and hashes.

const encoder = new TextEncoder();

/** @param {string} text */
export const utf8 = (text) => encoder.encode(text);

/** base64url without padding. @param {ArrayBuffer | Uint8Array} bytes */
export function encode(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Throws for what is not base64url. @param {string} text */
export function decode(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new TypeError("Not base64url.");
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

/** @param {string | Uint8Array<ArrayBuffer>} content */
export const sha256 = async (content) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", typeof content === "string" ? utf8(content) : content));

/** 128 random bits. */
export const handle = () => encode(crypto.getRandomValues(new Uint8Array(16)));

/**
 * One hash over several texts: SHA-256 of the label, then of each text its length (4 bytes, big-endian) and itself.
 * @param {string} label
 * @param {string[]} texts
 */
export function textHash(label, texts) {
  const parts = [utf8(label)];
  for (const text of texts) {
    const bytes = utf8(text);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    parts.push(length, bytes);
  }
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return sha256(whole);
}
