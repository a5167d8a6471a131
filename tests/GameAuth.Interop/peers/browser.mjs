// A client of ours in another language: SISU with a browser, PKCE, and a listener on loopback that the browser is sent back to.
import crypto from 'node:crypto'
import http from 'node:http'
import { emulated, main } from './emulated.mjs'
import { jwkOf, newKey, poster, sign } from './signing.mjs'

const scope = 'service::user.auth.xboxlive.com::MBI_SSL'

// Ends with the query of the first request.
function listen () {
  let answered
  const query = new Promise(resolve => { answered = resolve })
  const server = http.createServer((request, response) => {
    response.end('Return to the game.')
    answered(new URL(request.url, 'http://127.0.0.1').searchParams)
  })
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve({ server, query, port: server.address().port })))
}

await main(async ({ hosts, clientId, titleId, verifier: sent }) => {
  const post = poster(hosts)
  const pair = newKey()
  const signed = (path, body) => sign(pair.privateKey, path, body, Date.now() / 1000)
  const device = await post('https://device.auth.xboxlive.com/device/authenticate', {
    RelyingParty: 'http://auth.xboxlive.com',
    TokenType: 'JWT',
    Properties: { AuthMethod: 'ProofOfPossession', Id: `{${crypto.randomUUID()}}`, DeviceType: 'Android', Version: '8.0.0', ProofKey: jwkOf(pair) }
  }, signed)

  const { server, query, port } = await listen()
  const redirect = `http://127.0.0.1:${port}/signed-in`
  const verifier = crypto.randomBytes(32).toString('base64url')
  const state = crypto.randomBytes(16).toString('base64url')
  const begun = await post('https://sisu.xboxlive.com/authenticate', {
    AppId: clientId, TitleId: titleId, RedirectUri: redirect, DeviceToken: device.json.Token, Sandbox: 'RETAIL', TokenType: 'code', Offers: [scope],
    Query: {
      display: 'android_phone', state, code_challenge_method: 'S256',
      code_challenge: crypto.createHash('sha256').update(verifier).digest('base64url')
    }
  }, signed)
  if (begun.status !== 200) throw new Error(`sisu: ${begun.status} ${begun.text}`)
  // fetch follows the redirect to the listener, as a browser would.
  await (await fetch(begun.json.MsaOauthRedirect)).text()
  const came = await query
  server.close()
  server.closeAllConnections()

  const fields = { grant_type: 'authorization_code', client_id: clientId, code: came.get('code') ?? '', code_verifier: sent ?? verifier, redirect_uri: redirect, scope }
  const token = await fetch(emulated('https://login.live.com/oauth20_token.srf', hosts), { method: 'post', body: new URLSearchParams(fields) })
  const msa = await token.json()
  const outcome = { sameState: came.get('state') === state, declined: came.get('error'), tokenError: msa.error ?? null }
  if (!msa.access_token) return outcome
  const sisu = await post('https://sisu.xboxlive.com/authorize', {
    AccessToken: 't=' + msa.access_token, AppId: clientId, DeviceToken: device.json.Token, Sandbox: 'RETAIL', SiteName: 'user.auth.xboxlive.com',
    SessionId: begun.headers.get('x-sessionid'), ProofKey: jwkOf(pair)
  }, signed)
  return { ...outcome, sisu: sisu.status, gamertag: sisu.json?.AuthorizationToken?.DisplayClaims?.xui?.[0]?.gtg }
})
