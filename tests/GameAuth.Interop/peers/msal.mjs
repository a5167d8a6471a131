// Has MSAL itself write the cache that it would write for a signed-in player, in its own schema.
import { createRequire } from 'node:module'
import { main } from './emulated.mjs'

const require = createRequire(import.meta.url)
const { PublicClientApplication } = require('@azure/msal-node')

await main(async ({ clientId, cache }) => {
  const tokens = new PublicClientApplication({ auth: { clientId } }).getTokenCache()
  tokens.deserialize(JSON.stringify(cache))
  const accounts = await tokens.getAllAccounts()
  return { accounts: accounts.length, cache: tokens.serialize() }
})
