// The module's socket: who the player is, rooms, the next token, the way back, the end. By a clock that only the tests move.
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { test } from 'node:test'
import { always, answers, Browser, Clock, offline, Sdk, Server } from './world.mjs'

const { createGameAuth, GameAuthError } = await import(process.env.GAMEAUTH_MODULE ?? new URL('../../../src/GameAuth.Server/Browser/gameauth.js', import.meta.url).href)

const refused = { }
const silent = { silent: true }
const closes = (error, more, code) => ({ frame: peer => peer.close(error, more, code) })

function setUp () {
  const clock = new Clock()
  const server = new Server(clock)
  const browser = new Browser(clock, server)
  const open = (tab = {}, options = {}) => {
    const sdk = new Sdk(server, tab.player)
    const auth = createGameAuth({ discordSdk: sdk, environment: browser.tab(tab), ...options })
    const socket = auth.realtime()
    const [session, states, messages, events, refusals] = [[], [], [], [], []]
    auth.onState(({ status, reason }) => session.push(`${status}: ${reason}`))
    socket.onState(({ status, reason }) => states.push(`${status}: ${reason}`))
    socket.onMessage(message => messages.push(message))
    socket.onRoom(event => events.push(`${event.type} ${event.room.room} ${event.error?.code ?? event.room.permissions.join()}`))
    socket.onRefused(refusal => refusals.push(refusal))
    return { auth, sdk, socket, session, states, messages, events, refusals }
  }
  return { clock, server, browser, rooms: server.rooms, open }
}

async function signedIn (world, tab, options) {
  const opened = world.open(tab, options)
  await world.clock.until(opened.auth.signIn())
  return opened
}

async function joined (world, room = 'lobby', tab = {}, options = {}) {
  const opened = await signedIn(world, tab)
  await world.clock.until(opened.socket.join(room, options))
  return opened
}

const failureOf = async promise => {
  const failure = await promise.then(() => null, failure => failure)
  assert.ok(failure instanceof GameAuthError, `${failure}`)
  assert.ok(failure.message.length > 10 && failure.step)
  return failure
}
const codeOf = async promise => (await failureOf(promise)).code
const only = set => { assert.equal(set.size, 1); return [...set][0] }
const typesOf = world => world.rooms.frames.map(frame => frame.type)
const mostInAMinute = times => Math.max(0, ...times.map(from => times.filter(time => time >= from && time < from + 60_000).length))

test('joins with the token in the first frame, and the challenge answered by the key of the session', async () => {
  const world = setUp()
  const { auth, socket, states } = await signedIn(world)
  assert.deepEqual(socket.state(), { status: 'closed', reason: 'start', retryAfterMs: 0 })
  assert.equal(world.rooms.opened.length, 0, 'nobody has asked for a socket')
  assert.deepEqual(await world.clock.until(socket.join('lobby')), { room: 'lobby', permissions: ['speak'], occupied: 1 })
  assert.deepEqual(typesOf(world), ['authenticate', 'proof', 'join'])
  assert.deepEqual(world.rooms.opened.map(one => one.url), ['wss://1.discordsays.com/realtime'])
  assert.deepEqual(states, ['closed: start', 'connecting: open', 'open: open'])
  assert.deepEqual(socket.rooms().map(({ room }) => room), ['lobby'])
  assert.equal(auth.realtime(), socket, 'one for each path')
  assert.equal(await world.clock.until(socket.join('lobby')), socket.rooms()[0])
  assert.equal(typesOf(world).length, 3, 'a room is joined once')
})

test('a session that is not bound to a key answers by the hash', async () => {
  const world = setUp()
  world.rooms.proof = 'hash'
  await joined(world)
  assert.match(world.rooms.frames[1].hash, /^[\w-]{43}$/)
})

