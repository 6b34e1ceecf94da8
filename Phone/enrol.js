// @ts-check
// From the code to a phone that is asked: name, verify, enable.

import { parseCode } from "./code.js";
import { hasAuthenticator, NotVerified, shortestPin } from "./keys.js";
import { numberOf, sentenceFor } from "./refusals.js";
import { askPerson, mayAsk, onlyFromHome, switchOn } from "./push.js";
import { activate, enable } from "./service.js";
import { alertPlace, button, field, fill, h, link, name, paragraph, show, sign, t, tick } from "./ui.js";

/**
 * What leads here while there is no account, or to another one.
 * @param {(text: string) => void} take
 * @param {boolean} hasAccounts
 * @param {() => void} leave
 */
export function showWelcome(take, hasAccounts, leave) {
  const canScan = "BarcodeDetector" in window && "mediaDevices" in navigator;
  show(t.welcome, paragraph(t.welcomeHow, "lead"),
    h("ol", { class: "steps" }, ...[t.stepOpen, t.stepScan, t.stepEnable].map((step) => h("li", {}, step))),
    canScan ? button(t.scan, () => scan(take, () => showWelcome(take, hasAccounts, leave))) : null,
    button(
      canScan ? t.paste : t.pasteTitle, () => showPaste(take, () => showWelcome(take, hasAccounts, leave)), canScan ? "quiet" : "primary"),
    hasAccounts ? button(t.back, leave, "quiet") : null);
}

/** @param {(text: string) => void} take @param {() => void} leave @param {string} wrong */
export function showPaste(take, leave, wrong = "") {
  const alert = alertPlace();
  const { whole, input } = field("code", t.pasteLabel, { autocomplete: "off", autocapitalize: "none", spellcheck: "false" }, t.pasteHint);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (parseCode(input.value)) take(input.value);
    else alert.say(t.notACode);
  };
  show(t.pasteTitle, h("form", { submit }, whole, alert.line, h("button", { type: "submit", class: "primary" }, t.next)),
    button(t.back, leave, "quiet"));
  if (wrong) alert.say(wrong);
}

/** @param {(text: string) => void} take @param {() => void} leave */
async function scan(take, leave) {
  const video = h("video", { class: "camera", playsinline: true, muted: true });
  let stream = /** @type {MediaStream | null} */ (null);
  const stop = () => stream?.getTracks().forEach((track) => track.stop());
  show(t.scanning, video, button(t.back, () => { stop(); leave(); }, "quiet"));
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
    const detector = new /** @type {any} */ (window).BarcodeDetector({ formats: ["qr_code"] });
    while (video.isConnected) {
      const found = (await detector.detect(video)).map((/** @type {{ rawValue: string }} */ one) => one.rawValue).find(parseCode);
      if (found) {
        stop();
        take(found);
        return;
      }
      await new Promise((resume) => setTimeout(resume, 200));
    }
  } catch {
    if (video.isConnected) showPaste(take, leave, t.noCamera);
  }
  stop();
}

/**
 * Where what is set up in the browser is not there on the home screen, and not notified: how to come there with the code.
 * @param {string} text
 * @param {() => void} stay
 * @param {() => void} leave
 */
export function showHomeFirst(text, stay, leave) {
  const said = h("p", { class: "hint", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = t.copied;
    } catch {
      said.textContent = text;   // to be copied by hand
    }
  };
  show(t.homeFirstTitle, paragraph(t.homeFirstWhy, "lead"),
    h("ol", { class: "steps" }, ...[t.homeFirstCopy, t.homeFirstAdd, t.homeFirstPaste].map((step) => h("li", {}, step))),
    button(t.copyCode, copy), said, button(t.homeFirstNot, stay, "quiet"), button(t.back, leave, "quiet"));
}

/**
 * @param {import("./code.js").Code} code
 * @param {() => void} leave
 */
