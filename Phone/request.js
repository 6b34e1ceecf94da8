// @ts-check
// A sign-in that waits: who asks, from where, which number, and the three answers.

import { isEnd, numberOf, sentenceFor } from "./refusals.js";
import { approve, deny } from "./service.js";
import { alertPlace, button, field, fill, h, link, name, paragraph, show, sign, t } from "./ui.js";

/**
 * @typedef {import("./store.js").Account} Account
 * @typedef {import("./statements.js").Waiting} Waiting
 */

const spoken = new Set([30, 10]);

/**
 * Shows the sign-in until it is answered or over.
 * @param {Account} account
 * @param {Waiting} waiting
 * @param {string | null} back Where this browser's own sign-in is, if it is here.
 * @param {() => void} leave
 */
export function showRequest(account, waiting, back, leave) {
  const alert = alertPlace();
  const digits = waiting.mode === "enter6" ? 6 : 2;
  const number = waiting.mode === "select" ? choices(waiting) : typed(digits);
  const pin = account.sealed ? field("pin", t.pinApprove, { type: "password", autocomplete: "off" }) : null;
  const left = h("span", {});
  const said = h("p", { class: "unseen", role: "status" });

  const yes = h("button", { type: "submit", class: "primary" }, t.approve);
  const no = button(t.deny, () => answer(() => deny(account, waiting, false), t.denied, t.deniedHow), "second");
  const never = button(t.notMe, () => answer(() => deny(account, waiting, true), t.denied, t.notMeHow), "quiet danger");
  const form = h("form", { submit: (/** @type {Event} */ event) => { event.preventDefault(); say(); } },
    h("p", { class: "left" }, left), facts(account, waiting), number.whole, pin?.whole, alert.line, yes,
    h("div", { class: "ways" }, no, never), back && link(t.seeAgain, back), said);

  const heading = show(t.asking, form);
  const stop = countDown(waiting.expires_in, left, said, () => end(t.over, t.overHow));

  function say() {
    const chosen = number.value();
    if (!chosen) {
      alert.say(waiting.mode === "select" ? t.chooseFirst : fill(t.typeFirst, digits));
      return;
    }
    answer(() => approve(account, waiting, chosen, pin?.input.value ?? ""), t.approved, t.approvedHow);
  }

  /** @param {() => Promise<void>} send @param {string} title @param {string} how */
  async function answer(send, title, how) {
    if (form.ariaBusy === "true") return;
    busy(true);
    alert.say("");
    try {
      await send();
      end(title, how, title === t.approved);
    } catch (why) {
      if (isEnd(why)) end(t.over, sentenceFor(why), false, numberOf(why));
      else alert.say(sentenceFor(why));
    } finally {
      busy(false);
      if (pin) pin.input.value = "";
    }
  }

  /** @param {boolean} isBusy */
  function busy(isBusy) {
    form.ariaBusy = String(isBusy);
    for (const one of [yes, no, never]) one.disabled = isBusy;
  }

  /** @param {string} title @param {string} how @param {boolean} isGood @param {string} number */
  function end(title, how, isGood = false, number = "") {
    stop();
    const ended = show(title, paragraph(how, "lead"), number ? paragraph(number, "code") : null,
      back ? link(t.backToBrowser, back, "primary") : null, button(t.done, leave, back ? "quiet" : "primary"));
    ended.before(sign(isGood));
  }

  return {
    challenge: waiting.challenge,
    account: account.id,
    /** It is not there any more: somebody else answered, or it ran out; or this phone may not answer. */
    isGone: (how = t.overHow) => { if (heading.isConnected && form.ariaBusy !== "true") end(t.over, how); },
    isOpen: () => heading.isConnected,
  };
}

/** @param {Account} account @param {Waiting} waiting */
function facts(account, waiting) {
  const known = [
    [t.account, account.user], [t.application, waiting.application], [t.place, waiting.place], [t.address, waiting.address],
    [t.browser, waiting.browser],
  ];
  const rows = known.flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, name(value || t.unknown))]);
  if (waiting.message) rows.push(h("dt", {}, t.theyWrite), h("dd", {}, h("q", {}, name(waiting.message))));
  return h("dl", { class: "facts" }, ...rows);
}

/** @param {Waiting} waiting */
function choices(waiting) {
  const whole = h("fieldset", { class: "choices" }, h("legend", {}, t.whichNumber),
    ...waiting.choices.map((choice) => h("label", {},
      h("input", { type: "radio", name: "number", value: choice }), h("span", {}, choice))));
  return { whole, value: () => /** @type {HTMLInputElement | null} */ (whole.querySelector("input:checked"))?.value ?? "" };
}

/** @param {number} digits */
function typed(digits) {
  const { whole, input } = field("number", fill(t.typeNumber, digits), {
    inputmode: "numeric", autocomplete: "off", maxlength: digits + 1, class: "digits",
  });
  const value = () => {
    const text = input.value.replace(/\s/g, "");
    return new RegExp(`^[0-9]{${digits}}$`).test(text) ? text : "";
  };
  return { whole, value };
}

/**
 * @param {number} seconds
 * @param {HTMLElement} left
 * @param {HTMLElement} said
 * @param {() => void} over
 */
function countDown(seconds, left, said, over) {
  const until = performance.now() + seconds * 1000;
  const tick = () => {
    const remaining = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    left.textContent = fill(t.timeLeft, `${Math.floor(remaining / 60)}:${String(remaining % 60).padStart(2, "0")}`);
    if (spoken.has(remaining)) said.textContent = fill(t.secondsLeft, remaining);
    if (remaining > 0 || !left.isConnected) return;
    clearInterval(ticking);
    over();
  };
  const ticking = setInterval(tick, 1000);
  tick();
  return () => clearInterval(ticking);
}
