// Signs in with prismarine-auth, opens the RTA socket with ws, subscribes, and hands back what came. Both are clients that nobody here
// wrote; what is said over the socket is written from the published facts.
import { createRequire } from 'node:module'
import { emulated, main, redirectAll } from './emulated.mjs'

const require = createRequire(import.meta.url)
const { Endpoints } = require('prismarine-auth/src/common/Constants')
const { Authflow } = require('prismarine-auth')
const WebSocket = require('ws')

const waitFor = (socket, name) => new Promise((resolve, reject) => {
  socket.once(name, resolve)
  socket.once('error', reject)
})

await main(async ({ hosts, clientId, cache, resources, protocol, events }) => {
  redirectAll(Endpoints.xbox, hosts)
  redirectAll(Endpoints.live, hosts)
  const authflow = new Authflow('player', cache, { flow: 'sisu', authTitle: clientId, deviceType: 'Nintendo', deviceVersion: '0.0.0' }, () => {})
  const token = await authflow.getXboxToken('http://xboxlive.com')
  const address = emulated('https://rta.xboxlive.com/connect', hosts).replace(/^http/, 'ws')
  const socket = new WebSocket(address, protocol, { headers: { Authorization: `XBL3.0 x=${token.userHash};${token.XSTSToken}` } })
  const answers = []
  const told = []
  const asked = []
  let enough
  const allTold = new Promise(resolve => { enough = resolve })
  socket.on('message', data => {
    const frame = JSON.parse(data.toString('utf8'))
    if (frame[0] === 3) {
      if (told.push(frame) === events) enough()
    } else {
      answers.push(frame)
      asked.shift()?.(frame)
    }
  })
  const ask = frame => new Promise(resolve => {
    asked.push(resolve)
    socket.send(JSON.stringify(frame))
  })
  await waitFor(socket, 'open')
  const agreed = socket.protocol
  let sequence = 0
  const ids = []
  for (const resource of resources) ids.push((await ask([1, ++sequence, resource]))[3])
  await allTold
  // The emulator sends no ping, but must answer one.
  socket.ping()
  await waitFor(socket, 'pong')
  for (const id of ids) await ask([2, ++sequence, id])
  socket.close(1000)
  const closed = await waitFor(socket, 'close')
  return { agreed, answers, told, closed }
})
