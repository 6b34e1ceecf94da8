// @ts-check
// Elements, screens and what is said aloud. Text goes in as text: nothing here makes HTML out of a string.

import { en } from "./texts/en.js";
import { ko } from "./texts/ko.js";
import { zhHant } from "./texts/zh-Hant.js";

const language = document.documentElement.lang;

/** The words, in the language that the service has chosen for the page. */
export const t = language === "zh-Hant" ? zhHant : language === "ko" ? ko : en;

/** A sentence with {0}, {1} in it, and something in their places. @param {string} sentence @param {(string | number)[]} values */
export const fill = (sentence, ...values) =>
  sentence.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)]));

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string | boolean | number | ((event: any) => void)>} [attributes] Functions listen to events.
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(
    (child) => /** @type {Node | string} */ (child)));
  return element;
}

/** A name that somebody chose, kept apart from the writing around it. @param {string} text */
export const name = (text) => h("bdi", {}, text);

/** @param {string} text */
export const paragraph = (text, style = "") => h("p", style ? { class: style } : {}, text);

/** @param {string} label @param {(event: Event) => void} act @param {string} style */
export const button = (label, act, style = "primary") => h("button", { type: "button", class: style, click: act }, label);

/** @param {string} label @param {string} address @param {string} style */
export const link = (label, address, style = "quiet") => h("a", { href: address, class: style }, label);

const place = /** @type {HTMLElement} */ (document.getElementById("phone"));

/**
 * Shows a screen: its heading, which is read aloud, and what belongs to it.
 * @param {string} title
 * @param {...(Node | null | undefined | false | "")} content
 */
export function show(title, ...content) {
  const heading = h("h1", { tabindex: -1 }, title);
  place.replaceChildren(heading, ...content.filter((node) => node instanceof Node));
  document.title = `${title} · ${place.dataset.tenant}`;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
  return heading;
}

const drawings = { good: "m5 12.5 4.5 4.5L19 7.5", bad: "M12 7.5v5.5m0 3.5v.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Z" };

/** How it ended, to be seen before it is read; the heading says the same. @param {boolean} isGood */
export function sign(isGood) {
  const space = "http://www.w3.org/2000/svg";
  const [picture, line] = [document.createElementNS(space, "svg"), document.createElementNS(space, "path")];
  const kind = isGood ? "good" : "bad";
  const drawn = { fill: "none", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round" };
  for (const [key, value] of Object.entries({ ...drawn, d: drawings[kind] })) line.setAttribute(key, value);
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  picture.append(line);
  const whole = h("div", { class: `sign ${kind}` });
  whole.append(picture);
  return whole;
}

/** A place for what goes wrong on this screen, said at once. */
export function alertPlace() {
  const line = h("p", { role: "alert", class: "error" });
  const say = (/** @type {string} */ text) => { line.textContent = text; };
  return { line, say };
}

/**
 * Something that may be left out, and is not unless the person says so.
 * @param {string} id
 * @param {string} label
 * @param {string} hint
 */
export function tick(id, label, hint) {
  const input = h("input", { type: "checkbox", id, checked: true, "aria-describedby": `${id}_hint` });
  const words = [h("label", { for: id }, label), h("p", { class: "hint", id: `${id}_hint` }, hint)];
  return { input, whole: h("div", { class: "wish" }, input, ...words) };
}

/**
 * A field with its label and hint.
 * @param {string} id
 * @param {string} label
 * @param {Record<string, string | boolean | number | ((event: any) => void)>} attributes
 * @param {string} [hint]
 */
export function field(id, label, attributes, hint) {
  const input = h("input", { type: "text", id, ...(hint ? { "aria-describedby": `${id}_hint` } : {}), ...attributes });
  return {
    input,
    whole: h("div", { class: "field" }, h("label", { for: id }, label), hint && h("p", { class: "hint", id: `${id}_hint` }, hint), input),
  };
}
