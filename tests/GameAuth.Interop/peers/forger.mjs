// A client of ours in another language: one honest sign-in, then everything that must be refused.
import crypto from 'node:crypto'
import { emulated, main } from './emulated.mjs'
import { jwkOf, newKey, poster, sign } from './signing.mjs'

const scope = 'service::user.auth.xboxlive.com::MBI_SSL'

await main(async ({ hosts, clientId }) => {
  const form = async (path, fields) => {
    const response = await fetch(emulated('https://login.live.com' + path, hosts), { method: 'post', body: new URLSearchParams(fields) })
    return { status: response.status, ...(await response.json()) }
  }
  const post = poster(hosts)

  const code = await form('/oauth20_connect.srf', { client_id: clientId, scope, response_type: 'device_code' })
  const grant = { client_id: clientId, device_code: code.device_code, grant_type: 'urn:ietf:params:oauth:grant-type:device_code' }
  let msa = await form('/oauth20_token.srf', grant)
  while (msa.error === 'authorization_pending') msa = await form('/oauth20_token.srf', grant)

  const pair = newKey()
  const stranger = newKey()
  const now = Date.now() / 1000
  const honest = (path, body) => sign(pair.privateKey, path, body, now)
  const deviceUrl = 'https://device.auth.xboxlive.com/device/authenticate'
  const sisuUrl = 'https://sisu.xboxlive.com/authorize'
  const deviceBody = {
    RelyingParty: 'http://auth.xboxlive.com',
    TokenType: 'JWT',
    Properties: { AuthMethod: 'ProofOfPossession', Id: `{${crypto.randomUUID()}}`, DeviceType: 'Android', Version: '8.0.0', ProofKey: jwkOf(pair) }
  }
  const device = await post(deviceUrl, deviceBody, honest)
  const sisuBody = {
    AccessToken: 't=' + msa.access_token, AppId: clientId, DeviceToken: device.json.Token, Sandbox: 'RETAIL',
    SiteName: 'user.auth.xboxlive.com', RelyingParty: 'http://xboxlive.com', ProofKey: jwkOf(pair)
  }
  const flipped = (path, body) => { const bytes = honest(path, body); bytes[40] ^= 1; return bytes }
  const otherBody = (path, body) => sign(pair.privateKey, path, body + ' ', now)
  const otherPath = (path, body) => sign(pair.privateKey, path + '?', body, now)
  const stale = (path, body) => sign(pair.privateKey, path, body, now - 600)
  const early = (path, body) => sign(pair.privateKey, path, body, now + 600)
  const othersKey = (path, body) => sign(stranger.privateKey, path, body, now)

  const refused = {
    deviceUnsigned: await post(deviceUrl, deviceBody, () => undefined),
    deviceFlipped: await post(deviceUrl, deviceBody, flipped),
    deviceOtherBody: await post(deviceUrl, deviceBody, otherBody),
    deviceOtherPath: await post(deviceUrl, deviceBody, otherPath),
    deviceOthersKey: await post(deviceUrl, deviceBody, othersKey),
    sisuFlipped: await post(sisuUrl, sisuBody, flipped),
    sisuStale: await post(sisuUrl, sisuBody, stale),
    sisuEarly: await post(sisuUrl, sisuBody, early),
    sisuOthersKey: await post(sisuUrl, { ...sisuBody, ProofKey: jwkOf(stranger) }, othersKey)
  }
  const accepted = { device, sisu: await post(sisuUrl, sisuBody, honest) }

  const refresh = token => form('/oauth20_token.srf', { client_id: clientId, scope, grant_type: 'refresh_token', refresh_token: token })
  const rotated = await refresh(msa.refresh_token)
  const reused = await refresh(msa.refresh_token)
  const successor = await refresh(rotated.refresh_token)
  const statuses = answers => Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, answer.status]))
  return { accepted: statuses(accepted), refused: statuses(refused), refresh: { rotated: rotated.status, reused: reused.error, successor: successor.error } }
})
