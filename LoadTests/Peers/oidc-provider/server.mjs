// npm oidc-provider as the scenario "ciba" drives it: CIBA in poll mode, ES256 for both tokens, everything in memory.
// A provider leaves the phone to its operator. This one is as small as can be: GET /phone/USER tells what waits, POST /phone takes a compact
// JWS over {"user","request","number"} and checks it with the phone's key.
//   node server.mjs PORT KEYS.json CLIENT_SECRET     KEYS.json: public JWKs, each with its kid
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { compactVerify, exportJWK, generateKeyPair, importJWK } from 'jose'
import { Provider } from 'oidc-provider'

const [port, keysFile, secret] = process.argv.slice(2)
const api = 'urn:example:api'

const phones = new Map()
for (const jwk of JSON.parse(await readFile(keysFile, 'utf8'))) phones.set(jwk.kid, await importJWK(jwk, 'ES256'))
const waiting = new Map()

const { privateKey } = await generateKeyPair('ES256', { extractable: true })
const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'provider', alg: 'ES256', use: 'sig' }] },
  clients: [{
    client_id: 'bench',
    client_secret: secret,
    grant_types: ['urn:openid:params:grant-type:ciba'],
    redirect_uris: [],
    response_types: [],
    id_token_signed_response_alg: 'ES256',
    backchannel_token_delivery_mode: 'poll',
  }],
  enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => api,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: 'openid', audience: api, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
    },
    ciba: {
      enabled: true,
      deliveryModes: ['poll'],
      processLoginHint: (_, hint) => hint,
      validateBindingMessage: () => {},
      validateRequestContext: () => {},
      verifyUserCode: () => {},
      triggerAuthenticationDevice: (_, request, account) => {
        waiting.set(account.accountId, { request: request.jti, number: request.params.binding_message })
      },
    },
  },
})

async function approve(jws) {
  const { payload } = await compactVerify(jws, ({ kid }) => phones.get(kid) ?? Promise.reject(new Error('unknown phone')), { algorithms: ['ES256'] })
  const said = JSON.parse(new TextDecoder().decode(payload))
  const asked = waiting.get(said.user)
  if (asked?.request !== said.request || asked.number !== said.number) throw new Error('not what was asked')
  const request = await provider.BackchannelAuthenticationRequest.find(said.request)
  const grant = new provider.Grant({ clientId: request.clientId, accountId: request.accountId })
  grant.addOIDCScope(request.scope)
  grant.addResourceScope(api, request.scope)
  await grant.save()
  await provider.backchannelResult(request, grant, { authTime: Math.floor(Date.now() / 1000), amr: ['mfa', 'pop'] })
  waiting.delete(said.user)
}

async function text(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString()
}

function say(response, status, what) {
  const body = JSON.stringify(what)
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body)
}

const answer = provider.callback()
const server = createServer(async (request, response) => {
  if (!request.url.startsWith('/phone')) return answer(request, response)
  try {
    if (request.method === 'GET') return say(response, 200, waiting.get(decodeURIComponent(request.url.slice('/phone/'.length))) ?? {})
    await approve(await text(request))
    say(response, 200, {})
  } catch (refused) {
    say(response, 400, { error: refused.message })
  }
})
server.keepAliveTimeout = 60_000
server.listen(Number(port), '127.0.0.1', () => console.log('ready'))
