import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { test } from 'node:test'
import { always, answers, Browser, Clock, lost, offline, Sdk, Server } from './world.mjs'

const module = process.env.GAMEAUTH_MODULE ?? new URL('../../../src/GameAuth.Server/Browser/gameauth.js', import.meta.url).href
const { createGameAuth, GameAuthError } = await import(module)

const html = () => new Response('<!DOCTYPE html><title>Not here</title>', { status: 200, headers: { 'Content-Type': 'text/html' } })
const status = (code, body = '', headers = {}) => () => new Response(body, { status: code, headers })

function setUp () {
  const clock = new Clock()
  const server = new Server(clock)
  const browser = new Browser(clock, server)
  const open = (tab = {}, options = {}) => {
    const sdk = new Sdk(server, tab.player)
    const auth = createGameAuth({ discordSdk: sdk, environment: browser.tab(tab), ...options })
    const states = []
    auth.onState(state => states.push(`${state.status}: ${state.reason}`))
    return { auth, sdk, states }
  }
  return { clock, server, browser, open }
}

async function signedIn (world, tab, options) {
  const opened = world.open(tab, options)
  await world.clock.until(opened.auth.signIn())
  return opened
}

const codeOf = async promise => {
  const failure = await promise.then(() => null, failure => failure)
  assert.ok(failure instanceof GameAuthError, `${failure}`)
  assert.ok(failure.message.length > 10 && failure.step)
  return failure.code
}

test('signs in with a code, its verifier and identify alone, and authenticates with the token of the answer', async () => {
  const world = setUp()
  const { auth, sdk, states } = world.open()
  const result = await world.clock.until(auth.signIn())
  assert.equal(result.user.username, 'nova')
  assert.deepEqual(Object.keys(result).sort(), ['application', 'scopes', 'user'])
  const [asked] = sdk.authorized
  assert.deepEqual([asked.client_id, asked.scope, asked.response_type, asked.code_challenge_method], [sdk.clientId, ['identify'], 'code', 'S256'])
  assert.equal('redirect_uri' in asked, false)
  const body = JSON.parse(world.server.asked.find(one => one.endpoint === 'exchange').body)
  assert.deepEqual(Object.keys(body).sort(), ['client_nonce', 'code', 'code_verifier', 'provider'])
  const hash = await world.clock.crypto.subtle.digest('SHA-256', Buffer.from(body.code_verifier))
  assert.equal(Buffer.from(hash).toString('base64url'), asked.code_challenge)
  assert.match(sdk.authenticated[0].access_token, /^canary-discord/)
  assert.deepEqual(states, ['unknown: start', 'signing-in: sign_in', 'signed-in: sign_in'])
  const answer = await world.clock.until(auth.fetch('/api/me'))
  assert.deepEqual(await answer.json(), { sub: 'discord:nova' })
  assert.equal(world.server.countOf('exchange'), 2, 'one without a nonce, one with')
})

test('two sign-ins at once are one', async () => {
  const world = setUp()
  const { auth, sdk } = world.open()
  assert.equal(await world.clock.until(Promise.all([auth.signIn(), auth.signIn()])).then(both => both[0] === both[1]), true)
  assert.equal(sdk.authorized.length, 1)
})

test('tells the instance where it is asked to', async () => {
  const world = setUp()
  await signedIn(world, {}, { sendInstance: true })
  assert.equal(JSON.parse(world.server.asked[0].body).instance_id, 'i-1')
})

test('ten requests of an ended token are one refresh, and each is sent once more', async () => {
  const world = setUp()
  const { auth } = await signedIn(world)
  for (const family of world.server.families.values()) for (const issued of family.access.values()) issued.endsAt = 0
  const replies = await world.clock.until(Promise.all(Array.from({ length: 10 }, () => auth.fetch('/api/me'))))
  assert.deepEqual(replies.map(reply => reply.status), Array(10).fill(200))
  assert.equal(world.server.countOf('refresh'), 1)
  assert.equal(world.server.countOf('me'), 20)
})

test('a token near its end is renewed beside the request, and one at its end before', async () => {
  const world = setUp()
  const { auth } = await signedIn(world)
  await world.clock.advance(880_000)
  await world.clock.until(auth.fetch('/api/me'))
  await world.clock.settle()
  assert.deepEqual(world.server.asked.slice(-2).map(one => one.endpoint).sort(), ['me', 'refresh'])
  await world.clock.advance(905_000)
  assert.equal((await world.clock.until(auth.fetch('/api/me'))).status, 200)
  assert.deepEqual(world.server.asked.slice(-2).map(one => one.endpoint), ['refresh', 'me'])
  assert.equal(world.server.countOf('refresh'), 2)
})

