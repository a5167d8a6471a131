// Random tabs, losses, delays, ends of tokens, sign-outs and reloads: no honest player is logged out, and nobody asks after a final word.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answers, Browser, Clock, lost, offline, Sdk, Server } from './world.mjs'

const { createGameAuth } = await import(process.env.GAMEAUTH_MODULE ?? new URL('../../../src/GameAuth.Server/Browser/gameauth.js', import.meta.url).href)
const RUNS = Number(process.env.GAMEAUTH_MODULE_RUNS ?? 60)
const STEPS = 25

/** Numbers that a seed decides (mulberry32). */
function dice (seed) {
  return limit => {
    seed = (seed + 0x6d2b79f5) | 0
    let value = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) % limit
  }
}

async function run (seed) {
  const roll = dice(seed)
  const clock = new Clock()
  const server = new Server(clock)
  const browser = new Browser(clock, server)
  const locks = roll(3) > 0
  const story = []
  const open = () => ({ auth: createGameAuth({ discordSdk: new Sdk(server), environment: browser.tab({ locks, delay: roll(400) }) }) })
  const tabs = [open()]
  let isSignedIn = false
  const expected = new Set(['temporarily_unavailable', 'unreachable', 'resting', 'rate_limited', 'overtaken'])
  const settle = promise => clock.until(promise.then(value => ({ value }), failure => ({ failure })), 200_000)
  for (let step = 0; step < STEPS; step++) {
    const tab = tabs[roll(tabs.length)]
    const act = roll(12)
    story.push(act)
    if (act === 0 && tabs.length < 4) tabs.push(open())
    else if (act === 1) tabs[tabs.indexOf(tab)] = open()
    else if (act === 2 && isSignedIn === false) {
      await clock.advance(60_000)
      server.faults = []
      const { failure } = await settle(tab.auth.signIn())
      assert.equal(failure, undefined)
      isSignedIn = true
    } else if (act === 3 && roll(3) === 0) {
      await clock.advance(60_000)
      server.faults = []
      await settle(tab.auth.logout())
      isSignedIn = false
    } else if (act <= 5) await clock.advance([1000, 20_000, 300_000, 950_000][roll(4)])
    else if (act === 6) server.fault('refresh', ...Array.from({ length: 1 + roll(3) }, () => [lost, offline, answers(() => new Response('', { status: 503 }))][roll(3)]))
    else if (act === 7) server.fault('me', answers(() => server.refuse(503, 'temporarily_unavailable', true)))
    else if (act === 8) server.forgetNonces()
    else {
      const several = Array.from({ length: 1 + roll(3) }, () => tabs[roll(tabs.length)])
      const before = server.asked.length
      const outcomes = await Promise.all(several.map(one => settle(one.auth.fetch('/api/me'))))
      for (const { value, failure } of outcomes) {
        if (isSignedIn) assert.ok(value?.status === 200 || value?.status === 503 || expected.has(failure?.code), `${seed}: ${story}: ${value?.status ?? failure}`)
        else assert.ok(failure?.code === 'sign_in_required' || failure?.code === 'refresh_invalid' || expected.has(failure?.code), `${seed}: ${story}: ${value?.status ?? failure}`)
      }

      if (several.every(one => one.auth.state().status === 'signed-out') && !isSignedIn && outcomes.every(one => one.failure?.code === 'sign_in_required')) assert.equal(server.asked.length, before)
    }

    await clock.settle()
    if (isSignedIn) assert.ok(tabs.every(one => one.auth.state().status !== 'signed-out'), `${seed}: ${story}`)
  }

  assert.equal([...server.families.values()].filter(family => family.wasStolen).length, 0)
  for (const one of tabs) one.auth.close()
}

test(`${RUNS} stories by chance`, async () => {
  const first = Number(process.env.GAMEAUTH_MODULE_SEED ?? 1)
  for (let seed = first; seed < first + RUNS; seed++) await run(seed)
})
