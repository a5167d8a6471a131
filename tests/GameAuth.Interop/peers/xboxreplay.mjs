// Asks for tokens with @xboxreplay/xboxlive-auth, which signs nothing and replays one recorded device request.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { main, redirectAll } from './emulated.mjs'

const require = createRequire(import.meta.url)
const entry = require.resolve('@xboxreplay/xboxlive-auth')
const { config } = require(join(dirname(entry), 'shared/libs/xbox-network/config.js'))
const { xnet } = require('@xboxreplay/xboxlive-auth')

await main(async ({ hosts, accessToken }) => {
  redirectAll(config.urls, hosts)
  if (!accessToken) return { device: await xnet.experimental.createDummyWin32DeviceToken() }
  const user = await xnet.exchangeRpsTicketForUserToken(accessToken, 't')
  return { user, xsts: await xnet.exchangeTokenForXSTSToken(user.Token) }
})