for (const locks of [true, false]) {
  test(`five tabs whose tokens end go on, ${locks ? 'one refresh after the other' : 'and right without Web Locks'}`, async () => {
    const world = setUp()
    const first = await signedIn(world, { locks })
    const tabs = [first, ...Array.from({ length: 4 }, () => world.open({ locks, delay: 40 }))]
    for (const round of [1, 2, 3]) {
      await world.clock.advance(950_000)
      const replies = await world.clock.until(Promise.all(tabs.map(tab => tab.auth.fetch('/api/me'))))
      assert.deepEqual(replies.map(reply => reply.status), Array(5).fill(200), `round ${round}`)
    }

    assert.equal([...world.server.families.values()].filter(family => family.ended).length, 0)
    assert.ok(tabs.every(tab => tab.auth.state().status === 'signed-in'))
  })
}

test('with locks no two tabs refresh at the same time', async () => {
  const world = setUp()
  await signedIn(world)
  const tabs = Array.from({ length: 4 }, () => world.open({ delay: 500 }))
  await world.clock.until(Promise.all(tabs.map(tab => tab.auth.resume())))
  const times = world.server.asked.filter(one => one.endpoint === 'refresh').map(one => one.time)
  assert.equal(new Set(times).size, times.length)
})

test('a tab that holds the lock for ever does not stop the others', async () => {
  const world = setUp()
  await signedIn(world)
  const frozen = world.browser.tab()
  frozen.navigator.locks.request('gameauth https://1.discordsays.com', { signal: new AbortController().signal }, () => new Promise(() => {}))
  const { auth } = world.open()
  assert.equal(await world.clock.until(auth.resume()), true)
})

for (const [name, faults] of [['its request', [offline]], ['its answer', [lost]], ['three times', [lost, offline, lost]]]) {
  test(`a refresh that loses ${name} is asked again, and nobody is logged out`, async () => {
    const world = setUp()
    const { auth } = await signedIn(world)
    await world.clock.advance(950_000)
    world.server.fault('refresh', ...faults)
    assert.equal((await world.clock.until(auth.fetch('/api/me'))).status, 200)
    assert.equal(world.server.countOf('refresh'), faults.length + 1)
  })
}

test('the pauses are 500 ms, 1 s and 2 s, and there are three', async () => {
  const world = setUp()
  const { auth, states } = await signedIn(world)
  await world.clock.advance(950_000)
  world.server.fault('refresh', always(answers(status(502))))
  assert.equal(await codeOf(world.clock.until(auth.fetch('/api/me'))), 'temporarily_unavailable')
  const times = world.server.asked.filter(one => one.endpoint === 'refresh').map(one => one.time)
  assert.deepEqual(times.slice(1).map((time, at) => time - times[at]), [500, 1000, 2000])
  assert.equal(states.at(-1), 'signed-in: sign_in', 'a server that is away logs nobody out')
})

test('the time that the server names goes before the pauses, and a long one is the caller\'s', async () => {
  const world = setUp()
  const { auth } = await signedIn(world)
  await world.clock.advance(950_000)
  world.server.fault('refresh', answers(() => world.server.refuse(503, 'temporarily_unavailable', true, { retry_after_ms: 4000 })))
  await world.clock.until(auth.fetch('/api/me'))
  const times = world.server.asked.filter(one => one.endpoint === 'refresh').map(one => one.time)
  assert.equal(times[1] - times[0], 4000)

  await world.clock.advance(950_000)
  world.server.fault('refresh', answers(() => world.server.refuse(503, 'temporarily_unavailable', true, { retry_after_ms: 30_000 })))
  const before = world.server.countOf('refresh')
  const failure = await world.clock.until(auth.fetch('/api/me').catch(failure => failure))
  assert.deepEqual([failure.code, failure.retryAfterMs, failure.recoverable], ['temporarily_unavailable', 30_000, true])
  assert.equal(await codeOf(world.clock.until(auth.fetch('/api/me'))), 'resting')
  assert.equal(world.server.countOf('refresh'), before + 1)
  await world.clock.advance(31_000)
  assert.equal((await world.clock.until(auth.fetch('/api/me'))).status, 200)
})

