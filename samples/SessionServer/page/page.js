// The page of a game's own site: signs in at Discord by a redirect, lists the player's sessions, and ends the others. The access token is in memory alone; the refresh token is a cookie that no script reads.
const at = id => document.getElementById(id)
const base64url = bytes => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)))
const say = text => { at('said').textContent = text }
const waiting = 'sign-in'
let token

async function post (path, body) {
  const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  return answer.status === 204 ? {} : answer.json()
}

// Asks with the access token. One that has ended is refreshed once.
async function ask (path, method = 'GET', mayRefresh = true) {
  const answer = await fetch(path, { method, headers: { Authorization: `Bearer ${token}` } })
  const json = await answer.json()
  return json.error === 'token_expired' && mayRefresh && await refresh() ? ask(path, method, false) : json
}

async function refresh () {
  token = (await post('/api/auth/refresh', {})).access_token
  return token !== undefined
}

// RFC 7636: the code is worth nothing without the verifier, which stays in this tab.
async function signIn () {
  const discord = await (await fetch('/discord.json')).json()
  const [state, verifier] = [random(), random()]
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))))
  sessionStorage.setItem(waiting, JSON.stringify({ state, verifier }))
  location.assign(`${discord.authorize}?${new URLSearchParams({
    client_id: discord.client_id, redirect_uri: discord.redirect_uri, response_type: 'code', scope: 'identify', state, code_challenge: challenge, code_challenge_method: 'S256'
  })}`)
}

// Back from Discord: what comes with another state is somebody else's sign-in.
async function comeBack () {
  const query = new URLSearchParams(location.search)
  const { state, verifier } = JSON.parse(sessionStorage.getItem(waiting) ?? '{}')
  sessionStorage.removeItem(waiting)
  history.replaceState(null, '', '/')
  if (query.get('state') !== state) return 'This sign-in was not begun here.'
  if (!query.has('code')) return `Discord says ${query.get('error')}.`
  const answer = await post('/api/auth/discord/exchange', { client_nonce: crypto.randomUUID(), code: query.get('code'), code_verifier: verifier, redirect_uri: `${location.origin}/` })
  token = answer.access_token
  return answer.message
}

async function show (text) {
  const { sessions } = token ? await ask('/api/auth/sessions') : {}
  at('sign-in').hidden = sessions !== undefined
  at('signed-in').hidden = sessions === undefined
  at('sessions').replaceChildren(...(sessions ?? []).map(session => {
    const row = document.createElement('tr')
    for (const name of ['created_at', 'refreshed_at', 'idle_ends_at']) row.insertCell().textContent = new Date(session[name]).toLocaleString()
    row.insertCell().textContent = session.current ? 'this one' : ''
    return row
  }))
  say(text ?? (sessions ? `You are ${sessions[0].subject}.` : 'You are not signed in.'))
}

at('sign-in').addEventListener('click', signIn)
at('end-others').addEventListener('click', async () => {
  const { ended, message } = await ask('/api/auth/sessions/end-others', 'POST')
  await show(message ?? `${ended} ended.`)
})
at('log-out').addEventListener('click', async () => {
  await post('/api/auth/logout', {})
  token = undefined
  await show()
})
const said = /[?&]state=/.test(location.search) ? await comeBack() : await refresh().then(() => undefined)
await show(said)
