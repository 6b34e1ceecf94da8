// Tells times by the person's own clock and calendar.
(() => {
  "use strict";

  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    const now = new Date();
    const day = at.toDateString() === now.toDateString() ? {} : { day: "numeric", month: "long" };
    const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
    const parts = { hour: "numeric", minute: "2-digit", ...day, ...year };
    time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, parts).format(at);
  }
})();

// Where somebody has to wait before another try, counts that down.
(() => {
  "use strict";

  const wait = document.getElementById("wait");
  if (!wait) return;

  const again = wait.querySelector(".again");
  const until = performance.now() + Number(wait.dataset.seconds) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    const two = (number) => String(number).padStart(2, "0");
    again.textContent = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
    if (left > 0) return;
    clearInterval(ticking);
    wait.textContent = wait.dataset.over;
  };
  const ticking = setInterval(tick, 1000);
  tick();
})();

// Writes a device's code as the device shows it, as long as what is typed can be one.
(() => {
  "use strict";

  const code = document.querySelector("input.cells");
  code?.addEventListener("input", () => {
    const letters = code.value.replace(/[-\s]/g, "").toUpperCase();
    if (!/^[A-Z]{1,8}$/.test(letters) || code.selectionStart !== code.value.length) return;
    code.value = letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
  });
})();

// Follows a phone that is being set up: the code is read, then phone sign-in is enabled; then goes on by itself.
(() => {
  "use strict";

  const connecting = document.getElementById("connecting");
  if (!connecting) return;

  const [came, done] = [document.getElementById("came"), document.getElementById("done")];
  const pause = 2000;
  const say = (sentence, name) => {
    const text = sentence.replace("{0}", name);
    if (came.textContent !== text) came.textContent = text;
  };

  const look = async () => {
    const answer = await fetch(connecting.dataset.state, { cache: "no-store", credentials: "same-origin" });
    if (answer.status === 401 || answer.status === 404) return "over";
    if (!answer.ok) return "waiting";
    const { activation, methods } = await answer.json();
    if (!activation) return "over";
    const phone = methods.find((method) => method.device === activation.device);
    if (!phone) return "waiting";
    say(phone.phone_sign_in ? connecting.dataset.enabled : connecting.dataset.connected, phone.name);
    return phone.phone_sign_in ? "enabled" : "connected";
  };

  const follow = async () => {
    const state = await look().catch(() => "waiting");
    if (state === "over") say(connecting.dataset.over, "");
    if (state === "enabled") setTimeout(() => location.assign(done.href), pause);
    if (state === "waiting" || state === "connected") setTimeout(follow, pause);
  };

  connecting.hidden = false;
  follow();
})();

// Waits for the end of this browser's sign-in and then asks for the page again; the page itself does the rest. Counts down meanwhile.
(() => {
  "use strict";

  const waiting = document.getElementById("waiting");
  if (!waiting) return;

  // The address of a question about this tab's sign-in: a browser may have several.
  const address = (path, query = {}) => {
    const named = new URLSearchParams(waiting.dataset.name ? { t: waiting.dataset.name, ...query } : query).toString();
    return waiting.dataset.state + path + (named && `?${named}`);
  };

  const patience = 5000; // how long a stream may take to say how things stand before we ask instead
  let over = false;
  let events;

  const reload = () => {
    if (over) return;
    over = true;
    events?.close();
    location.replace(location.pathname + location.search);
  };

  const look = (state) => {
    if (state !== "pending") reload();
  };

  const pause = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));

  // One question; the answer is kept back for up to so many seconds while nothing happens.
  const ask = async (seconds) => {
    const answer = await fetch(address("", { wait: seconds }), { cache: "no-store", credentials: "same-origin" });
    if (answer.status === 429 || answer.status >= 500) await pause(3000);
    else look(answer.ok ? (await answer.json()).state : "");
  };

  let asking = false;
  const keepAsking = async () => {
    if (asking) return;
    asking = true;
    while (!over) {
      try {
        await ask(25);
      } catch {
        await pause(3000);
      }
    }
  };

  const listen = () => {
    events = new EventSource(address("/events"));
    const giveUp = () => {
      events.close();
      keepAsking();
    };
    const unheard = setTimeout(giveUp, patience);
    events.addEventListener("state", (event) => {
      clearTimeout(unheard);
      const { state } = JSON.parse(event.data);
      look(state);
    });
    events.addEventListener("error", () => {
      if (events.readyState === EventSource.CLOSED) giveUp();
    });
  };

  if ("EventSource" in window) listen();
  else keepAsking();

  // Who leaves by one of the buttons ends the sign-in; the answer to that is on its way and must not be overtaken by a reload.
  document.addEventListener("submit", () => {
    over = true;
    events?.close();
  });

  // Who comes back from the app on the same phone finds streams that fell asleep.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") ask(0).catch(() => {});
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) reload();
  });

  const left = document.getElementById("left");
  const said = document.getElementById("said");
  const spoken = new Set([60, 30, 10]);
  const seconds = Number(waiting.dataset.seconds);
  const began = performance.now();

  const tick = () => {
    const remaining = Math.max(0, Math.ceil(seconds - (performance.now() - began) / 1000));
    left.textContent = `${Math.floor(remaining / 60)}:${String(remaining % 60).padStart(2, "0")}`;
    if (spoken.delete(remaining)) said.textContent = said.dataset.sentence.replace("{0}", String(remaining));
    if (remaining > 0) return;
    clearInterval(ticking);
    setTimeout(reload, 1500);
  };
  const ticking = setInterval(tick, 1000);
})();