test('a rest holds in the other tabs too', async () => {
  const world = setUp()
  await signedIn(world)
  const [one, other] = [world.open(), world.open()]
  world.server.fault('refresh', answers(status(429)))
  assert.equal(await codeOf(world.clock.until(one.auth.resume())), 'rate_limited')
  const before = world.server.countOf('refresh')
  assert.equal(await codeOf(world.clock.until(other.auth.resume())), 'resting')
  assert.equal(world.server.countOf('refresh'), before)
})

test('an answer that never comes is given up', async () => {
  const world = setUp()
  const { auth } = await signedIn(world)
  await world.clock.advance(950_000)
  world.server.fault('refresh', answers(() => 'hangs'))
  const began = world.clock.now()
  assert.equal((await world.clock.until(auth.fetch('/api/me'))).status, 200)
  assert.ok(world.clock.now() - began >= 10_000)
})

const bad = {
  'a 401 of no word': status(401),
  'a 401 page': status(401, '<html>sign in</html>', { 'Content-Type': 'text/html' }),
  '429 without a time': status(429),
  HTML: html,
  nothing: status(200),
  '200 without tokens': () => Response.json({}),
  '200 with a list': () => Response.json(['access_token']),
  '200 with tokens of another kind': () => Response.json({ access_token: 1, token_type: 'Bearer', expires_in: 900 }),
  '200 without an end': () => Response.json({ access_token: 'x', token_type: 'Bearer' }),
  500: status(500),
  '503 at once': status(503, JSON.stringify({ error: 'temporarily_unavailable', message: 'x', recoverable: true, retry_after_ms: 0 })),
  'broken JSON': status(200, '{"access_token":"'),
  'a nonce for ever': () => Response.json({ error: 'dpop_nonce_required', message: 'x', recoverable: true, retry_after_ms: 0 }, { status: 401, headers: { 'DPoP-Nonce': 'again' } }),
  'a word that nobody knows': () => Response.json({ error: 'x<script>', message: 'x', recoverable: false, retry_after_ms: 0 }, { status: 400 })
}
for (const [name, answer] of Object.entries(bad)) {
  test(`no storm: the refresh answers ${name}, while the page asks five times a second for three minutes`, async () => {
    const world = setUp()
    const { auth } = await signedIn(world)
    await world.clock.advance(950_000)
    world.server.fault('refresh', always(answers(answer)))
    const words = new Set()
    for (let tries = 0; tries < 900; tries++) {
      auth.fetch('/api/me').catch(failure => words.add(failure.code))
      await world.clock.advance(200)
    }

    assert.ok(world.server.mostInAMinute('refresh') <= 4, `${world.server.mostInAMinute('refresh')}`)
    assert.ok(world.server.countOf('refresh') >= 8, 'and it is not given up')
    assert.equal(words.has('TypeError'), false)
    assert.equal(auth.state().status, 'signed-in', 'no page of a stranger logs anybody out')
    world.server.faults = []
    await world.clock.advance(300_000)
    assert.equal((await world.clock.until(auth.fetch('/api/me'))).status, 200)
  })

  test(`no storm: the exchange answers ${name}, while the page signs in again and again`, async () => {
    const world = setUp()
    const { auth } = world.open()
    world.server.fault('exchange', always(answers(answer)))
    for (let tries = 0; tries < 600; tries++) {
      auth.signIn().catch(() => {})
      await world.clock.advance(200)
    }

    assert.ok(world.server.mostInAMinute('exchange') <= 4, `${world.server.mostInAMinute('exchange')}`)
    assert.notEqual(auth.state().status, 'signed-in')
  })
}

test('no storm: the API says token_expired for ever', async () => {
  const world = setUp()
  const { auth } = await signedIn(world)
  for (const family of world.server.families.values()) family.refusesAccess = true
  const outcomes = new Set()
  for (let tries = 0; tries < 600; tries++) {
    auth.fetch('/api/me').then(reply => outcomes.add(reply.status), failure => outcomes.add(failure.code))
    await world.clock.advance(200)
  }

  assert.deepEqual([...outcomes].sort(), [401, 'resting'])
  assert.ok(world.server.mostInAMinute('refresh') <= 4)
  assert.equal(auth.state().status, 'signed-in')
})

