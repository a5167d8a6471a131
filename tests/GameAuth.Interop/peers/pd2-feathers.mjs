// Uses the emulated PD2 socket through Feathers' own client and its authentication client, version 4 or 5, unmodified.
import { createRequire } from 'node:module'
import { main } from './emulated.mjs'

const require = createRequire(import.meta.url)
const pick = name => { const loaded = require(name); return loaded.default ?? loaded }

await main(async ({ url, major, token, expiring }) => {
  const io = major === 4 ? require('socket.io-client-2') : require('socket.io-client-4').io
  const socket = io(url, { transports: ['websocket'], forceNew: true })
  const app = pick(`feathers-${major}`)()
  app.configure(pick(`feathers-${major}-socketio-client`)(socket))
  app.configure(pick(`feathers-${major}-authentication-client`)({ path: 'security/session' }))
  const refusal = promise => promise.then(() => 'none', error => `${error.code} ${error.name}`)
  const listings = app.service('market/listing')

  const early = await refusal(listings.find({ query: {} }))
  const badToken = await refusal(app.authenticate({ strategy: 'jwt', accessToken: 'a.b.c' }))
  const session = await app.authenticate({ strategy: 'jwt', accessToken: token })
  if (expiring) {
    const gone = new Promise(resolve => socket.once('disconnect', resolve))
    const waited = await Promise.race([gone, new Promise(resolve => setTimeout(() => resolve('nothing'), 4000))])
    const late = socket.connected ? await refusal(listings.find({ query: {} })) : 'not connected'
    socket.close()
    return { waited, late }
  }

  const events = []
  for (const name of ['created', 'updated', 'patched', 'removed']) listings.on(name, one => events.push(`${name} ${one.item.hash}`))
  app.service('social/message').on('pushed', one => events.push(`pushed ${one.content}`))
  const created = await listings.create({ type: 'item', item: { hash: 'h1', name: 'X' }, price: 'obo' })
  const got = await listings.get(created._id, { query: { $resolve: { user: { in_game_account: true } } } })
  const updated = await listings.update(created._id, { type: 'item', item: { hash: 'h2', name: 'Y' } })
  const patched = await listings.patch(created._id, { price: 'Ist' })
  const found = await listings.find({ query: { user_id: session.user._id, $limit: 2, $sort: { bumped_at: -1 } } })
  const removed = await listings.remove(created._id)
  const gone = await refusal(listings.get(created._id))
  const nowhere = await refusal(app.service('market/nothing').find())
  const notAllowed = await refusal(app.service('game/stash').create({}))
  const stash = await app.service('game/stash').get('emutrader', { query: { softcore: true, ladder: true } })
  const pushed = new Promise(resolve => app.service('social/message').once('pushed', resolve))
  app.service('game/account').get('ready').catch(() => {})
  await pushed
  await app.logout()
  const after = await refusal(listings.find({ query: {} }))
  socket.close()
  return {
    early, badToken, user: session.user.username, events, resolved: got.user.username, updated: updated.item.hash, price: patched.price, total: found.total, limit: found.limit,
    removed: removed._id === created._id, gone, nowhere, notAllowed, items: stash.items.length, after
  }
})
// A socket that is still open would keep the process.
process.stdout.write('', () => process.exit(0))
