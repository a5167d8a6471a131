// Plays with prismarine-auth: Java Edition's token, or Bedrock Edition's chain, verified here with Node's own crypto.
import crypto from 'node:crypto'
import { createRequire } from 'node:module'
import { main, redirectAll } from './emulated.mjs'

const require = createRequire(import.meta.url)
const { Endpoints } = require('prismarine-auth/src/common/Constants')
const { Authflow } = require('prismarine-auth')

const partOf = (jwt, part) => JSON.parse(Buffer.from(jwt.split('.')[part], 'base64url'))
const keyOf = text => crypto.createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })

function verifies (jwt, signer, now) {
  const [header, payload, signature] = jwt.split('.')
  const { nbf, exp } = partOf(jwt, 1)
  return partOf(jwt, 0).alg === 'ES384' && nbf <= now && now < exp && crypto.verify(
    'sha384', Buffer.from(`${header}.${payload}`), { key: keyOf(signer), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
}

// As a game server walks it: each certificate is by the key that the one before vouches for, and the last vouches for the client's.
function walk (chain, clientKey) {
  let signer = partOf(chain[0], 0).x5u
  for (const jwt of chain) {
    if (partOf(jwt, 0).x5u !== signer || !verifies(jwt, signer, Date.now() / 1000)) return false
    signer = partOf(jwt, 1).identityPublicKey
  }
  return signer === clientKey
}

// The last certificate with another player in it, under the old signature.
function forged (chain) {
  const [header, , signature] = chain[1].split('.')
  const payload = partOf(chain[1], 1)
  payload.extraData.XUID = '2814600000000099'
  return [chain[0], [header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.')]
}

async function bedrock (authflow) {
  const pair = crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const key = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  const chain = await authflow.getMinecraftBedrockChain(key)
  const { extraData } = partOf(chain[1], 1)
  return { length: chain.length, trusted: walk(chain, key), forgedTrusted: walk(forged(chain), key), otherTrusted: walk(chain, 'another key'), extraData }
}

await main(async ({ hosts, flow, clientId, cache, edition }) => {
  // Nobody emulates these two, and nobody may call the live ones.
  delete Endpoints.minecraftBedrock.servicesSessionStart
  delete Endpoints.minecraftBedrock.multiplayerSessionStart
  delete Endpoints.PlayfabLoginWithXbox
  for (const group of ['xbox', 'live', 'minecraftJava', 'minecraftBedrock']) redirectAll(Endpoints[group], hosts)
  const authflow = new Authflow('player', cache, { flow, authTitle: clientId, deviceType: 'Nintendo', deviceVersion: '0.0.0' }, () => {})
  return edition === 'bedrock' ? await bedrock(authflow) : await authflow.getMinecraftJavaToken({ fetchEntitlements: true, fetchProfile: true })
})