test('a lost answer of the exchange costs no new consent: the same nonce, body and key', async () => {
  const world = setUp()
  world.server.fault('exchange', { before: () => world.server.refuse(401, 'dpop_nonce_required', true, {}, { 'DPoP-Nonce': world.server.newNonce() }) }, lost, lost)
  const { sdk } = await signedIn(world)
  const bodies = world.server.asked.filter(one => one.endpoint === 'exchange').map(one => one.body)
  assert.equal(bodies.length, 4)
  assert.equal(new Set(bodies).size, 1)
  const proofs = world.server.asked.filter(one => one.endpoint === 'exchange').map(one => one.headers.get('DPoP'))
  assert.equal(new Set(proofs).size, 4)
  assert.equal(sdk.authorized.length, 1)
})

test('a nonce that was used starts the sign-in again, once', async () => {
  const world = setUp()
  world.server.fault('exchange', answers(() => world.server.refuse(409, 'nonce_reused', true)))
  const { sdk } = await signedIn(world)
  assert.equal(sdk.authorized.length, 2)
  const nonces = world.server.asked.filter(one => one.endpoint === 'exchange').map(one => JSON.parse(one.body).client_nonce)
  assert.equal(new Set(nonces).size, 2)
  const { auth } = world.open()
  world.server.fault('exchange', answers(() => world.server.refuse(409, 'nonce_reused', true)), answers(() => world.server.refuse(409, 'nonce_reused', true)))
  assert.equal(await codeOf(world.clock.until(auth.signIn())), 'nonce_reused')
})

test('a reload goes on with the cookie and the stored key', async () => {
  const world = setUp()
  await signedIn(world)
  const { auth, states } = world.open()
  assert.equal(await world.clock.until(auth.resume()), true)
  assert.deepEqual(states, ['unknown: start', 'signed-in: resumed'])
  const { auth: third } = world.open()
  assert.equal((await world.clock.until(third.fetch('/api/me'))).status, 200)
})

test('nobody has signed in: resume says so, and nothing more is asked', async () => {
  const world = setUp()
  const { auth, states } = world.open()
  assert.equal(await world.clock.until(auth.resume()), false)
  const asked = world.server.asked.length
  assert.equal(await codeOf(world.clock.until(auth.fetch('/api/me'))), 'sign_in_required')
  assert.equal(await world.clock.until(auth.resume()), false)
  assert.equal(world.server.asked.length, asked)
  assert.deepEqual(states, ['unknown: start', 'signed-out: refresh_invalid'])
})

for (const [word, end] of [['refresh_invalid', false], ['refresh_reuse_detected', false], ['origin_forbidden', false]]) {
  test(`after the final word ${word} nothing is asked`, async () => {
    const world = setUp()
    const { auth, states } = await signedIn(world)
    await world.clock.advance(950_000)
    world.server.fault('refresh', answers(() => world.server.refuse(word === 'origin_forbidden' ? 403 : 401, word, end)))
    assert.equal(await codeOf(world.clock.until(auth.fetch('/api/me'))), word)
    assert.equal(states.at(-1), `signed-out: ${word}`)
    const asked = world.server.asked.length
    for (let tries = 0; tries < 20; tries++) {
      assert.equal(await codeOf(auth.fetch('/api/me')), 'sign_in_required')
      await world.clock.advance(30_000)
    }

    assert.equal(world.server.asked.length, asked)
    await world.clock.until(auth.signIn())
    assert.equal((await world.clock.until(auth.fetch('/api/me'))).status, 200)
  })
}

test('token_invalid ends the session of this tab, and the caller gets the answer', async () => {
  const world = setUp()
  const { auth, states } = await signedIn(world)
  for (const family of world.server.families.values()) family.ended = true
  const reply = await world.clock.until(auth.fetch('/api/me'))
  assert.equal((await reply.json()).error, 'token_invalid')
  assert.equal(states.at(-1), 'signed-out: token_invalid')
  assert.equal(world.server.countOf('refresh'), 0)
})

test('session_revoked ends the session in every tab', async () => {
  const world = setUp()
  const { auth } = await signedIn(world)
  const other = world.open()
  await world.clock.until(other.auth.resume())
  world.server.fault('join', answers(() => world.server.refuse(403, 'session_revoked', false)))
  assert.equal((await world.clock.until(auth.fetch('/api/rooms/x/join', { method: 'POST' }))).status, 403)
  assert.equal(other.states.at(-1), 'signed-out: session_revoked')
  assert.equal(await codeOf(other.auth.fetch('/api/me')), 'sign_in_required')
})