for (const [base, url] of [['/.proxy', 'wss://1.discordsays.com/.proxy/realtime'], ['/mapped', 'wss://1.discordsays.com/mapped/realtime'], ['/.proxy/mapped/', 'wss://1.discordsays.com/.proxy/mapped/realtime'], ['https://1.discordsays.com', 'wss://1.discordsays.com/realtime']]) {
  test(`the base '${base}': the proof names what the server sees`, async () => {
    const world = setUp()
    const { socket } = await signedIn(world, {}, { base })
    await world.clock.until(socket.open())
    assert.deepEqual(world.rooms.opened.map(one => one.url), [url])
  })
}

test('a WebSocket that is replaced later is used', async () => {
  const world = setUp()
  const tab = world.browser.tab()
  const auth = createGameAuth({ discordSdk: new Sdk(world.server), environment: tab })
  await world.clock.until(auth.signIn())
  const real = tab.WebSocket
  const urls = []
  tab.WebSocket = class extends real { constructor (url) { super(url); urls.push(url) } }
  await world.clock.until(auth.realtime().open())
  assert.deepEqual(urls, ['wss://1.discordsays.com/realtime'])
})

test('messages, permissions, refusals and evictions are told', async () => {
  const world = setUp()
  const one = await joined(world)
  const other = world.open()
  await world.clock.until(other.socket.join('lobby'))
  one.socket.send({ text: 'hello' }, 'lobby')
  one.socket.send('to the application')
  await world.clock.advance(100)
  assert.deepEqual(other.messages, [{ data: { text: 'hello' }, room: 'lobby' }, { data: 'to the application' }])
  const peer = [...world.rooms.peers][0]
  peer.tell({ type: 'permissions', room: 'lobby', permissions: ['listen', 7] })
  peer.tell({ type: 'of another day', room: 'lobby' })
  peer.tell({ type: 'permissions', room: 'elsewhere', permissions: ['x'] })
  peer.client.arrive('no JSON')
  peer.rooms.clear()
  await world.clock.advance(100)
  assert.deepEqual(one.events, ['joined lobby speak', 'permissions lobby listen'])
  assert.deepEqual(one.socket.rooms(), [{ room: 'lobby', permissions: ['listen'], occupied: 1 }])
  const id = one.socket.send(1, 'lobby')
  await world.clock.advance(100)
  assert.deepEqual(one.refusals.map(refusal => [refusal.id, refusal.error.code]), [[id, 'room_forbidden']])
  world.rooms.evict('lobby', 'You are banned.')
  await world.clock.advance(100)
  assert.equal(other.events.at(-1), 'evicted lobby room_forbidden')
  assert.deepEqual(other.socket.rooms(), [])
  assert.equal(other.socket.state().status, 'open', 'the socket lives')
  assert.throws(() => other.socket.send(1, 'lobby'), { code: 'not_in_room' })
  const failure = await failureOf(world.clock.until(other.socket.join('lobby')))
  assert.deepEqual([failure.code, failure.said, failure.recoverable], ['room_forbidden', 'You are banned.', false])
  const before = world.rooms.frames.length
  await world.clock.advance(600_000)
  assert.equal(world.rooms.frames.slice(before).filter(frame => frame.type === 'join').length, 0, 'a room that is forbidden is not tried again')
})

test('a room is left, and joined again', async () => {
  const world = setUp()
  const { socket, events } = await joined(world)
  await world.clock.until(socket.leave('lobby'))
  await world.clock.until(socket.leave('lobby'))
  assert.deepEqual(socket.rooms(), [])
  const again = socket.join('lobby')
  const failed = codeOf(again)
  await world.clock.until(socket.leave('lobby'))
  assert.equal(await failed, 'left')
  await world.clock.until(socket.join('lobby'))
  assert.deepEqual(events, ['joined lobby speak', 'left lobby speak', 'joined lobby speak'])
  assert.deepEqual(typesOf(world).slice(2), ['join', 'leave', 'join', 'leave', 'join'])
})

test('a listener that joins when the socket opens joins once', async () => {
  const world = setUp()
  const { socket } = await signedIn(world)
  socket.onState(({ status }) => { if (status === 'open') socket.join('lobby') })
  await world.clock.until(socket.open())
  await world.clock.advance(1000)
  assert.deepEqual(typesOf(world), ['authenticate', 'proof', 'join'])
})

