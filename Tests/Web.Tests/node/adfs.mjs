// npm oidc-provider, dressed as an organisation's AD FS: its paths, user names as "upn", a page that asks for a password. Over https, with
// the certificate of the tests. Started by Adfs.cs:
//   node adfs.mjs PORT CERTIFICATE KEY CLIENT_ID CLIENT_SECRET REDIRECT_URI SIGNED_OUT_URI PASSWORD
import { createServer } from "node:https";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Provider } from "oidc-provider";

const [port, certificate, key, clientId, clientSecret, redirectUri, signedOutUri, password] = process.argv.slice(2);
const path = "/adfs";
const origin = `https://127.0.0.1:${port}`;

const signing = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const provider = new Provider(origin + path, {
  clients: [{
    client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri], post_logout_redirect_uris: [signedOutUri],
    response_types: ["code"], grant_types: ["authorization_code"], token_endpoint_auth_method: "client_secret_basic",
  }],
  jwks: { keys: [{ ...signing, kid: "adfs", use: "sig", alg: "RS256" }] },
  cookies: { keys: [randomBytes(32).toString("hex")] },
  claims: { openid: ["sub", "upn", "amr"], profile: [], email: [] },
  conformIdTokenClaims: false,   // AD FS puts them into the ID token
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `${path}/ls/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: `S-1-5-21-${Buffer.from(id).toString("hex")}`, upn: id }) }),
  loadExistingGrant: async (ctx) => {   // the organisation's administrator has consented for all
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
});
provider.on("server_error", (_, why) => console.error(why));

const form = (hint, wrong) => `<!doctype html><html lang="en"><title>Fabrikam AD FS</title><main><h1>Sign in at Fabrikam</h1>
  ${wrong ? "<p role=alert>Incorrect user ID or password.</p>" : ""}
  <form method="post"><label>User name <input name="user" value="${hint.replace(/[^\w@.-]/g, "")}"></label>
  <label>Password <input name="password" type="password"></label><button>Sign in</button></form></main>`;

async function ask(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  if (request.method !== "POST") return show(response, form(String(params.login_hint ?? ""), false));
  let body = "";
  for await (const part of request) {
    body += part;
    if (body.length > 4096) return response.writeHead(413).end();
  }
  const typed = new URLSearchParams(body);
  if (typed.get("password") !== password) return show(response, form(typed.get("user") ?? "", true));
  return provider.interactionFinished(request, response, { login: { accountId: typed.get("user"), amr: ["pwd"] } });
}

const show = (response, html) => response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(html);
const answer = provider.callback();
createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
  if (request.url.startsWith(`${path}/ls/`)) {
    ask(request, response).catch((why) => { console.error(why); response.writeHead(500).end(); });
    return;
  }
  if (!request.url.startsWith(`${path}/`)) return response.writeHead(404).end();
  request.originalUrl = request.url;   // so that it knows below which path it lies
  request.url = request.url.slice(path.length);
  answer(request, response);
}).listen(Number(port), "127.0.0.1", () => console.log("AD FS is ready"));
