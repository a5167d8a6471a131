// A player whose hub connection is npm @microsoft/signalr's: it is open while the session is, and closed when the access token ends or the session is revoked.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import WebSocket from 'ws'
import { main } from './emulated.mjs'

// Only a connection that is never closed meets this limit; the timer keeps nobody waiting once all is over.
const patience = value => new Promise(resolve => setTimeout(resolve, 100_000, value).unref())

await main(async ({ server, hub, transport, end }) => {
  const post = async (path, body) => {
    const answer = await fetch(server + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    const text = await answer.text()
    return { status: answer.status, ...(text && JSON.parse(text)) }
  }
  const signIn = () => post('/api/auth/native/exchange', { client_nonce: crypto.randomUUID(), ticket: 'ada' })
  const { access_token: token, refresh_token: refresh } = await signIn()
  const expires = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()).exp * 1000

  // Where a token in the address would be taken, these two would be let in.
  const query = `${hub}/negotiate?negotiateVersion=1&access_token=${encodeURIComponent(token)}`
  const inQuery = (await fetch(query, { method: 'POST' })).status
  const socketInQuery = await new Promise(resolve => {
    const socket = new WebSocket(`${hub.replace('http', 'ws')}?access_token=${encodeURIComponent(token)}`)
    socket.on('open', () => resolve('open'))
    socket.on('unexpected-response', (_, answer) => { resolve(answer.statusCode); socket.terminate() })
    socket.on('error', error => resolve(error.message))
  })

  // A socket of the application's own, by npm ws.
  const plain = end === 'logout' ? new WebSocket(`${server.replace('http', 'ws')}/sockets/echo`, { headers: { Authorization: `Bearer ${token}` } }) : null
  const plainClosed = plain && new Promise(resolve => plain.on('close', resolve))
  const plainSaid = plain && await new Promise(resolve => {
    plain.on('open', () => plain.send('hello'))
    plain.on('message', data => resolve(data.toString()))
    plain.on('error', error => resolve(error.message))
  })

  let reconnects = 0
  const builder = new HubConnectionBuilder()
    .withUrl(hub, { accessTokenFactory: () => token, transport: HttpTransportType[transport] })
    .configureLogging(LogLevel.None)
  if (end === 'logout') builder.withAutomaticReconnect([0, 100])
  const connection = builder.build()
  connection.onreconnecting(() => { reconnects++ })
  const closed = new Promise(resolve => connection.onclose(error => resolve({ at: Date.now(), error: error?.message ?? null })))
  const who = new Promise(resolve => connection.on('you', resolve))
  await connection.start()
  const you = await who
  const state = connection.state
  const echo = end === 'logout' ? await connection.invoke('Echo', 'hello') : 'hello'
  const out = end === 'logout' ? (await post('/api/auth/logout', { refresh_token: refresh })).status : null
  const over = await Promise.race([closed, patience(null)])
  const plainCode = plain && await Promise.race([plainClosed, patience('open')])
  const again = end === 'logout' ? await connection.start().then(() => 'started', error => /\b(\d{3})\b/.exec(error.message)?.[1] ?? error.message) : null
  await connection.stop()
  return { inQuery, socketInQuery, you, state, echo, out, closed: over !== null, error: over?.error ?? null, early: over !== null && over.at < expires, reconnects, again, plain: plain && [plainSaid, plainCode] }
})