test('what the server would close the socket for is not sent', async () => {
  const world = setUp()
  const { socket } = await joined(world)
  let deep = 1
  for (let depth = 0; depth < 15; depth++) deep = [deep]
  for (const data of ['x'.repeat(16 * 1024), 'half \ud800 a character', { '\udc00': 1 }, '\0', 'a\\\0', [deep]]) assert.throws(() => socket.send(data), { code: 'invalid_message' })
  for (const name of ['', '../', '.', '..', 'a/b', 'x'.repeat(129), 'ä', undefined, {}]) assert.equal(await codeOf(socket.join(name)), 'invalid_room')
  const before = world.rooms.frames.length
  for (const data of [undefined, null, 0, '\\u0000 \\ud800 [[[[[[[[[[[[[[[[[[', '\u{1f600}', deep]) socket.send(data)
  await world.clock.advance(100)
  assert.deepEqual(world.rooms.frames.slice(before).map(frame => frame.data), [null, null, 0, '\\u0000 \\ud800 [[[[[[[[[[[[[[[[[[', '\u{1f600}', deep])
  assert.equal(socket.state().status, 'open')
})

test('nothing is sent while it is not open', async () => {
  const world = setUp()
  const { socket } = await signedIn(world)
  assert.throws(() => socket.send(1), { code: 'not_open' })
})

for (const bound of [false, true]) {
  test(`a ticket is asked for with the socket's own token${bound ? ', which is bound' : ''}, and again at each return`, async () => {
    const world = setUp()
    world.server.bindsAccess = bound
    world.rooms.access.set('vip', { ticket: true })
    const { auth, socket } = await signedIn(world)
    const refusal = await failureOf(world.clock.until(socket.join('vip')))
    assert.deepEqual([refusal.code, /ticket: true/.test(refusal.fix)], ['room_ticket_required', true])
    await world.clock.until(socket.join('vip', { ticket: true }))
    assert.equal(world.server.countOf('join'), 1)

    // The session's token is another one than the socket's for a moment.
    world.server.fault('renew', { frame: () => {} })
    await world.clock.advance(880_000)
    await world.clock.until(auth.fetch('/api/me'))
    await world.clock.until(socket.leave('vip'))
    await world.clock.until(socket.join('vip', { ticket: true }))
    assert.equal(typesOf(world).filter(type => type === 'join').length, 3, 'the first ticket was the right one')
    only(world.rooms.peers).cut()
    await world.clock.advance(3000)
    assert.deepEqual(socket.rooms().map(({ room }) => room), ['vip'])
    assert.equal(world.server.countOf('join'), 3)
  })
}

test('a ticket that the application has is used once', async () => {
  const world = setUp()
  world.rooms.access.set('vip', { ticket: true })
  const { socket } = await signedIn(world)
  await world.clock.until(socket.open())
  await world.clock.until(socket.join('vip', { ticket: world.rooms.ticketFor('vip', only(world.rooms.peers).token) }))
  assert.equal(world.server.countOf('join'), 0)
  only(world.rooms.peers).cut()
  await world.clock.advance(3000)
  assert.deepEqual([socket.rooms().length, world.server.countOf('join')], [1, 1])
})

test('the next token is shown on the open socket before the one before ends, and the rooms stay', async () => {
  const world = setUp()
  const { socket, events, states } = await joined(world)
  await world.clock.advance(3_600_000)
  assert.equal(world.rooms.opened.length, 1)
  assert.equal(typesOf(world).filter(type => type === 'renew').length, 4)
  assert.equal(world.server.countOf('refresh'), 4)
  assert.deepEqual(events, ['joined lobby speak'])
  assert.equal(states.at(-1), 'open: open')
  socket.send('still there', 'lobby')
})

