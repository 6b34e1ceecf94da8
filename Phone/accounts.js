// @ts-check
// The accounts of this phone, and the menu of each.

import { showEnable, showNotify } from "./enrol.js";
import { canNotify, onlyFromHome, switchOff } from "./push.js";
import { sentenceFor } from "./refusals.js";
import { clockIsOffBy, disable, rename, seeNews } from "./service.js";
import { app } from "./statements.js";
import { forget } from "./store.js";
import { alertPlace, button, field, fill, h, link, name, paragraph, show, t } from "./ui.js";

/**
 * @typedef {import("./store.js").Account} Account
 * @typedef {import("./service.js").News} News
 */

/**
 * @param {Account[]} accounts
 * @param {Map<string, string>} states What is to be said of each beside its name, by id.
 * @param {{ add: () => void, manage: (account: Account) => void }} go
 */
export function showHome(accounts, states, go) {
  const list = h("ul", { class: "accounts" });
  const clock = h("p", { class: "hint", role: "status" });
  show(t.home, list, clock, button(t.addAccount, go.add, "quiet"));
  const draw = () => {
    list.replaceChildren(...accounts.map((account) => h("li", {},
      h("div", {}, h("p", { class: "who" }, name(account.user)), h("p", { class: "hint", role: "status" }, states.get(account.id) ?? "")),
      h("button", { type: "button", class: "more", "aria-label": fill(t.manage, account.user), click: () => go.manage(account) }, "⋯"))));
    clock.textContent = clockIsOffBy() > 0 ? fill(t.clockOff, clockIsOffBy()) : "";
  };
  draw();
  return { draw, isOpen: () => list.isConnected };
}

/** @param {Account} account @param {string} help @param {() => void} leave */
export function showAccount(account, help, leave) {
  const alert = alertPlace();
  const isOn = account.stage === "enabled";
  const change = isOn
    ? button(t.disable, async () => {
      change.disabled = true;
      try {
        await disable(account);
        showAccount(account, help, leave);
      } catch (why) {
        alert.say(sentenceFor(why));
      }
      change.disabled = false;
    }, "second")
    : button(t.enable, () => showEnable(account, leave));
  show(account.user, h("p", { class: "lead" }, fill(t.accountPhone, account.name)), alert.line, change,
    isOn ? paragraph(t.disableHow, "hint") : null,
    ...notifications(account, alert.say, () => showAccount(account, help, leave)),
    button(t.rename, () => showRename(account, () => showAccount(account, help, leave)), "quiet"),
    link(t.security, `/${account.tenant}/my`),
    button(t.remove, () => showRemove(account, () => showAccount(account, help, leave), leave), "quiet danger"),
    help ? link(t.help, help) : null, paragraph(fill(t.about, app, location.host), "hint"), button(t.back, leave, "quiet"));
}

/** @param {Account} account @param {() => void} back */
function showRename(account, back) {
  const alert = alertPlace();
  const { whole, input } = field("name", t.nameLabel, { value: account.name, maxlength: 128, autocomplete: "off" }, t.nameHint);
  const go = h("button", { type: "submit", class: "primary" }, t.renameYes);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = input.value.trim();
    alert.say(text ? "" : t.nameWrong);
    if (!text || go.disabled) return;
    go.disabled = true;
    try {
      await rename(account, text);
      back();
    } catch (why) {
      alert.say(sentenceFor(why));
    }
    go.disabled = false;
  };
  show(t.rename, h("p", { class: "lead" }, name(account.user)), h("form", { submit }, whole, alert.line, go),
    button(t.back, back, "quiet"));
}

/**
 * The switch for notifications, or why there is none.
 * @param {Account} account
 * @param {(text: string) => void} say
 * @param {() => void} again
 */
function notifications(account, say, again) {
  if (onlyFromHome() || !canNotify()) return [paragraph(onlyFromHome() ? t.notifyFromHome : t.notifyCannot, "hint")];
  const on = button(t.notifyAllow, () => showNotify(account, again), "second");
  if (!account.push) return [on];
  const off = button(t.notifyOff, async () => {
    off.disabled = true;
    try {
      await switchOff(account);
      again();
    } catch (why) {
      say(sentenceFor(why));
    }
    off.disabled = false;
  }, "second");
  return Notification.permission === "granted" ? [off] : [on, off];   // the browser was told otherwise meanwhile
}

/** @param {Account} account @param {() => void} back @param {() => void} leave */
function showRemove(account, back, leave) {
  const go = button(t.removeYes, async () => {
    go.disabled = true;
    if (account.stage === "enabled") await disable(account).catch(() => {});   // it may be gone there already
    await forget(account);
    show(t.done, paragraph(t.removed, "lead"), link(t.security, `/${account.tenant}/my`), button(t.done, leave));
  });
  show(t.removeTitle, h("p", { class: "lead" }, name(account.user)), paragraph(t.removeHow), go, button(t.back, back, "quiet"));
}

/** @type {Record<string, string>} */
const kinds = {
  phone_added: t.newsAdded, phone_removed: t.newsRemoved, phone_sign_in_enabled: t.newsEnabled, phone_sign_in_disabled: t.newsDisabled,
  pass_used: t.newsPass, password_set: t.newsPassword, recovery_codes_issued: t.newsCodes, recovery_code_used: t.newsCodeUsed,
};

/**
 * What changed in the account; said until the person has seen it.
 * @param {Account} account
 * @param {News[]} news
 * @param {() => void} leave
 */
export function showNews(account, news, leave) {
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  const seen = async () => {
    await seeNews(account, news[news.length - 1].number).catch(() => {});   // it is told again then
    leave();
  };
  show(t.newsTitle, h("p", { class: "lead" }, name(account.user)),
    h("ul", { class: "news" }, ...news.map((one) => h("li", {}, fill(kinds[one.kind] ?? t.newsOther, one.phone),
      h("span", { class: "hint" }, " ", at.format(new Date(one.at)))))),
    paragraph(t.newsNotYou), button(t.newsSeen, seen));
}
