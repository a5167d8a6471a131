// A small client of Hytale's device flow and game sessions, written from the official guide's facts, and npm jose as a judge of every token.
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { emulated, main } from './emulated.mjs'

const scope = 'openid offline auth:server'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

const sleep = seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000))

await main(async ({ hosts, clientId, accepted = [], refused = [], signIn = false }) => {
  const at = url => emulated(url, hosts)
  const keysOf = host => createRemoteJWKSet(new URL(at(`https://${host}/.well-known/jwks.json`)))
  const sessionKeys = keysOf('sessions.hytale.com')
  const judgeSession = async token =>
    (await jwtVerify(token, sessionKeys, { issuer: 'https://sessions.hytale.com', algorithms: ['EdDSA'] })).payload

  const verdicts = { accepted: [], refused: {} }
  for (const token of accepted) verdicts.accepted.push((await judgeSession(token)).sub)
  for (const [name, token] of refused) {
    verdicts.refused[name] = await judgeSession(token).then(() => 'accepted', error => error.code)
  }
  if (!signIn) return verdicts

  const form = async (path, fields) => {
    const answer = await fetch(at(`https://oauth.accounts.hytale.com${path}`), { method: 'POST', body: new URLSearchParams({ client_id: clientId, ...fields }) })
    return { status: answer.status, ...(await answer.json()) }
  }
  const call = async (method, url, bearer, body) => {
    const answer = await fetch(at(url), {
      method,
      headers: { Authorization: `Bearer ${bearer}`, ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body)
    })
    const text = await answer.text()
    return { status: answer.status, ...(answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : { text }) }
  }

  const device = await form('/oauth2/device/auth', { scope })
  const deadline = Date.now() + device.expires_in * 1000
  let wait = device.interval
  let polls = 0
  let tokens
  while (!tokens) {
    await sleep(wait)
    if (Date.now() > deadline) throw new Error('the code expired')
    polls++
    const answer = await form('/oauth2/token', { grant_type: deviceGrant, device_code: device.device_code })
    if (answer.access_token) tokens = answer
    else if (answer.error === 'slow_down') wait += 5
    else if (answer.error !== 'authorization_pending') throw new Error(answer.error)
  }

  const access = (await jwtVerify(tokens.access_token, keysOf('oauth.accounts.hytale.com'), { issuer: 'https://oauth.accounts.hytale.com', algorithms: ['RS256'] })).payload
  const { owner, profiles } = await call('GET', 'https://account-data.hytale.com/my-account/get-profiles', tokens.access_token)
  const session = await call('POST', 'https://sessions.hytale.com/game-session/new', tokens.access_token, { uuid: profiles[0].uuid })
  const first = await judgeSession(session.sessionToken)
  const identity = await judgeSession(session.identityToken)
  const renewed = await call('POST', 'https://sessions.hytale.com/game-session/refresh', session.sessionToken)
  const stale = await call('POST', 'https://sessions.hytale.com/game-session/refresh', session.sessionToken)
  await judgeSession(renewed.sessionToken)
  const ended = await call('DELETE', 'https://sessions.hytale.com/game-session', renewed.sessionToken)
  const refreshed = await form('/oauth2/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token })
  const reused = await form('/oauth2/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token })
  return {
    ...verdicts,
    polls,
    access: { subject: access.sub, scopes: access.scp, audience: access.aud },
    owner,
    session: { subject: first.sub, name: identity.username, expires: Date.parse(renewed.expiresAt) > Date.now() },
    stale: `${stale.status} ${stale.text}`,
    ended: ended.status,
    rotated: refreshed.refresh_token !== tokens.refresh_token,
    reused: `${reused.status} ${reused.error}`
  }
})
