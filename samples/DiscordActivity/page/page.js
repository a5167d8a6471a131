// The page of an Activity: signs in inside Discord, joins rooms, lists the player's own sessions. Tokens are in gameauth.js, and nowhere here.
import { DiscordSDK } from '/sdk/index.mjs'
import { createGameAuth } from '/api/auth/gameauth.js'

const at = id => document.getElementById(id)
const { client_id: clientId } = await (await fetch('/activity.json')).json()
const auth = createGameAuth({ discordSdk: new DiscordSDK(clientId) })
const socket = auth.realtime()

// What comes from elsewhere is text.
function log (text) {
  const line = document.createElement('li')
  line.textContent = text
  at('log').append(line)
}

// What an error asks for is shown: `said` is the application's own reason, `fix` what helps.
const explain = failure => failure.said || `${failure.message}${failure.retryAfterMs ? ` In ${Math.ceil(failure.retryAfterMs / 1000)} s.` : ''}`

function showRooms () {
  at('rooms').replaceChildren(...socket.rooms().map(({ room, permissions, occupied }) => {
    const row = document.createElement('li')
    row.textContent = `${room} (${permissions.join(', ')}), ${occupied} there when you joined`
    return row
  }))
}

async function showSessions () {
  const { sessions = [], message } = await (await auth.fetch('/api/auth/sessions')).json()
  if (message) log(message)
  at('sessions').replaceChildren(...sessions.map(session => {
    const row = document.createElement('tr')
    for (const name of ['created_at', 'refreshed_at', 'idle_ends_at']) row.insertCell().textContent = new Date(session[name]).toLocaleString()
    row.insertCell().textContent = session.current ? 'this one' : ''
    return row
  }))
}

auth.onState(({ status, reason }) => {
  at('session').textContent = `Session: ${status} (${reason})`
  at('signed-in').hidden = status !== 'signed-in'
  at('sign-in').hidden = status === 'signed-in' || status === 'signing-in'
})
socket.onState(({ status, reason, retryAfterMs }) => {
  at('socket').textContent = `Socket: ${status} (${reason})${retryAfterMs ? `, back in ${Math.ceil(retryAfterMs / 1000)} s` : ''}`
  showRooms()
})
socket.onRoom(({ type, room, error }) => {
  log(`${room.room}: ${type}${error ? `, ${explain(error)}` : ''}`)
  showRooms()
})
socket.onMessage(({ room, data }) => log(`${room}: ${data.from}: ${data.text}`))
socket.onRefused(({ error }) => log(`Not sent: ${explain(error)}`))

const signIn = async () => {
  try {
    const { user } = await auth.signIn()
    log(`You are ${user.global_name ?? user.username}.`)
    await showSessions()
  } catch (failure) {
    log(explain(failure))
  }
}
const join = (room, options) => socket.join(room, options).catch(failure => log(`${room}: ${explain(failure)}`))
at('sign-in').addEventListener('click', signIn)
at('join-lobby').addEventListener('click', () => join('lobby'))
at('join-staff').addEventListener('click', () => join('staff', { ticket: true }))
at('say').addEventListener('submit', event => {
  event.preventDefault()
  try {
    for (const { room } of socket.rooms()) socket.send({ text: at('text').value }, room)
    at('text').value = ''
  } catch (failure) {
    log(explain(failure))
  }
})
at('end-others').addEventListener('click', async () => {
  const { ended, message } = await (await auth.fetch('/api/auth/sessions/end-others', { method: 'POST' })).json()
  log(message ?? `${ended} ended.`)
  await showSessions()
})
at('log-out').addEventListener('click', () => auth.logout().catch(failure => log(explain(failure))))

if (await auth.resume().catch(failure => log(explain(failure)))) await showSessions()
else await signIn()
