import * as oidc from 'openid-client'
import { ask, run, settings } from './lines.mjs'

const { issuer, clientId, clientSecret, redirectUri, postLogoutRedirectUri } = settings

const discover = (authentication) =>
  oidc.discovery(new URL(issuer), clientId, undefined, authentication ?? oidc.ClientSecretBasic(clientSecret), {
    execute: [oidc.allowInsecureRequests],
  })

/** Code and PKCE; `more` goes with the request. */
async function signIn(config, { scope = 'openid profile email', more = {}, dpop, pushed = false } = {}) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const nonce = oidc.randomNonce()
  const parameters = {
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...more,
  }
  const url = pushed
    ? await oidc.buildAuthorizationUrlWithPAR(config, parameters, { DPoP: dpop })
    : oidc.buildAuthorizationUrl(config, parameters)
  const callback = await ask({ browse: url.href })
  return oidc.authorizationCodeGrant(
    config, new URL(callback), { pkceCodeVerifier, expectedState: state, expectedNonce: nonce }, undefined, { DPoP: dpop })
}

const facts = (tokens) => ({ claims: tokens.claims(), type: tokens.token_type, scope: tokens.scope, expiresIn: tokens.expires_in, refresh: !!tokens.refresh_token })

const beginPinged = (config) => oidc.initiateBackchannelAuthentication(
  config, { scope: 'openid', login_hint: settings.user, client_notification_token: settings.notificationToken })

/** What the ping names is collected at once: who is pinged has waited already. */
const collectPinged = (config, begun, pinged) =>
  oidc.pollBackchannelAuthenticationGrant(config, { ...begun, auth_req_id: pinged.auth_req_id, interval: 0 })

/** A device that sends its person to one of the two addresses. */
async function connected(address) {
  const config = await discover(oidc.None())
  const begun = await oidc.initiateDeviceAuthorization(config, { scope: 'openid profile' })
  const said = await ask({ device: begun[address], shows: begun.user_code })
  const tokens = await oidc.pollDeviceAuthorizationGrant(config, begun)
  return { ...facts(tokens), said, userinfo: await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub) }
}

await run({
  async code() {
    const config = await discover()
    const tokens = await signIn(config)
    const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
    return { ...facts(tokens), userinfo, metadata: config.serverMetadata() }
  },

  async post() {
    return facts(await signIn(await discover(oidc.ClientSecretPost(clientSecret))))
  },

  async private_key_jwt() {
    const key = await crypto.subtle.importKey('jwk', settings.key, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
    return facts(await signIn(await discover(oidc.PrivateKeyJwt({ key, kid: settings.key.kid }))))
  },

  async public() {
    const config = await discover(oidc.None())
    const tokens = await signIn(config, { scope: 'openid offline_access' })
    const again = await oidc.refreshTokenGrant(config, tokens.refresh_token)
    return { ...facts(tokens), again: facts(again) }
  },

  async refresh() {
    const config = await discover()
    const tokens = await signIn(config, { scope: 'openid offline_access' })
    const again = await oidc.refreshTokenGrant(config, tokens.refresh_token)
    const twice = await oidc.refreshTokenGrant(config, tokens.refresh_token)
    const next = await oidc.refreshTokenGrant(config, again.refresh_token)
    const reused = await oidc.refreshTokenGrant(config, tokens.refresh_token).catch((refused) => refused.error)
    const after = await oidc.refreshTokenGrant(config, next.refresh_token).catch((refused) => refused.error)
    return { first: facts(tokens), again: facts(again), same: twice.refresh_token === again.refresh_token, reused, after }
  },

  async par() {
    return facts(await signIn(await discover(), { pushed: true }))
  },

  async dpop() {
    const config = await discover()
    const dpop = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair())
    const tokens = await signIn(config, { scope: 'openid offline_access', dpop, pushed: settings.pushed === true })
    const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, { DPoP: dpop })
    const bearer = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub).catch((refused) => refused.code)
    const again = await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: dpop })
    return { ...facts(tokens), userinfo, bearer, again: facts(again) }
  },

  async revocation() {
    const config = await discover()
    const tokens = await signIn(config, { scope: 'openid offline_access' })
    const before = await oidc.tokenIntrospection(config, tokens.access_token)
    await oidc.tokenRevocation(config, tokens.refresh_token)
    const after = await oidc.tokenIntrospection(config, tokens.access_token)
    const refresh = await oidc.refreshTokenGrant(config, tokens.refresh_token).catch((refused) => refused.error)
    return { before, after, refresh }
  },

  async logout() {
    const config = await discover()
    const tokens = await signIn(config)
    const state = oidc.randomState()
    const url = oidc.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: postLogoutRedirectUri, state })
    const back = new URL(await ask({ browse: url.href }))
    const silent = await signIn(config, { more: { prompt: 'none' } }).catch((refused) => refused.error)
    return { returned: back.origin + back.pathname, state: back.searchParams.get('state') === state, silent }
  },

  async ciba() {
    const config = await discover()
    const begun = await oidc.initiateBackchannelAuthentication(config, { scope: 'openid', login_hint: settings.user, binding_message: 'Till 7' })
    await ask({ approve: begun.number })
    return { ...facts(await oidc.pollBackchannelAuthenticationGrant(config, begun)), expiresIn: begun.expires_in, interval: begun.interval }
  },

  async ciba_denied() {
    const config = await discover()
    const begun = await oidc.initiateBackchannelAuthentication(config, { scope: 'openid', login_hint: settings.user })
    await ask({ deny: true })
    return { refused: await oidc.pollBackchannelAuthenticationGrant(config, begun).catch((refused) => refused.error) }
  },

  async ciba_ping() {
    const config = await discover()
    const begun = await beginPinged(config)
    await ask({ approve: begun.number })
    const pinged = JSON.parse(await ask({ ping: true }))
    return { ...facts(await collectPinged(config, begun, pinged)), pinged, expected: begun.auth_req_id }
  },

  async ciba_ping_denied() {
    const config = await discover()
    const begun = await beginPinged(config)
    await ask({ deny: true })
    const pinged = JSON.parse(await ask({ ping: true }))
    return { pinged, expected: begun.auth_req_id, refused: await collectPinged(config, begun, pinged).catch((refused) => refused.error) }
  },

  async device() {
    return connected('verification_uri_complete')
  },

  async device_typed() {
    return connected('verification_uri')
  },

  async device_refused() {
    const config = await discover(oidc.None())
    const begun = await oidc.initiateDeviceAuthorization(config, { scope: 'openid' })
    const said = await ask({ device: begun.verification_uri_complete, shows: begun.user_code, refuse: true })
    return { said, refused: await oidc.pollDeviceAuthorizationGrant(config, begun).catch((refused) => refused.error) }
  },
})