test('a token that a request has renewed is shown too', async () => {
  const world = setUp()
  const { auth } = await joined(world)
  for (const family of world.server.families.values()) for (const issued of family.access.values()) issued.scheme = 'Other'
  world.server.fault('me', answers(() => world.server.refuse(401, 'token_expired', true)))
  await world.clock.until(auth.fetch('/api/me'))
  await world.clock.advance(100)
  assert.deepEqual(typesOf(world).slice(3, 5), ['renew', 'proof'])
  assert.equal(world.server.countOf('refresh'), 1)
})

test('a token that a node can\'t take now is shown again, and the rooms stay', async () => {
  const world = setUp()
  const { socket } = await joined(world)
  const away = { frame: peer => peer.refuse('temporarily_unavailable', { recoverable: true, retry_after_ms: 2000 }) }
  world.server.fault('renew', away, away)
  await world.clock.advance(910_000)
  const times = world.rooms.frames.filter(frame => frame.type === 'renew').map(frame => frame.time)
  assert.deepEqual(times.map(time => time - times[0]), [0, 2000, 4000])
  assert.deepEqual([world.rooms.opened.length, socket.rooms().length, world.server.countOf('refresh')], [1, 1, 1])
})

test('a token that could not be renewed in time closes the socket, which comes back with the next and its rooms', async () => {
  const world = setUp()
  const { states, events } = await joined(world)
  world.server.fault('refresh', ...Array(4).fill(offline))
  await world.clock.advance(910_000)
  assert.deepEqual(states.slice(2), ['open: open', 'waiting: token_expired', 'connecting: token_expired', 'open: open'])
  assert.deepEqual(events, ['joined lobby speak', 'joined lobby speak'])
  assert.equal(world.rooms.opened.length, 2)
})

test('a token that ends during a join: it is joined with the next one', async () => {
  const world = setUp()
  const { socket } = await signedIn(world)
  await world.clock.until(socket.open())
  world.server.fault('renew', always({ frame: () => {} }))
  await world.clock.advance(899_000)
  const early = { frame: async (peer, frame) => { await new Promise(resolve => world.clock.setTimeout(resolve, 2000)); peer.refuse('token_expired', { id: frame.id, recoverable: true }) } }
  world.server.fault('join', early)
  world.server.faults = world.server.faults.filter(one => one.endpoint !== 'renew')
  assert.equal((await world.clock.until(socket.join('lobby'))).room, 'lobby')
  assert.equal(world.rooms.opened.length, 2)
  assert.deepEqual(socket.rooms().length, 1)
})

test('a lost connection comes back after 500 ms, 1 s, 2 s and then later, for as long as it takes, and joins its rooms', async () => {
  const world = setUp()
  const { socket, events } = await joined(world)
  await world.clock.advance(100_000)
  const began = world.clock.now()
  world.server.fault('realtime', always(refused))
  only(world.rooms.peers).cut()
  await world.clock.advance(600_000)
  const times = world.rooms.opened.slice(1).map(one => one.time - began)
  assert.deepEqual(times.slice(0, 3), [500, 1500, 3500])
  assert.ok(times[3] >= 18_500 && times[3] < 23_000, `${times}`)
  assert.ok(times.length >= 10 && times.length <= 16 && mostInAMinute(times) <= 4, `${times}`)
  assert.ok(socket.state().retryAfterMs >= 60_000 && socket.state().retryAfterMs <= 75_000)
  assert.deepEqual(socket.rooms(), [])
  world.server.faults = []
  await world.clock.advance(80_000)
  assert.deepEqual(events, ['joined lobby speak', 'joined lobby speak'])
})

test('it comes back when the browser says that the network is there', async () => {
  const world = setUp()
  const { socket } = await joined(world)
  await world.clock.advance(100_000)
  world.server.fault('realtime', always(refused))
  only(world.rooms.peers).cut()
  await world.clock.advance(70_000)
  world.server.faults = []
  assert.equal(socket.state().status, 'waiting')
  world.browser.online()
  await world.clock.advance(1000)
  assert.equal(socket.state().status, 'open')
})

