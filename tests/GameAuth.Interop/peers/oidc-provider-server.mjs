// npm oidc-provider in memory, for races and benchmarks: rotation of refresh tokens on, JWT access tokens, an adapter over a Map that may answer as late as a database does. The first refresh tokens
// are made by the provider's own models: POST /host/grants?count=n.
import { createServer } from 'node:http'
import { generateKeyPairSync } from 'node:crypto'
import Provider, { errors } from 'oidc-provider'

const [algorithm = 'ES256', delay = '0'] = process.argv.slice(2)
const late = Number(delay) > 0 ? () => new Promise(resolve => setTimeout(resolve, Number(delay))) : undefined
console.info = console.warn = console.log = console.error

const rows = new Map()
const byGrant = new Map()

class Adapter {
  constructor (name) { this.name = name }

  key (id) { return `${this.name}:${id}` }

  async upsert (id, payload) {
    if (late) await late()
    rows.set(this.key(id), payload)
    if (payload.grantId && this.name !== 'Grant') {
      const of = byGrant.get(payload.grantId) ?? new Set()
      byGrant.set(payload.grantId, of.add(this.key(id)))
    }
  }

  async find (id) {
    if (late) await late()
    return rows.get(this.key(id))
  }

  async consume (id) {
    if (late) await late()
    rows.get(this.key(id)).consumed = Math.floor(Date.now() / 1000)
  }

  async destroy (id) { rows.delete(this.key(id)) }

  async revokeByGrantId (grantId) {
    for (const key of byGrant.get(grantId) ?? []) rows.delete(key)
    byGrant.delete(grantId)
  }

  async findByUid () {}

  async findByUserCode () {}
}

const pair = { ES256: ['ec', { namedCurve: 'P-256' }], RS256: ['rsa', { modulusLength: 2048 }], EdDSA: ['ed25519', {}] }[algorithm]
const jwk = { ...generateKeyPairSync(...pair).privateKey.export({ format: 'jwk' }), use: 'sig', kid: 'one', alg: algorithm }
const keys = [jwk]
// Its own checks want an RS256 key for id tokens where nothing else is said.
if (algorithm !== 'RS256') keys.push({ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), use: 'sig', kid: 'two', alg: 'RS256' })
const resource = 'https://api.example.test'
const client = { client_id: 'game', client_secret: 'a-synthetic-secret', redirect_uris: ['https://game.example.test/cb'], grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'client_secret_post' }

const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    adapter: Adapter,
    clients: [client],
    jwks: { keys },
    rotateRefreshToken: true,
    scopes: ['openid', 'offline_access'],
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    ttl: { AccessToken: 900, Grant: 30 * 86400, RefreshToken: 30 * 86400 },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => resource,
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_, asked) => {
          if (asked !== resource) throw new errors.InvalidTarget()
          return { scope: 'api', audience: resource, accessTokenTTL: 900, accessTokenFormat: 'jwt', jwt: { sign: { alg: algorithm } } }
        }
      }
    }
  })
  const answer = provider.callback()
  const grant = async number => {
    const accountId = `player-${number}`
    const made = new provider.Grant({ accountId, clientId: client.client_id })
    made.addOIDCScope('offline_access')
    made.addResourceScope(resource, 'api')
    const grantId = await made.save()
    const token = new provider.RefreshToken({
      accountId, client: await provider.Client.find(client.client_id), grantId, gty: 'authorization_code', resource, rotations: 0, scope: 'offline_access api', iiat: Math.floor(Date.now() / 1000), expiresWithSession: false
    })
    return token.save()
  }
  server.on('request', async (request, response) => {
    if (!request.url.startsWith('/host/grants')) return answer(request, response)
    const tokens = []
    for (let i = 0; i < Number(new URL(request.url, issuer).searchParams.get('count')); i++) tokens.push(await grant(i))
    response.setHeader('content-type', 'application/json').end(JSON.stringify(tokens))
  })
  process.stdout.write(`ready ${issuer}\n`)
})
process.stdin.resume().on('end', () => process.exit(0))