export async function showEnrol(code, leave) {
  const here = `${location.origin}/`;
  if (!`${code.issuer}/`.startsWith(here)) {
    const isWeb = code.issuer.startsWith("https://");
    show(t.pasteTitle, paragraph(fill(t.otherPlace, code.issuer), "lead"),
      isWeb ? link(t.goThere, `${code.issuer}/phone`, "primary") : null, button(t.back, leave, "quiet"));
    return;
  }

  const own = !await hasAuthenticator();
  const alert = alertPlace();
  const named = field("name", t.nameLabel, { value: t.myPhone, maxlength: 128, autocomplete: "off" }, t.nameHint);
  const [pin, again] = [["pin", t.pinLabel], ["again", t.pinAgain]].map(
    ([id, label]) => field(id, label, { type: "password", autocomplete: "new-password", maxlength: 64 }));
  const go = h("button", { type: "submit", class: "primary" }, t.verify);

  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = named.input.value.trim();
    const wrong = !text ? t.nameWrong
      : own && pin.input.value.length < shortestPin ? t.pinShort
      : own && pin.input.value !== again.input.value ? t.pinsDiffer
      : "";
    alert.say(wrong);
    if (wrong || go.disabled) return;
    go.disabled = true;
    try {
      await showEnable(await activate(code, text, own ? pin.input.value : null), leave, fill(t.step, 2, 2));
    } catch (why) {
      // there is no key yet that could be lost
      alert.say(why instanceof NotVerified ? t.notVerified : [sentenceFor(why), numberOf(why)].filter(Boolean).join(" "));
    }
    go.disabled = false;
  };
  show(t.nameTitle, h("p", { class: "lead" }, ...around(t.nameFor, code.user)), paragraph(fill(t.step, 1, 2), "step"),
    h("form", { submit }, named.whole, paragraph(own ? t.pinHow : t.verifyHow), own && pin.whole, own && again.whole, alert.line, go),
    button(t.back, leave, "quiet"));
}

/**
 * The question whether the phone may be woken, before the browser asks it.
 * @param {import("./store.js").Account} account
 * @param {() => void} leave
 */
export function showNotify(account, leave) {
  const alert = alertPlace();
  const go = button(t.notifyAllow, async () => {
    go.disabled = true;
    alert.say("");
    try {
      await switchOn(account, askPerson());
      leave();
    } catch (why) {
      alert.say(sentenceFor(why));
    }
    go.disabled = false;
  });
  show(t.notifyTitle, paragraph(t.notifyHow, "lead"), alert.line, go, button(t.notifyLater, leave, "quiet"));
}

/**
 * @param {import("./store.js").Account} account
 * @param {() => void} leave
 * @param {string} step Empty outside of setting up.
 */
export async function showEnable(account, leave, step = "") {
  const alert = alertPlace();
  const wish = !account.push && await mayAsk(account.tenant) ? tick("notify", t.notifyMe, t.notifyHow) : null;
  const go = button(t.enable, async () => {
    go.disabled = true;
    alert.say("");
    const asked = wish?.input.checked ? askPerson() : null;   // only a click may ask, so before anything is waited for
    try {
      await enable(account);
      dispatchEvent(new Event("phone-enabled"));
      showReady(account, leave, asked);
    } catch (why) {
      alert.say([sentenceFor(why), numberOf(why)].filter(Boolean).join(" "));
    }
    go.disabled = false;
  });
  show(t.enableTitle, paragraph(t.enableHow, "lead"), step && paragraph(step, "step"), wish?.whole, alert.line, go,
    button(t.back, leave, "quiet"));
}

/**
 * The phone is asked from now on; what the browser's question came to is said when it is known.
 * @param {import("./store.js").Account} account
 * @param {() => void} leave
 * @param {Promise<NotificationPermission> | null} asked
 */
async function showReady(account, leave, asked) {
  const how = h("p", { class: "lead", role: "status" }, account.push ? t.readyWoken : onlyFromHome() ? t.readyFromHome : t.readyHow);
  show(t.readyTitle, how, button(t.done, leave)).before(sign(true));
  if (!asked) return;
  how.textContent = t.readyAsking;
  try {
    await switchOn(account, asked);
    how.textContent = t.readyWoken;
  } catch (why) {
    how.textContent = `${t.readyHow} ${sentenceFor(why)}`;
  }
}

/** A sentence with a name in it. @param {string} sentence @param {string} value */
function around(sentence, value) {
  const [before, after] = sentence.split("{0}");
  return [before, name(value), after];
}