test('a connection that is dead without a word is found out', async () => {
  const world = setUp()
  const { states } = await joined(world)
  await world.clock.advance(120_000)
  assert.equal(world.rooms.opened.length, 1, 'a server that answers pings is there')
  assert.ok(typesOf(world).filter(type => type === 'ping').length >= 3)
  only(world.rooms.peers).vanish()
  await world.clock.advance(41_000)
  assert.deepEqual(states.slice(-3), ['waiting: lost', 'connecting: lost', 'open: open'])

  // The browser says that the network has changed: it is found out at once.
  only(world.rooms.peers).vanish()
  world.browser.online()
  await world.clock.advance(11_000)
  assert.equal(world.rooms.opened.length, 3)
})

const ways = {
  1000: [500], 1001: [0, 500, 1000], 1006: [500, 1000, 2000], 1011: [1000, 2000], 1012: [500], 4408: [1000], 4503: [1000, 2000], 4999: [500],
  1002: [], 1003: [], 1007: [], 1009: [], 4400: [], 4403: []
}
for (const [code, pauses] of Object.entries(ways)) {
  test(`after ${code} it ${pauses.length ? `comes back after ${pauses}` : 'does not come back by itself'}`, async () => {
    const world = setUp()
    const { socket, session } = await joined(world)
    await world.clock.advance(61_000)
    const times = [world.clock.now()]
    for (let round = 0; round < Math.max(1, pauses.length); round++) {
      times[0] = world.clock.now()
      const before = world.rooms.opened.length
      only(world.rooms.peers).cut(Number(code))
      await world.clock.advance(pauses.length ? pauses[round] : 300_000)
      assert.equal(world.rooms.opened.length, before + (pauses.length ? 1 : 0))
      if (pauses.length) {
        assert.equal(world.rooms.opened.at(-1).time - times[0], pauses[round])
        await world.clock.advance(100)
        assert.equal(socket.rooms().length, 1)
      } else {
        assert.equal(socket.state().status, 'closed')
        assert.deepEqual(socket.rooms(), [])
      }
    }

    assert.equal(session.at(-1), 'signed-in: sign_in', 'the session stands')
  })
}

test('what fails again and again is given up after three times', async () => {
  const world = setUp()
  const { socket } = await signedIn(world)
  world.server.fault('authenticate', always(closes('temporarily_unavailable', { recoverable: true })))
  assert.equal(await codeOf(world.clock.until(socket.join('lobby'))), 'temporarily_unavailable')
  await world.clock.advance(900_000)
  assert.equal(world.rooms.opened.length, 4)
  assert.deepEqual(socket.state(), { status: 'closed', reason: 'temporarily_unavailable', retryAfterMs: 0 })
  world.server.faults = []
  await world.clock.until(socket.join('lobby'))
})

test('rate_limited: it waits as long as the server says, and so do the other tabs', async () => {
  const world = setUp()
  const { socket } = await signedIn(world)
  const other = world.open()
  await world.clock.until(other.auth.resume())
  world.server.fault('authenticate', closes('rate_limited', { recoverable: true, retry_after_ms: 40_000 }))
  const failure = await failureOf(world.clock.until(socket.join('lobby')))
  assert.deepEqual([failure.code, failure.retryAfterMs], ['rate_limited', 40_000])
  assert.equal(await codeOf(world.clock.until(other.socket.open())), 'resting')
  assert.equal(world.rooms.opened.length, 1)
  await world.clock.advance(41_000)
  assert.equal(world.rooms.opened.length, 3)
  assert.deepEqual([socket.state().status, other.socket.state().status], ['open', 'open'])
})

test('session_revoked ends the session in every tab, with its sockets', async () => {
  const world = setUp()
  const one = await joined(world)
  const other = world.open()
  await world.clock.until(other.socket.join('lobby'))
  const [family] = world.server.families.values()
  world.server.end(family)
  await world.clock.advance(2100)
  for (const tab of [one, other]) {
    assert.equal(tab.session.at(-1), 'signed-out: session_revoked')
    assert.equal(tab.states.at(-1), 'closed: session_revoked')
  }

  await world.clock.advance(600_000)
  assert.equal(world.rooms.opened.length, 2)
  assert.equal(await codeOf(world.clock.until(one.socket.join('lobby'))), 'sign_in_required')
  assert.equal(world.rooms.opened.length, 2)
})

