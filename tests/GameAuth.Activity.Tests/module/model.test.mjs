// Random tabs, losses, delays, ends of tokens, sockets, sign-outs and reloads: no honest player is logged out, nobody stays in a room after the bound, and nobody asks after a final word.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answers, Browser, Clock, lost, offline, Sdk, Server } from './world.mjs'

const { createGameAuth } = await import(process.env.GAMEAUTH_MODULE ?? new URL('../../../src/GameAuth.Server/Browser/gameauth.js', import.meta.url).href)
const RUNS = Number(process.env.GAMEAUTH_MODULE_RUNS ?? 60)
const STEPS = 25
const BOUND = 2000

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
  const ofSockets = new Set([...expected, 'lost', 'going_away', 'internal_error', 'timed_out', 'token_expired', 'signed_in', 'close'])
  const settle = promise => clock.until(promise.then(value => ({ value }), failure => ({ failure })), 200_000)
  for (let step = 0; step < STEPS; step++) {
    const tab = tabs[roll(tabs.length)]
    const act = roll(16)
    story.push(act)
    if (act === 0 && tabs.length < 4) tabs.push(open())
    else if (act === 1) {
      // A reload: the page is gone, and its socket with it.
      tab.auth.close()
      tabs[tabs.indexOf(tab)] = open()
    }
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
      await clock.advance(BOUND + 100)
      assert.equal(server.rooms.peers.size, 0, `${seed}: ${story}: somebody is still there`)
    } else if (act <= 5) await clock.advance([1000, 20_000, 300_000, 950_000][roll(4)])
    else if (act === 6) server.fault('refresh', ...Array.from({ length: 1 + roll(3) }, () => [lost, offline, answers(() => new Response('', { status: 503 }))][roll(3)]))
    else if (act === 7) server.fault('me', answers(() => server.refuse(503, 'temporarily_unavailable', true)))
    else if (act === 8) server.forgetNonces()
    else if (act === 12 || act === 13) {
      const opened = server.rooms.opened.length
      const { value, failure } = await settle(tab.auth.realtime().join('lobby'))
      if (isSignedIn) assert.ok(value?.room === 'lobby' || ofSockets.has(failure?.code), `${seed}: ${story}: ${failure}`)
      else assert.ok(failure?.code === 'sign_in_required' || expected.has(failure?.code), `${seed}: ${story}: ${failure}`)
      if (!isSignedIn) assert.equal(server.rooms.opened.length, opened, `${seed}: ${story}: a socket of nobody`)
    } else if (act === 14) {
      // A node stops, the network breaks, or a machine sleeps.
      const [peer] = server.rooms.peers
      if (peer) [() => peer.cut(1001), () => peer.cut(), () => peer.vanish()][roll(3)]()
    } else if (act === 15) server.fault(['realtime', 'authenticate', 'renew'][roll(3)], { frame: peer => peer.cut([1006, 1011, 4408][roll(3)]) })
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
  const times = server.rooms.opened.map(({ time, tab }) => ({ time, tab }))
  for (const { time, tab } of times) assert.ok(times.filter(other => other.tab === tab && other.time >= time && other.time < time + 60_000).length <= 4, `${seed}: ${story}: a storm`)

  // When all is well again, whoever is signed in and did not give up is in his room.
  server.faults = []
  await clock.advance(200_000)
  for (const one of tabs) {
    const socket = one.auth.realtime()
    if (isSignedIn && socket.state().status !== 'closed') assert.equal(socket.state().status, 'open', `${seed}: ${story}: ${socket.state().reason}`)
    if (!isSignedIn) assert.equal(socket.state().status, 'closed', `${seed}: ${story}`)
  }

  for (const one of tabs) one.auth.close()
}

test(`${RUNS} stories by chance`, async () => {
  const first = Number(process.env.GAMEAUTH_MODULE_SEED ?? 1)
  for (let seed = first; seed < first + RUNS; seed++) await run(seed)
})
