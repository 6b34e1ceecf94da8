// @ts-check
// A true sentence for whatever went wrong.

import { NotVerified, WrongPin } from "./keys.js";
import { NotAllowed, NotOffered } from "./push.js";
import { Refused, Unheard } from "./service.js";
import { fill, t } from "./ui.js";

/** @type {Record<string, string>} */
const sentences = {
  CS1011: t.nameWrong,
  CS2005: t.codeRefused,
  CS2006: t.phoneRemoved,
  CS3001: t.notNow,
  CS3002: t.notNow,
  CS3006: t.otherAccount,
  CS3007: t.otherAccount,
  CS3010: t.tooManyPhones,
  CS3014: t.notEnabled,
  CS3015: t.pinsRefused,
  CS3016: t.syncedRefused,
  CS4001: t.overHow,
  CS4003: t.alreadyDecided,
  CS4004: t.expired,
  CS4007: t.wrongNumber,
  CS4008: t.notAllowed,
  CS4016: t.cancelled,
};

/** After these the sign-in is over, whatever else is tried. @param {unknown} why */
export const isEnd = (why) =>
  why instanceof Refused && ["CS4001", "CS4003", "CS4004", "CS4007", "CS4008", "CS4016"].includes(why.code);

/** @param {unknown} why */
export function sentenceFor(why) {
  if (why instanceof NotVerified) return `${t.notVerified} ${t.keyLost}`;
  if (why instanceof WrongPin) return why.left > 0 ? fill(t.wrongPin, why.left) : t.pinGone;
  if (why instanceof NotOffered) return t.notifyNotOffered;
  if (why instanceof NotAllowed) return t.notifyBlocked;
  if (why instanceof Unheard) return navigator.onLine ? t.noAnswer : t.offline;
  if (why instanceof Refused) return sentences[why.code] ?? fill(t.refused, [why.code, why.message].filter(Boolean).join(" "));
  return fill(t.refused, String(why instanceof Error ? why.name : why));
}

/** The number of the error, small, for whoever helps. @param {unknown} why */
export const numberOf = (why) => why instanceof Refused && why.code ? fill(t.errorNumber, why.code) : "";