test('token_invalid ends the session of this tab; a proof that is refused is a mistake of the page, and does not', async () => {
  const world = setUp()
  const { socket, session } = await signedIn(world)
  world.rooms.address = 'https://elsewhere.example/realtime'
  const failure = await failureOf(world.clock.until(socket.open()))
  assert.deepEqual([failure.code, /publicUrl/.test(failure.fix)], ['invalid_dpop_proof', true])
  assert.equal(session.at(-1), 'signed-in: sign_in')
  await world.clock.advance(600_000)
  assert.equal(world.rooms.opened.length, 1)
  world.server.fault('authenticate', closes('token_invalid'))
  assert.equal(await codeOf(world.clock.until(socket.open())), 'sign_in_required')
  assert.equal(session.at(-1), 'signed-out: token_invalid')
})

test('a logout closes the sockets of all tabs at once', async () => {
  const world = setUp()
  const one = await joined(world)
  const other = world.open()
  await world.clock.until(other.socket.join('lobby'))
  const leaving = one.auth.logout()
  assert.equal(one.socket.state().status, 'closed')
  await world.clock.settle()
  assert.equal(other.states.at(-1), 'closed: logout')
  assert.equal(world.rooms.peers.size, 0)
  await world.clock.until(leaving)
  await world.clock.advance(600_000)
  assert.equal(world.rooms.opened.length, 2)
})

test('without BroadcastChannel the server closes the other tab\'s socket within its bound', async () => {
  const world = setUp()
  const one = await joined(world, 'lobby', { channels: false })
  const other = world.open({ channels: false })
  await world.clock.until(other.socket.join('lobby'))
  await world.clock.until(one.auth.logout())
  await world.clock.advance(2100)
  assert.deepEqual([other.session.at(-1), other.states.at(-1)], ['signed-out: session_revoked', 'closed: session_revoked'])
})

test('a logout while it comes back, or opens, leaves nobody connected', async () => {
  for (const wait of [0, 200, 600]) {
    const world = setUp()
    const { auth, socket } = await joined(world)
    world.server.fault('realtime', always(silent))
    only(world.rooms.peers).cut()
    await world.clock.advance(wait)
    const before = world.rooms.opened.length
    await world.clock.until(auth.logout())
    world.server.faults = []
    await world.clock.advance(600_000)
    assert.deepEqual([world.rooms.opened.length, socket.state().reason], [before, 'logout'])
  }
})

test('a sign-in in another tab takes the session\'s place: the socket comes back with its rooms', async () => {
  const world = setUp()
  const one = await joined(world)
  const other = world.open()
  await world.clock.until(other.auth.signIn())

  // At once, and not when the server closes what is left of the session before.
  await world.clock.advance(1000)
  assert.equal(one.session.includes('signed-out'), false)
  assert.deepEqual(one.events, ['joined lobby speak', 'joined lobby speak'])
  assert.equal(one.states.at(-1), 'open: open')
  assert.equal(only(world.rooms.peers).family, [...world.server.families.values()][1])
})

test('a sign-in again in this tab: the socket comes back on the new session; another player\'s closes it', async () => {
  const world = setUp()
  const { auth, socket, events } = await joined(world)
  await world.clock.until(auth.signIn())
  await world.clock.advance(3000)
  assert.equal(events.length, 2)
  const stranger = world.open({ player: 'zoe' })
  await world.clock.until(stranger.auth.signIn())
  await world.clock.advance(5000)
  assert.equal(socket.state().reason, 'player_changed')
  assert.equal(world.rooms.peers.size, 0)
})

