// A push server by npm ws, strict about what the published facts say of the handshake. The first line of output is its port; when its input ends, one JSON document says what it has seen.
import { createServer } from 'node:http'
import { once } from 'node:events'
import { createRequire } from 'node:module'

const { WebSocketServer } = createRequire(import.meta.url)('ws')

const host = '44-0-0-1-pushcl.np.communication.playstation.net'
const seen = { violations: [], reconnections: [], ids: [], pings: 0, pongs: 0, messages: [], closed: [] }
let asked

const demand = (isSo, what) => { if (!isSo) seen.violations.push(what) }
const event = (dataType, data) => JSON.stringify({ version: asked.version, method: 3001, dataType, to: { accountId: '1', onlineId: 'Emu', platform: ['MOBILE_APP'] }, body: { data } })

function note (request) {
  const id = request.headers['x-psn-request-id']
  demand(/^[0-9a-f-]{36}$/.test(id ?? '') && !seen.ids.includes(id), 'a request id is missing, or came twice')
  seen.ids.push(id)
}

function readAddress (request, response) {
  const url = new URL(request.url, 'http://push')
  const query = Object.fromEntries(url.searchParams)
  note(request)
  demand(request.method === 'GET' && url.pathname === '/np/serveraddr', `unknown request ${request.method} ${url.pathname}`)
  demand(/^Bearer [!-~]+$/.test(request.headers.authorization ?? ''), 'no token at serveraddr')
  demand(['2.1', '3.0'].includes(query.version) && query.fields === 'keepAliveStatus' && ['3', '6'].includes(query.keepAliveStatusType), `odd query ${url.search}`)
  asked = { version: query.version, type: query.keepAliveStatusType, authorization: request.headers.authorization }
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({
    fqdn: host,
    keepAliveStatus: { clientKeepAliveInterval: 1000, clientKeepAliveTimeout: 20000, serverKeepAliveTimeout: 30000, serverPresenceTimeout: 30000 }
  }))
}

function judge (request) {
  const headers = request.headers
  note(request)
  demand(request.url === '/np/pushNotification', `unknown socket ${request.url}`)
  demand(asked && headers.authorization === asked.authorization, 'the token of the handshake is another one')
  for (const name of ['x-psn-app-type', 'x-psn-app-ver', 'x-psn-os-ver']) demand(headers[name], `no ${name}`)
  demand(headers['x-psn-protocol-version'] === asked?.version, 'another protocol version than at serveraddr')
  demand(headers['x-psn-keep-alive-status-type'] === asked?.type, 'another keep-alive type than at serveraddr')
  demand(['false', 'true'].includes(headers['x-psn-reconnection']), 'odd x-psn-reconnection')
  demand(headers.cookie === undefined, 'a cookie')
  seen.reconnections.push(headers['x-psn-reconnection'])
  return headers['sec-websocket-protocol'] === 'np-pushpacket'
}

async function speak (socket, number) {
  socket.on('message', data => seen.messages.push(data.toString('utf8')))
  socket.on('ping', () => seen.pings++)
  socket.on('close', code => seen.closed.push(code))
  if (number === 1) {
    socket.send(event('psn:sessionManager:sys:v2:partySession:created', { sessionId: 'emu-party-1', customProperties: { from: { accountId: '2', onlineId: 'EmuFriend', platform: 'PS5' } } }))
    socket.ping()
    await Promise.all([once(socket, 'pong').then(() => seen.pongs++), once(socket, 'ping'), ...(asked.version === '3.0' && seen.messages.length === 0 ? [once(socket, 'message')] : [])])
    socket.terminate()
  } else {
    socket.send(event('psn:sessionManager:sys:v2:ps:members:created', { sessionId: 'emu-party-1', members: [{ accountId: '2', onlineId: 'EmuFriend', platform: 'PS5' }] }))
    await once(socket, 'ping')
    socket.send(event('psn:emu:last', 'ping'))
  }
}

const sockets = new WebSocketServer({ noServer: true, handleProtocols: protocols => protocols.has('np-pushpacket') && 'np-pushpacket' })
const server = createServer(readAddress)
server.on('upgrade', (request, raw, head) => {
  if (!judge(request)) {
    seen.violations.push('no subprotocol np-pushpacket')
    raw.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    return
  }
  sockets.handleUpgrade(request, raw, head, socket => speak(socket, seen.reconnections.length))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.stdout.write(`${server.address().port}\n`)
for await (const _ of process.stdin);
await Promise.all([...sockets.clients].map(socket => once(socket, 'close')))
process.stdout.write(JSON.stringify(seen))
process.exit(0)