test('what the application itself refuses is the application\'s', async () => {
  const world = setUp()
  const { auth } = await signedIn(world)
  world.server.fault('join', answers(() => world.server.refuse(403, 'room_forbidden', false)), answers(status(401, 'no')), answers(status(500, 'broken')))
  for (const code of [403, 401, 500]) assert.equal((await world.clock.until(auth.fetch('/api/rooms/x/join', { method: 'POST' }))).status, code)
  assert.equal(world.server.countOf('join'), 3)
  assert.equal(auth.state().status, 'signed-in')
})

test('a node that is behind is asked again, three times', async () => {
  const world = setUp()
  const { auth } = await signedIn(world)
  world.server.fault('me', always(answers(() => world.server.refuse(503, 'temporarily_unavailable', true))))
  assert.equal((await world.clock.until(auth.fetch('/api/me'))).status, 503)
  assert.equal(world.server.countOf('me'), 4)
})

test('logout in one tab empties the other at once, and the server ends the session', async () => {
  const world = setUp()
  const { auth, states } = await signedIn(world)
  const other = world.open()
  await world.clock.until(other.auth.resume())
  await world.clock.until(auth.logout())
  assert.equal(states.at(-1), 'signed-out: logout')
  assert.equal(other.states.at(-1), 'signed-out: logout')
  const asked = world.server.asked.length
  for (const tab of [auth, other.auth]) assert.equal(await codeOf(tab.fetch('/api/me')), 'sign_in_required')
  assert.equal(world.server.asked.length, asked)
  assert.equal([...world.server.families.values()][0].ended, true)
  assert.equal(await world.clock.until(world.open().auth.resume()), false)
})

test('tabs hear of each other, though one goes by /.proxy', async () => {
  const world = setUp()
  const { auth } = await signedIn(world)
  const other = world.open({}, { base: '/.proxy' })
  assert.equal(await world.clock.until(other.auth.resume()), true)
  await world.clock.until(auth.logout())
  assert.equal(other.states.at(-1), 'signed-out: logout')
})

test('a logout that does not reach the server says so, and is quiet here', async () => {
  const world = setUp()
  const { auth, states } = await signedIn(world)
  world.server.fault('logout', always(offline))
  assert.equal(await codeOf(world.clock.until(auth.logout())), 'unreachable')
  assert.equal(states.at(-1), 'signed-out: logout')
  assert.equal(await codeOf(auth.fetch('/api/me')), 'sign_in_required')
  world.server.faults = []
  await world.clock.advance(60_000)
  await world.clock.until(auth.logout())
  assert.equal([...world.server.families.values()][0].ended, true)
})

for (const isBound of [false, true]) {
  test(`a logout presents the access token${isBound ? ' with a proof that has its hash' : ''}: the session ends though the cookie is gone`, async () => {
    const world = setUp()
    world.server.bindsAccess = isBound
    const { auth } = await signedIn(world)
    delete world.browser.jar.cookie
    world.server.forgetNonces()
    await world.clock.until(auth.logout())
    const asked = world.server.asked.filter(one => one.endpoint === 'logout')
    assert.deepEqual(asked.map(one => one.headers.get('Authorization').split(' ')[0]), Array(2).fill(isBound ? 'DPoP' : 'Bearer'))
    assert.equal([...world.server.families.values()][0].ended, true)
  })
}

for (const deaf of [false, true]) {
  test(`a refresh that is under way at a logout brings nothing back${deaf ? ', though its answer comes' : ''}`, async () => {
    const world = setUp()
    await signedIn(world)
    const environment = world.browser.tab({ delay: 300, locks: false })
    const { fetch } = environment
    if (deaf) environment.fetch = (input, init) => fetch(input, { ...init, signal: undefined })
    const auth = createGameAuth({ discordSdk: new Sdk(world.server), environment })
    const states = []
    auth.onState(state => states.push(`${state.status}: ${state.reason}`))
    await world.clock.until(auth.resume())
    await world.clock.advance(950_000)
    const waiting = codeOf(auth.fetch('/api/me'))
    await world.clock.advance(100)
    const leaving = auth.logout()
    await world.clock.until(leaving)
    assert.ok(['sign_in_required', 'overtaken'].includes(await world.clock.until(waiting)))
    await world.clock.advance(10_000)
    assert.equal(states.at(-1), 'signed-out: logout')
    assert.equal(await codeOf(auth.fetch('/api/me')), 'sign_in_required')
  })
}

