import { ConfidentialClientApplication, CryptoProvider, ProtocolMode, PublicClientApplication } from '@azure/msal-node'
import { ask, run, settings } from './lines.mjs'

const { issuer, clientId, clientSecret, redirectUri } = settings
const scopes = ['openid', 'profile', 'offline_access']

const configuration = (secret) => ({
  auth: { clientId, authority: issuer, knownAuthorities: [new URL(issuer).host], ...secret },
  system: { protocolMode: ProtocolMode.OIDC },
})

async function signIn(app) {
  const { challenge, verifier } = await new CryptoProvider().generatePkceCodes()
  const url = await app.getAuthCodeUrl({ scopes, redirectUri, codeChallenge: challenge, codeChallengeMethod: 'S256', state: 'a-state' })
  const callback = new URL(await ask({ browse: url }))
  const token = await app.acquireTokenByCode({ code: callback.searchParams.get('code'), scopes, redirectUri, codeVerifier: verifier })
  const silent = await app.acquireTokenSilent({ account: token.account, scopes })
  const refreshed = await app.acquireTokenSilent({ account: token.account, scopes, forceRefresh: true })
  return {
    claims: token.idTokenClaims,
    user: token.account.username,
    silentFromCache: silent.fromCache && silent.accessToken === token.accessToken,
    refreshed: !refreshed.fromCache && refreshed.accessToken !== token.accessToken,
  }
}

await run({
  confidential: () => signIn(new ConfidentialClientApplication(configuration({ clientSecret }))),
  public: () => signIn(new PublicClientApplication(configuration({}))),
})
