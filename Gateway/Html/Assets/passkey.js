// Asks the browser for a passkey, one that is made or one that signs in, and has the page's form take what it says.
(() => {
  "use strict";

  const form = document.getElementById("passkey");
  if (!form) return;

  const said = document.getElementById("passkey_said");
  const button = form.querySelector("button[type=submit]");
  const { ceremony, party, challenge, user, name, place, known } = form.dataset;
  const patience = 120000;

  const say = (sentence) => {
    said.textContent = sentence;
    said.hidden = false;
  };

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const join = (...parts) => parts.map(toText).join(".");

  const make = async () => {
    const { response } = await navigator.credentials.create({
      publicKey: {
        challenge: toBytes(challenge),
        rp: { id: party, name: place },
        user: { id: toBytes(user), name, displayName: name },
        pubKeyCredParams: [{ type: "public-key", alg: -7 }],
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        excludeCredentials: known.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: toBytes(id) })),
        attestation: "none",
        timeout: patience,
      },
    });
    form.elements.answer.value = join(response.clientDataJSON, response.attestationObject);
  };

  const get = async () => {
    const { rawId, response } = await navigator.credentials.get({
      publicKey: { challenge: toBytes(challenge), rpId: party, userVerification: "required", timeout: patience },
    });
    form.elements.answer.value = join(rawId, response.authenticatorData, response.clientDataJSON, response.signature);
    form.elements.user.value = toText(response.userHandle ?? new ArrayBuffer(0));
  };

  if (!("PublicKeyCredential" in window)) {
    say(form.dataset.unsupported);
    button.disabled = true;
    return;
  }

  // Who comes back to the page may try once more.
  addEventListener("pageshow", (event) => {
    if (event.persisted) button.disabled = false;
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    [button.disabled, said.hidden] = [true, true];
    try {
      await (ceremony === "create" ? make() : get());
      form.submit();
    } catch (error) {
      button.disabled = false;
      if (error.name === "InvalidStateError") say(form.dataset.twice);
      else say(error.name === "NotAllowedError" || error.name === "AbortError" ? form.dataset.declined : form.dataset.failed);
    }
  });
})();