test('a logout elsewhere during a sign-in leaves nobody signed in', async () => {
  const world = setUp()
  const first = await signedIn(world)
  const { auth, sdk, states } = world.open()
  sdk.whileOpen = () => first.auth.logout()
  assert.equal(await codeOf(world.clock.until(auth.signIn())), 'sign_in_required')
  assert.equal(states.at(-1), 'signed-out: logout')
  assert.ok([...world.server.families.values()].every(family => family.ended))
})

test('a sign-in in another tab takes the place of the session, without a word to the player', async () => {
  const world = setUp()
  const { auth, states } = await signedIn(world)
  await signedIn(world)
  assert.equal((await world.clock.until(auth.fetch('/api/me'))).status, 200)
  assert.equal(states.at(-1), 'signed-in: sign_in')
})

test('a sign-in of another player ends this tab\'s session', async () => {
  const world = setUp()
  const { auth, states } = await signedIn(world)
  await signedIn(world, { player: 'pixel' })
  assert.equal(await codeOf(world.clock.until(auth.fetch('/api/me'))), 'sign_in_required')
  assert.equal(states.at(-1), 'signed-out: player_changed')
})

test('two tabs that sign in at once are both signed in', async () => {
  for (const locks of [true, false]) {
    const world = setUp()
    const [one, other] = [world.open({ locks, delay: 50 }), world.open({ locks, delay: 50 })]
    await world.clock.until(Promise.all([one.auth.signIn(), other.auth.signIn()]))
    for (const tab of [one, other]) assert.equal((await world.clock.until(tab.auth.fetch('/api/me'))).status, 200)
  }
})

for (const database of ['throws', 'fails', 'hangs', 'no-keys', 'absent']) {
  test(`IndexedDB ${database}: the key is in memory, and a reload signs in again`, async () => {
    const world = setUp()
    const { auth } = await signedIn(world, { database })
    await world.clock.advance(950_000)
    assert.equal((await world.clock.until(auth.fetch('/api/me'))).status, 200)
    const reloaded = world.open({ database })
    assert.equal(await world.clock.until(reloaded.auth.resume()), false)
    assert.equal(auth.state().status, 'signed-in', 'the other tab goes on')
    await world.clock.until(reloaded.auth.signIn())
    assert.equal((await world.clock.until(reloaded.auth.fetch('/api/me'))).status, 200)
  })
}

test('two tabs that make a key at once have one', async () => {
  const world = setUp()
  const tabs = [1, 2, 3].map(() => world.open({ locks: false }))
  await world.clock.until(Promise.all(tabs.map(tab => tab.auth.resume())))
  const keys = new Set(world.server.asked.map(one => JSON.parse(Buffer.from(one.headers.get('DPoP').split('.')[0], 'base64url')).jwk.x))
  assert.equal(keys.size, 1)
})

test('the private key can\'t be exported', async () => {
  const world = setUp()
  await signedIn(world)
  const { privateKey } = world.browser.keys.get('proof')
  assert.deepEqual([privateKey.extractable, privateKey.algorithm.namedCurve], [false, 'P-256'])
})

test('without BroadcastChannel the other tab notices at its next request', async () => {
  const world = setUp()
  const { auth } = await signedIn(world, { channels: false })
  const other = world.open({ channels: false })
  await world.clock.until(other.auth.resume())
  await world.clock.until(auth.logout())
  assert.equal((await world.clock.until(other.auth.fetch('/api/me'))).status, 401)
  assert.equal(other.states.at(-1), 'signed-out: token_invalid')
})

test('bound access tokens are proven at each request, with their hash and the newest nonce', async () => {
  const world = setUp()
  world.server.bindsAccess = true
  const { auth } = await signedIn(world)
  assert.equal((await world.clock.until(auth.fetch('/api/me?page=2#x'))).status, 200)
  world.server.forgetNonces()
  assert.equal((await world.clock.until(auth.fetch('/api/me', { method: 'POST', body: 'x' }))).status, 200)
  assert.equal(world.server.countOf('me'), 3)
})