test('a sign-in of another player in this tab leaves the rooms of the one before', async () => {
  const world = setUp()
  const { auth, sdk, socket } = await joined(world)
  sdk.player = 'zoe'
  await world.clock.until(auth.signIn())
  await world.clock.advance(5000)
  assert.deepEqual([socket.state().status, socket.state().reason, world.rooms.peers.size], ['closed', 'player_changed', 0])
  await world.clock.until(socket.join('lobby'))
  assert.equal(only(world.rooms.peers).family.sub, 'discord:zoe')
})

test('close() leaves the rooms and does not come back; open() begins anew', async () => {
  const world = setUp()
  const { socket } = await joined(world)
  socket.close()
  await world.clock.advance(600_000)
  assert.deepEqual([socket.state().reason, world.rooms.peers.size, world.rooms.opened.length], ['close', 0, 1])
  await world.clock.until(socket.open())
  await world.clock.until(socket.open())
  assert.deepEqual([socket.rooms(), world.rooms.opened.length], [[], 2])
})

test('close() of the module closes its sockets', async () => {
  const world = setUp()
  const { auth, socket } = await joined(world)
  auth.close()
  await world.clock.advance(60_000)
  assert.deepEqual([socket.state().status, world.rooms.peers.size], ['closed', 0])
})

test('a join without an answer fails, and the player is not there when one comes after all', async () => {
  const world = setUp()
  const { socket } = await joined(world, 'other')
  world.server.fault('join', { frame: () => {} })
  assert.equal(await codeOf(world.clock.until(socket.join('lobby'))), 'unreachable')
  await world.clock.advance(100)
  assert.deepEqual(world.rooms.frames.at(-1).type, 'leave')
  assert.deepEqual(socket.rooms().map(({ room }) => room), ['other'])
})

test('a node that can\'t answer a join is asked again, three times', async () => {
  const world = setUp()
  const { socket } = await joined(world, 'other')
  const away = { frame: (peer, frame) => peer.refuse('temporarily_unavailable', { id: frame.id, recoverable: true }) }
  world.server.fault('join', away, away, away)
  await world.clock.until(socket.join('lobby'))
  world.server.fault('join', always(away))
  assert.equal(await codeOf(world.clock.until(socket.join('third'))), 'temporarily_unavailable')
  assert.equal(world.rooms.frames.filter(frame => frame.room === 'third').length, 4)
})

test('a room that is refused at the return is told of, once', async () => {
  const world = setUp()
  const { socket, events } = await joined(world)
  world.rooms.access.set('lobby', { denies: 'The room is full.' })
  only(world.rooms.peers).cut()
  await world.clock.advance(10_000)
  assert.deepEqual(events, ['joined lobby speak', 'evicted lobby room_forbidden'])
  assert.equal(socket.state().status, 'open')
})

test('a browser that opens no socket says so', async () => {
  const world = setUp()
  const tab = world.browser.tab()
  const auth = createGameAuth({ discordSdk: new Sdk(world.server), environment: tab })
  await world.clock.until(auth.signIn())
  tab.WebSocket = class { constructor () { throw new DOMException('insecure', 'SecurityError') } }
  assert.equal(await codeOf(auth.realtime().open()), 'socket_refused')
})

test('nobody is signed in: nothing is opened', async () => {
  const world = setUp()
  const { socket } = world.open()
  assert.equal(await codeOf(world.clock.until(socket.join('lobby'))), 'sign_in_required')
  assert.equal(world.rooms.opened.length, 0)
})

