// Signs in with prismarine-auth, by device code, once per relying party.
import { createRequire } from 'node:module'
import { main, redirectAll } from './emulated.mjs'

const require = createRequire(import.meta.url)
const { Endpoints } = require('prismarine-auth/src/common/Constants')
const { Authflow } = require('prismarine-auth')

await main(async ({ hosts, flow, clientId, cache, relyingParties }) => {
  redirectAll(Endpoints.xbox, hosts)
  redirectAll(Endpoints.live, hosts)
  const userCodes = []
  const options = { flow, authTitle: clientId, deviceType: 'Nintendo', deviceVersion: '0.0.0' }
  const authflow = new Authflow('player', cache, options, code => userCodes.push(code.user_code))
  const tokens = []
  for (const relyingParty of relyingParties) tokens.push(await authflow.getXboxToken(relyingParty))
  return { tokens, userCodes }
})