for (const [base, path] of [['', '/api/me'], ['/.proxy', '/.proxy/api/me'], ['/mapped', '/mapped/api/me'], ['/.proxy/mapped/', '/.proxy/mapped/api/me'], ['', '/.proxy/api/me']]) {
  test(`the base '${base}' and ${path}: the proof names what the server sees`, async () => {
    const world = setUp()
    world.server.bindsAccess = true
    const { auth } = await signedIn(world, {}, { base })
    assert.equal((await world.clock.until(auth.fetch(path))).status, 200)
    assert.ok(world.browser.urls.filter(url => url.includes('/api/auth/')).every(url => url.startsWith(`https://1.discordsays.com${base.replace(/\/$/, '')}/api/auth/`)))
  })
}

test('a fetch that is replaced later is used, and sees relative addresses', async () => {
  const world = setUp()
  const environment = world.browser.tab()
  const auth = createGameAuth({ discordSdk: new Sdk(world.server), environment })
  const seen = []
  const before = environment.fetch
  environment.fetch = (input, init) => {
    seen.push(input)
    return before(input, init)
  }
  await world.clock.until(auth.signIn())
  await world.clock.until(auth.fetch('/api/me'))
  assert.deepEqual([...new Set(seen)], ['/api/auth/discord/exchange', '/api/me'])
})

test('the access token goes to no other origin', async () => {
  const world = setUp()
  const { auth } = await signedIn(world, {}, { origins: ['https://api.game.example'] })
  const asked = world.browser.urls.length
  for (const address of ['https://evil.example/', 'http://1.discordsays.com/api/me', '//evil.example/x', new URL('https://2.discordsays.com/')]) {
    assert.equal(await codeOf(auth.fetch(address)), 'foreign_origin')
  }

  assert.equal(world.browser.urls.length, asked)
  assert.equal((await world.clock.until(auth.fetch('https://api.game.example/me'))).status, 200)
})

test('a Request is sent again with its body, and a stream is not', async () => {
  const world = setUp()
  const { auth } = await signedIn(world)
  const expire = () => { for (const family of world.server.families.values()) for (const issued of family.access.values()) issued.endsAt = 0 }
  expire()
  assert.equal((await world.clock.until(auth.fetch(new Request('https://1.discordsays.com/api/me', { method: 'POST', body: 'payload' })))).status, 200)
  assert.deepEqual(world.server.asked.filter(one => one.endpoint === 'me').map(one => one.body), ['payload', 'payload'])
  expire()
  const stream = new ReadableStream({ start: to => to.close() })
  assert.equal((await world.clock.until(auth.fetch('/api/me', { method: 'POST', body: stream, duplex: 'half' }))).status, 401)
})

const rejections = [
  [{ code: 5000, message: 'OAuth2 Error: access_denied: The resource owner or authorization server denied the request' }, 'declined'],
  [{ code: 5000, message: 'OAuth2 Error: invalid_request: Missing "redirect_uri" in request.' }, 'redirect_not_registered'],
  [{ code: 5000, message: 'OAuth2 Error: invalid_request: Redirect URI cannot be used here.' }, 'redirect_refused'],
  [{ code: 5000, message: 'OAuth2 Error: invalid_scope: The requested scope is invalid, unknown, or malformed.' }, 'scope_refused'],
  [{ code: 5000, message: 'OAuth2 Error: something: new' }, 'discord_refused'],
  [{ code: 4002, message: 'Invalid command' }, 'discord_too_old'],
  [{ code: 4008, message: 'Invalid origin' }, 'opaque_origin'],
  [{ code: 4009, message: 'Invalid token' }, 'discord_token_refused'],
  [{ code: 9999 }, 'discord_failed'], [undefined, 'discord_failed'], ['text', 'discord_failed'], [new Error('zod'), 'discord_failed']
]
for (const [rejection, word] of rejections) {
  test(`a rejection of the SDK, ${inspect(rejection, { breakLength: Infinity }).slice(0, 60).split('\n')[0]}, is ${word}`, async () => {
    const world = setUp()
    const { auth, sdk, states } = world.open()
    sdk.refusals.push(rejection)
    const failure = await world.clock.until(auth.signIn().catch(failure => failure))
    assert.ok(failure instanceof GameAuthError)
    assert.deepEqual([failure.code, failure.step], [word, 'discord.authorize'])
    assert.ok(failure.fix.length > 10)
    assert.equal(states.at(-1), 'unknown: sign_in_failed')
    await world.clock.until(auth.signIn())
  })
}