const storms = {
  'a page in place of the upgrade': ['realtime', refused],
  'no answer at all': ['realtime', silent],
  'no challenge': ['authenticate', { frame: () => {} }],
  'HTML in a frame': ['authenticate', { frame: peer => peer.client.arrive('<!DOCTYPE html>') }],
  'token_invalid for ever': ['authenticate', closes('token_invalid')],
  'token_expired for ever': ['authenticate', closes('token_expired', { recoverable: true })],
  'a close at once': ['authenticate', { frame: peer => peer.cut(1001) }],
  'rate_limited without a time': ['authenticate', closes('rate_limited', { recoverable: true })],
  'an error of no word': ['authenticate', { frame: peer => peer.close('<script>', {}, 4999) }],
  'a nonce of another kind': ['authenticate', { frame: peer => peer.tell({ type: 'challenge', nonce: { a: 1 }, proof: 7 }) }],
  'a close after the proof': ['proof', { frame: peer => peer.cut(1006) }],
  'internal_error': ['join', { frame: peer => peer.cut(1011) }]
}
for (const [name, [endpoint, fault]] of Object.entries(storms)) {
  test(`no storm: ${name}, while the page joins five times a second for three minutes`, async () => {
    const world = setUp()
    const { auth, socket } = await signedIn(world)
    world.server.fault(endpoint, always(fault))
    const words = new Set()
    for (let tries = 0; tries < 900; tries++) {
      socket.join('lobby').catch(failure => words.add(failure instanceof GameAuthError ? failure.code : `${failure}`))
      await world.clock.advance(200)
    }

    const times = world.rooms.opened.map(one => one.time)
    assert.ok(mostInAMinute(times) <= 4, `${mostInAMinute(times)}`)
    assert.ok(world.server.mostInAMinute('refresh') <= 4)
    assert.ok([...words].every(word => /^[a-z_]+$/.test(word)) && words.size > 0, [...words].join())
    if (name === 'token_invalid for ever') return assert.equal(auth.state().reason, 'token_invalid')
    assert.ok(times.length >= 4, 'and it is not given up')
    assert.equal(auth.state().status, 'signed-in')
    world.server.faults = []
    await world.clock.advance(300_000)
    await world.clock.until(socket.join('lobby'))
  })
}

test('no token, ticket, nonce or proof in the console, an address, a message of tabs, a state, an event or an error', async () => {
  const world = setUp()
  const said = []
  const names = ['log', 'warn', 'debug', 'info', 'error', 'trace']
  const originals = names.map(name => console[name])
  names.forEach(name => { console[name] = (...args) => said.push(inspect(args, { depth: 8 })) })
  try {
    world.rooms.access.set('vip', { ticket: true })
    const one = await joined(world, 'vip', {}, { ticket: true })
    const failures = []
    const keep = failure => failures.push(failure)
    await world.clock.advance(950_000)
    await world.clock.until(one.socket.join('other').catch(keep))
    await world.clock.until(one.socket.join('vip').catch(keep))
    world.rooms.evict('other', 'Go.')
    world.server.fault('authenticate', closes('rate_limited', { recoverable: true, retry_after_ms: 9000 }))
    only(world.rooms.peers).cut()
    await world.clock.until(one.socket.join('third').catch(keep))
    await world.clock.advance(20_000)
    world.server.fault('join', { frame: (peer, frame) => peer.refuse('room_forbidden', { id: frame.id }) })
    await world.clock.until(one.socket.join('fourth').catch(keep))
    world.server.end([...world.server.families.values()][0])
    await world.clock.advance(3000)
    await world.clock.until(one.socket.join('lobby').catch(keep))
    assert.ok(failures.length >= 3 && world.server.secrets.size >= 6 && world.browser.messages.length >= 2)
    const proofs = world.rooms.frames.flatMap(frame => frame.dpop ?? frame.ticket ?? [])
    assert.ok(proofs.length >= 5)
    const seen = [said, world.browser.messages, world.browser.urls, one.states, one.events, one.messages, failures.map(failure => [failure, failure.stack, JSON.stringify(failure), inspect(failure, { depth: 8, showHidden: true })]), JSON.stringify(one.socket), inspect(one.socket, { depth: 8, showHidden: true }), `${one.socket}`]
    const text = inspect(seen, { depth: 12, maxArrayLength: null, maxStringLength: null })
    for (const secret of [...world.server.secrets, ...proofs]) assert.equal(text.includes(secret), false, secret)
    assert.deepEqual(said, [])
  } finally {
    names.forEach((name, at) => { console[name] = originals[at] })
  }
})
