// A client of /realtime that was written from docs/realtime.md alone: npm ws carries it, npm dpop makes the proofs.
import { createHash } from 'node:crypto'
import { generateKeyPair, generateProof } from 'dpop'
import WebSocket from 'ws'
import { main } from './emulated.mjs'

await main(async ({ issuer, origin, room, privileged, forbidden }) => {
  const at = path => issuer.replace(/\/$/, '') + path
  const address = at('/realtime').replace(/^http/, 'ws')

  // A client with a key, whose session is bound to it; or one without.
  const signIn = async (ticket, keys) => {
    const path = '/api/auth/native/exchange'
    let nonce
    for (;;) {
      const answer = await fetch(at(path), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...(keys && { DPoP: await generateProof(keys, at(path), 'POST', nonce) }) },
        body: JSON.stringify({ client_nonce: crypto.randomUUID(), ticket })
      })
      const body = await answer.json()
      if (body.error !== 'dpop_nonce_required') return { keys, nonce: answer.headers.get('dpop-nonce') ?? nonce, ...body }
      nonce = answer.headers.get('dpop-nonce')
    }
  }
  const refresh = async session => {
    const path = '/api/auth/refresh'
    const answer = await fetch(at(path), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(session.keys && { DPoP: await generateProof(session.keys, at(path), 'POST', session.nonce) }) },
      body: JSON.stringify({ refresh_token: session.refresh_token })
    })
    return { ...session, ...(await answer.json()) }
  }

  // A socket whose frames are awaited one after the other; after the last comes the close.
  const open = (options = {}) => new Promise((resolve, reject) => {
    const socket = new WebSocket(options.address ?? address, { origin: options.origin })
    const frames = []
    const waiting = []
    const push = frame => waiting.length > 0 ? waiting.shift()(frame) : frames.push(frame)
    socket.on('message', (data, isBinary) => push(isBinary ? { type: 'binary' } : JSON.parse(data.toString())))
    socket.on('close', (code, reason) => push({ type: 'close', code, reason: reason.toString() }))
    socket.on('unexpected-response', (_, response) => {
      const connection = response.socket
      let text = ''
      response.on('data', chunk => { text += chunk })
      response.on('end', () => {
        // It would keep this process until the server ends it, after two minutes.
        connection.destroy()
        resolve({ refused: `${response.statusCode} ${JSON.parse(text).error}` })
      })
    })
    socket.on('error', reject)
    socket.on('open', () => resolve({
      socket,
      send: frame => socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame)),
      next: () => frames.length > 0 ? Promise.resolve(frames.shift()) : new Promise(resolve => waiting.push(resolve))
    }))
  })
  const expect = async (client, type) => {
    const frame = await client.next()
    if (frame.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(frame)}`)
    return frame
  }
  const hash = (nonce, token) => createHash('sha256').update(`${nonce}.${token}`).digest('base64url')
  const prove = async (client, session, type) => {
    client.send({ type, access_token: session.access_token })
    const { nonce, proof } = await expect(client, 'challenge')
    client.send(proof === 'dpop'
      ? { type: 'proof', dpop: await generateProof(session.keys, at('/realtime'), 'GET', nonce, session.access_token) }
      : { type: 'proof', hash: hash(nonce, session.access_token) })
    return { proof, answer: await expect(client, type === 'renew' ? 'renewed' : 'authenticated') }
  }
  const end = async client => {
    let error = 'none'
    for (;;) {
      const frame = await client.next()
      if (frame.type === 'error') error = frame.error
      if (frame.type === 'close') return `${error} ${frame.code} ${frame.reason}`
    }
  }
  const summary = ({ type, error, room, permissions, data, sub, id }) => JSON.parse(JSON.stringify({ type, error, room, permissions, data, sub, id }))

  // A page: it has an origin and no key.
  const page = await signIn('ada')
  const browser = await open({ origin })
  const first = await prove(browser, page, 'authenticate')
  browser.send({ type: 'join', id: '1', room })
  const joined = await expect(browser, 'joined')
  browser.send({ type: 'message', id: '2', room, data: { text: 'hello' } })
  const echoed = await expect(browser, 'message')

  // A native client: it has a key and no origin, and speaks to the page.
  const native = await signIn('bob', await generateKeyPair('ES256'))
  const client = await open()
  const second = await prove(client, native, 'authenticate')
  client.send({ type: 'join', room })
  await expect(client, 'joined')
  client.send({ type: 'message', room, data: 'from bob' })
  const heard = await expect(browser, 'message')
  await expect(client, 'message')

  // The next access token on the open socket.
  const renewed = await refresh(native)
  const third = await prove(client, renewed, 'renew')
  client.send({ type: 'message', room, data: 'renewed' })
  await expect(client, 'message')
  const still = await expect(browser, 'message')

  // Rooms that are not open, and one that wants a ticket.
  client.send({ type: 'join', id: '3', room: forbidden })
  const refused = await expect(client, 'error')
  browser.send({ type: 'join', id: '4', room: privileged })
  const wanted = await expect(browser, 'error')
  const { ticket } = await (await fetch(at(`/api/rooms/${privileged}/join`), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${page.access_token}`, Origin: origin },
    body: JSON.stringify({ response_type: 'ticket' })
  })).json()
  browser.send({ type: 'join', id: '5', room: privileged, ticket })
  const admitted = await expect(browser, 'joined')
  client.send({ type: 'leave', id: '6', room })
  const left = await expect(client, 'left')

  // What is wrong, each with its end.
  const wrong = async (frames, options) => {
    const one = await open(options)
    if (one.refused) return one.refused
    for (const frame of frames) one.send(frame)
    return end(one)
  }
  const ends = {
    'foreign origin': await wrong([], { origin: 'https://evil.example.test' }),
    'token in the address': await wrong([], { origin, address: `${address}?access_token=${page.access_token}` }),
    'no origin, no key': await wrong([{ type: 'authenticate', access_token: page.access_token }]),
    'no token': await wrong([{ type: 'authenticate', access_token: 'x' }], { origin }),
    'join first': await wrong([{ type: 'join', room }], { origin }),
    'two first frames': await wrong([{ type: 'authenticate', access_token: page.access_token }, { type: 'authenticate', access_token: page.access_token }], { origin }),
    'wrong hash': await wrong([{ type: 'authenticate', access_token: page.access_token }, { type: 'proof', hash: hash('x', page.access_token) }], { origin }),
    binary: await wrong([Buffer.from('{}')], { origin }),
    'too large': await wrong(['{}' + ' '.repeat(16 * 1024)], { origin }),
    'twice a member': await wrong(['{"type":"authenticate","access_token":"a","access_token":"b"}'], { origin }),
    fragments: await (async () => {
      const one = await open({ origin })
      for (let i = 0; i < 20; i++) one.socket.send('', { fin: false })
      return end(one)
    })(),
    'no UTF-8': await (async () => {
      const one = await open({ origin })
      one.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false })

      // .NET closes with 1007 and ends the connection at once, so that its close frame may be lost on the way.
      return (await end(one)).replace('1006', '1007')
    })(),
    'proof of another key': await (async () => {
      const one = await open()
      one.send({ type: 'authenticate', access_token: renewed.access_token })
      const { nonce } = await expect(one, 'challenge')
      one.send({ type: 'proof', dpop: await generateProof(await generateKeyPair('ES256'), at('/realtime'), 'GET', nonce, renewed.access_token) })
      return end(one)
    })()
  }

  // A logout closes the socket of that session, and no other.
  await fetch(at('/api/auth/logout'), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ refresh_token: page.refresh_token }) })
  const loggedOut = await end(browser)
  client.send({ type: 'message', data: 'alive' })
  const alive = await expect(client, 'message')
  client.socket.close(1000)
  const closed = await end(client)

  return {
    proofs: [first.proof, second.proof, third.proof],
    sub: first.answer.sub,
    said: [joined, echoed, heard, still, refused, wanted, admitted, left, alive].map(summary),
    ends,
    loggedOut,
    closed
  }
})
