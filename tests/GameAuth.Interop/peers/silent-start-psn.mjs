// How long psn-api takes from an npsso to the value of an Authorization header, by its own clock. It keeps nothing between two starts.
const begun = performance.now()
const { emulated, main } = await import('./emulated.mjs')
const live = globalThis.fetch
let base = {}
globalThis.fetch = (address, init) => live(emulated(new URL(address).href, base), init)
const psn = await import('psn-api')
const loaded = performance.now() - begun

await main(async ({ hosts, npsso, rounds, startedAt }) => {
  base = hosts
  const times = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    const code = await psn.exchangeNpssoForAccessCode(npsso)
    const tokens = await psn.exchangeAccessCodeForAuthTokens(code)
    const header = `Bearer ${tokens.accessToken}`
    times.push(performance.now() - start)
    if (header.length < 200) throw new Error('That is no header that works.')
  }

  return { times, loaded, process: performance.timeOrigin + begun - startedAt }
})
