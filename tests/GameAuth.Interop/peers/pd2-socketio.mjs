// Talks to the emulated PD2 socket with npm socket.io-client, version 2 (Engine.IO 3) or 4 (Engine.IO 4), unmodified.
import { createRequire } from 'node:module'
import { main } from './emulated.mjs'

const require = createRequire(import.meta.url)

await main(async ({ url, major, token, troubles, burst }) => {
  const io = major === 2 ? require('socket.io-client-2') : require('socket.io-client-4').io
  const socket = io(url, { transports: ['websocket'], reconnectionDelay: 100, reconnectionDelayMax: 200, forceNew: true })
  const once = name => new Promise(resolve => socket.once(name, resolve))
  const call = (...args) => new Promise(resolve => socket.emit(...args, (...answer) => resolve(answer)))
  const signIn = () => call('create', 'security/session', { strategy: 'jwt', accessToken: token }, {})

  await once('connect')
  const early = await call('find', 'market/listing', {})
  const session = await signIn()
  const order = []
  socket.on('market/listing created', one => order.push('event ' + one.item.hash))
  const created = await call('create', 'market/listing', { type: 'item', item: { hash: 'emulated-äöü-🗡', name: 'X' } }, {})
  order.push('ack ' + created[1].item.hash)
  socket.off('market/listing created')
  const removed = await call('remove', 'market/listing', created[1]._id, {})
  const stash = await call('get', 'game/stash', 'emutrader', { softcore: true, ladder: true })
  const unknown = await Promise.race([call('frobnicate', 'market/listing'), call('find', 'game/online').then(() => 'no ack')])

  // Every answer belongs to its own call.
  let crossed = 0
  let open = 0
  let sent = 0
  await new Promise(resolve => {
    const next = () => {
      while (open < 64 && sent < burst) {
        const season = ++sent
        open++
        socket.emit('find', 'game/season', { season }, (error, answer) => {
          if (error || answer.season !== season) crossed++
          open--
          if (sent < burst) next()
          else if (open === 0) resolve()
        })
      }
    }
    next()
  })

  // Bigger than what fits into one frame of most libraries.
  const big = await call('create', 'market/listing', { type: 'item', item: { hash: 'big', text: 'x'.repeat(900000) } }, {})
  // The heartbeat of both sides, a few times over.
  await new Promise(resolve => setTimeout(resolve, 2500))
  const stillThere = socket.connected

  const ends = []
  for (const trouble of troubles) {
    const gone = once('disconnect')
    const back = trouble === 'Disconnect' ? null : once('connect')
    socket.emit('get', 'game/account', trouble)
    ends.push(await gone)
    if (back) {
      await back
      ends.push((await signIn())[0] === null ? 'signed in again' : 'refused')
    }
  }
  const connectedAtEnd = socket.connected
  socket.close()
  return { early, session, order, removed: removed[0], items: stash[1].items.length, unknown, crossed, sent, big: big[1].item.text.length, stillThere, ends, connectedAtEnd }
})
// A socket that is still open would keep the process.
process.stdout.write('', () => process.exit(0))