test('Discord refuses its token: the session stands, and the error says so', async () => {
  const world = setUp()
  const { auth, sdk } = world.open()
  sdk.refusesToken = { code: 4009, message: 'Invalid token' }
  const failure = await world.clock.until(auth.signIn().catch(failure => failure))
  assert.deepEqual([failure.code, failure.step], ['discord_token_refused', 'discord.authenticate'])
  assert.equal(auth.state().status, 'signed-in')
  assert.equal((await world.clock.until(auth.fetch('/api/me'))).status, 200)
})

test('outside of Discord the sign-in ends with a sentence', async () => {
  const world = setUp()
  const { auth, sdk } = world.open()
  sdk.ready = () => new Promise(() => {})
  assert.equal(await codeOf(world.clock.until(auth.signIn())), 'discord_not_ready')
  assert.equal(await codeOf(world.clock.until(createGameAuth({ environment: world.browser.tab() }).signIn())), 'no_sdk')
})

test('a frame without an origin, and a page without cryptography, are told', async () => {
  const world = setUp()
  assert.equal(await codeOf(world.clock.until(world.open({ href: 'about:srcdoc' }).auth.signIn())), 'opaque_origin')
  const auth = createGameAuth({ discordSdk: new Sdk(world.server), environment: { ...world.browser.tab(), crypto: {} } })
  assert.equal(await codeOf(world.clock.until(auth.signIn())), 'insecure_context')
})

test('a listener that throws keeps nobody from hearing', async () => {
  const world = setUp()
  const environment = world.browser.tab()
  const thrown = []
  const real = environment.setTimeout
  environment.setTimeout = (work, delay) => (delay === 0 ? (() => { try { work() } catch (failure) { thrown.push(failure.message) } })() : real(work, delay))
  const auth = createGameAuth({ discordSdk: new Sdk(world.server), environment })
  let heard = 0
  let mayThrow = false
  auth.onState(() => { if (mayThrow) throw new Error('the application\'s') })
  auth.onState(() => { heard++ })
  mayThrow = true
  await world.clock.until(auth.signIn())
  assert.equal(heard, 3)
  assert.deepEqual(thrown, ['the application\'s', 'the application\'s'])
})

test('no token, code or verifier in the console, an address, a message, a state or an error', async () => {
  const world = setUp()
  const said = []
  const names = ['log', 'warn', 'debug', 'info', 'error', 'trace']
  const originals = names.map(name => console[name])
  names.forEach(name => { console[name] = (...args) => said.push(inspect(args, { depth: 8 })) })
  try {
    const failures = []
    const { auth, states } = await signedIn(world)
    const other = world.open()
    await world.clock.until(other.auth.resume())
    await world.clock.advance(950_000)
    world.server.fault('refresh', lost, answers(html), answers(() => world.server.refuse(401, 'refresh_reuse_detected', false)))
    for (let tries = 0; tries < 3; tries++) await world.clock.until(auth.fetch('/api/me').catch(failure => failures.push(failure)))
    await world.clock.advance(100_000)
    world.server.fault('exchange', lost, answers(() => world.server.refuse(401, 'invalid_discord_auth', true)))
    for (let tries = 0; tries < 2; tries++) await world.clock.until(auth.signIn().catch(failure => failures.push(failure)))
    await world.clock.until(auth.logout().catch(failure => failures.push(failure)))
    assert.ok(failures.length >= 3 && world.browser.messages.length >= 3 && world.server.secrets.size >= 8)
    const verifiers = world.server.asked.flatMap(one => (one.endpoint === 'exchange' ? [JSON.parse(one.body).code_verifier, JSON.parse(one.body).client_nonce] : []))
    const seen = [said, world.browser.messages, world.browser.urls, states, failures.map(failure => [failure, failure.stack, JSON.stringify(failure), inspect(failure, { depth: 8, showHidden: true })]), JSON.stringify(auth), `${auth}`]
    const text = inspect(seen, { depth: 12, maxArrayLength: null, maxStringLength: null })
    for (const secret of [...world.server.secrets, ...verifiers]) assert.equal(text.includes(secret), false, secret)
    assert.deepEqual(said, [])
  } finally {
    names.forEach((name, at) => { console[name] = originals[at] })
  }
})
