// Opens PSN's push connection with ws: asks for the server's address, shakes hands, pings as often as it was told, and hands back what came. What is sent is written from the published facts.
import { createRequire } from 'node:module'
import { emulated, main } from './emulated.mjs'

const WebSocket = createRequire(import.meta.url)('ws')

const waitFor = (socket, name) => new Promise((resolve, reject) => {
  socket.once(name, resolve)
  socket.once('error', reject)
})

await main(async ({ hosts, token, protocol, events, leave }) => {
  const live = 'https://mobile-pushcl.np.communication.playstation.net/np/serveraddr?version=3.0&fields=keepAliveStatus&keepAliveStatusType=6'
  const response = await fetch(emulated(live, hosts), { headers: { Authorization: `Bearer ${token}` } })
  const server = await response.json()
  const address = emulated(`https://${server.fqdn}/np/pushNotification`, hosts).replace(/^http/, 'ws')
  const headers = {
    Authorization: `Bearer ${token}`,
    'X-PSN-APP-TYPE': 'MOBILE_APP.PSAPP',
    'X-PSN-APP-VER': 'GameAuthEmulated/1.0',
    'X-PSN-OS-VER': '13',
    'X-PSN-PROTOCOL-VERSION': '3.0',
    'X-PSN-KEEP-ALIVE-STATUS-TYPE': '6',
    'X-PSN-RECONNECTION': 'false'
  }
  const socket = protocol ? new WebSocket(address, protocol, { headers }) : new WebSocket(address, { headers })
  const told = []
  let enough
  const allTold = new Promise(resolve => { enough = resolve })
  const gone = new Promise(resolve => socket.once('close', code => { resolve(code); enough() }))
  socket.on('message', data => {
    if (told.push(JSON.parse(data.toString('utf8'))) === events) enough()
  })
  await waitFor(socket, 'open')
  const agreed = socket.protocol
  let pongs = 0
  for (const text of ['', 'still here']) {
    socket.ping(text)
    // The connection may be dropped when the server has seen the ping.
    const answer = await Promise.race([waitFor(socket, 'pong'), gone])
    if (answer.toString('utf8') === text) pongs++
  }
  await allTold
  if (leave) socket.close(1000)
  return { server, agreed, pongs, told, closed: await gone }
})
