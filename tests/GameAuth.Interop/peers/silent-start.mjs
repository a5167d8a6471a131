// How long prismarine-auth takes from a warm cache on disk to the value of an Authorization header, by its own clock.
const begun = performance.now()
const { createRequire } = await import('node:module')
const { main, redirectAll } = await import('./emulated.mjs')
const require = createRequire(import.meta.url)
const { Endpoints } = require('prismarine-auth/src/common/Constants')
const { Authflow } = require('prismarine-auth')
const loaded = performance.now() - begun

await main(async ({ hosts, clientId, cache, rounds, startedAt }) => {
  // Without hosts there is nothing to call: a start that is not silent fails.
  const nowhere = Object.fromEntries([...urlsOf(Endpoints.xbox), ...urlsOf(Endpoints.live)].map(url => [new URL(url).hostname, 'http://127.0.0.1:9']))
  redirectAll(Endpoints.xbox, hosts ?? nowhere)
  redirectAll(Endpoints.live, hosts ?? nowhere)
  const times = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    const authflow = new Authflow('player', cache, { flow: 'sisu', authTitle: clientId, deviceType: 'Nintendo', deviceVersion: '0.0.0' }, () => {})
    const token = await authflow.getXboxToken('http://xboxlive.com')
    const header = `XBL3.0 x=${token.userHash};${token.XSTSToken}`
    times.push(performance.now() - start)
    if (header.length < 500) throw new Error('That is no header that works.')
  }

  return { times, loaded, process: performance.timeOrigin + begun - startedAt }
})

function urlsOf (urls) {
  return Object.values(urls).filter(value => typeof value === 'string' && /^https:/.test(value))
}
