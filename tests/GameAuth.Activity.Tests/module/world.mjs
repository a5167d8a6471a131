// A browser with tabs, a session server and Discord's SDK, by a clock that only the tests move.
import { webcrypto } from 'node:crypto'
import { Rooms } from './realtime-world.mjs'

/** Time that stands still until advance(). What WebCrypto does on other threads is waited for. */
export class Clock {
  #timers = []
  #next = 1
  pending = 0
  time = Date.parse('2026-01-01T00:00:00Z')

  now = () => this.time

  setTimeout = (work, delay) => {
    const timer = { id: this.#next++, at: this.time + Math.max(0, delay), work }
    this.#timers.push(timer)
    return timer.id
  }

  clearTimeout = id => {
    this.#timers = this.#timers.filter(timer => timer.id !== id)
  }

  /** Until nothing moves by itself any more. */
  async settle () {
    for (let quiet = 0; quiet < 4; quiet++) {
      await new Promise(resolve => setImmediate(resolve))
      if (this.pending > 0) quiet = -1
    }
  }

  async advance (by) {
    const end = this.time + by
    await this.settle()
    for (;;) {
      const due = this.#timers.filter(timer => timer.at <= end).sort((one, other) => one.at - other.at || one.id - other.id)[0]
      if (!due) break
      this.clearTimeout(due.id)
      this.time = Math.max(this.time, due.at)
      due.work()
      await this.settle()
    }

    this.time = end
    await this.settle()
  }

  /** Moves on until a promise is settled, and gives its value. */
  async until (promise, limit = 120_000) {
    let isDone = false
    promise.then(() => { isDone = true }, () => { isDone = true })
    for (let waited = 0; ; waited += 100) {
      await this.settle()
      if (isDone) return promise
      if (waited > limit) throw new Error('nothing came of it')
      await this.advance(100)
    }
  }

  /** The browser's cryptography, which the clock waits for. */
  get crypto () {
    const subtle = new Proxy(webcrypto.subtle, {
      get: (target, name) => async (...args) => {
        this.pending++
        try {
          return await target[name](...args)
        } finally {
          this.pending--
        }
      }
    })
    return { subtle, getRandomValues: bytes => webcrypto.getRandomValues(bytes) }
  }
}

const random = () => Buffer.from(webcrypto.getRandomValues(new Uint8Array(24))).toString('base64url')

/** The session server: its rules of rotation, its nonces and its words. `faults` are what happens to the next requests, by endpoint. */
export class Server {
  families = new Map()
  asked = []
  faults = []
  secrets = new Set()
  window = 10_000
  life = 900
  #nonces = new Set()
  #proofs = new Set()
  #exchanges = new Map()

  constructor (clock) {
    this.clock = clock
    this.rooms = new Rooms(this)
  }

  countOf (endpoint) {
    return this.asked.filter(one => one.endpoint === endpoint).length
  }

  /** The most requests to an endpoint in any minute. */
  mostInAMinute (endpoint) {
    const times = this.asked.filter(one => one.endpoint === endpoint).map(one => one.time)
    return Math.max(0, ...times.map(from => times.filter(time => time >= from && time < from + 60_000).length))
  }

  fault (endpoint, ...faults) {
    this.faults.push(...faults.map(fault => ({ endpoint, fault })))
  }

  secret (name) {
    const value = `canary-${name}-${random()}`
    this.secrets.add(value)
    return value
  }

  async answer (jar, url, init) {
    const { pathname, origin } = new URL(url)
    const path = pathname.replace(/^\/\.proxy/, '').replace(/^\/mapped/, '')
    const endpoint = path.split('/').at(-1)
    const headers = new Headers(init.headers)
    this.asked.push({ endpoint, path, url, time: this.clock.now(), body: init.body, headers })
    const at = this.faults.findIndex(one => one.endpoint === endpoint)
    const fault = at >= 0 ? this.faults[at].fault : undefined
    if (fault && !fault.stays) this.faults.splice(at, 1)
    if (fault?.before) return fault.before()
    const reply = await this.#route(jar, origin, path, endpoint, init, headers)
    return fault?.after ? fault.after(reply) : reply
  }

  async #route (jar, origin, path, endpoint, init, headers) {
    const [scheme, token] = (headers.get('Authorization') ?? '').split(' ')
    if (path.startsWith('/api/auth/')) {
      const refused = await this.#check(headers, init.method, origin + path, scheme === 'DPoP' ? token : undefined)
      if (refused.reply) return refused.reply
      if (endpoint === 'exchange') return this.#exchange(jar, JSON.parse(init.body), refused.key, init.body)
      return endpoint === 'refresh' ? this.#refresh(jar, refused.key) : this.#logout(jar, scheme, token)
    }

    const family = this.familyOf(token)
    const issued = family?.access.get(token)
    if (!family || family.ended || scheme !== issued.scheme) return this.refuse(401, 'token_invalid', false)
    if (this.clock.now() >= issued.endsAt || family.refusesAccess) return this.refuse(401, 'token_expired', true)
    if (issued.scheme === 'DPoP') {
      const refused = await this.#check(headers, init.method ?? 'GET', origin + path, token)
      if (refused.reply) return refused.reply
    }

    family.acknowledged = Math.max(family.acknowledged, issued.generation)
    if (path.startsWith('/api/rooms/')) return Response.json({ ticket: this.rooms.ticketFor(path.split('/')[3], token), expires_in: 30 })
    return Response.json({ sub: family.sub })
  }

  refuse (status, error, recoverable, more = {}, headers = {}) {
    return Response.json({ error, message: 'A sentence.', recoverable, retry_after_ms: 0, ...more }, { status, headers })
  }

  async #check (headers, method, htu, token) {
    const said = await this.#read(headers.get('DPoP'))
    const ath = token && await this.hashOf(token)
    if (!said || said.htm !== method || said.htu !== htu || said.ath !== ath || this.#proofs.has(said.jti)) return { reply: this.refuse(401, 'invalid_dpop_proof', false) }
    const { jwk } = said
    this.#proofs.add(said.jti)
    if (!this.#nonces.has(said.nonce)) return { reply: this.refuse(401, 'dpop_nonce_required', true, {}, { 'DPoP-Nonce': this.newNonce() }) }
    return { key: jwk.x }
  }

  /** The claims of a proof, with its key; undefined where the signature is wrong. */
  async #read (proof) {
    const [head, claims, signature] = (proof ?? '').split('.')
    if (!signature) return undefined
    const { jwk, typ, alg } = JSON.parse(Buffer.from(head, 'base64url'))
    const key = await this.clock.crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
    const isRight = await this.clock.crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(signature, 'base64url'), Buffer.from(`${head}.${claims}`))
    return isRight && typ === 'dpop+jwt' && alg === 'ES256' && !('d' in jwk) ? { ...JSON.parse(Buffer.from(claims, 'base64url')), jwk } : undefined
  }

  /** Whether a proof answers the challenge of a socket. */
  async provesKey (proof, key, token, nonce, htu) {
    const said = await this.#read(proof)
    return said?.jwk.x === key && said.htm === 'GET' && said.htu === htu && said.nonce === nonce && said.ath === await this.hashOf(token)
  }

  async hashOf (text) {
    return Buffer.from(await this.clock.crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('base64url')
  }

  newNonce () {
    const nonce = random()
    this.#nonces.add(nonce)
    return nonce
  }

  forgetNonces () {
    this.#nonces.clear()
  }

  #exchange (jar, body, key, text) {
    const known = this.#exchanges.get(body.client_nonce)
    if (known) return known.text === text && known.key === key ? this.#tokens(jar, known.family, { discord_access_token: known.discord }) : this.refuse(409, 'nonce_reused', true)
    if (!body.code?.startsWith('canary-code') || !body.code_verifier) return this.refuse(401, 'invalid_discord_auth', true)
    const old = this.families.get(jar.cookie?.family)
    if (old) this.end(old)
    const family = { id: random(), sub: `discord:${body.code.split('-')[2]}`, key, generation: 0, rotatedAt: 0, acknowledged: -1, ended: false, access: new Map() }
    this.families.set(family.id, family)
    const discord = this.secret('discord')
    this.#exchanges.set(body.client_nonce, { text, key, family, discord })
    return this.#tokens(jar, family, { discord_access_token: discord })
  }

  #refresh (jar, key) {
    const family = this.families.get(jar.cookie?.family)
    if (!family || family.ended || family.key !== key) return this.refuse(401, 'refresh_invalid', false)
    const { generation } = jar.cookie
    if (generation === family.generation) {
      family.generation++
      family.rotatedAt = this.clock.now()
      return this.#tokens(jar, family)
    }

    const isParent = generation === family.generation - 1
    if (isParent && (this.clock.now() - family.rotatedAt <= this.window || family.acknowledged < family.generation)) return this.#tokens(jar, family)
    family.wasStolen = true
    this.end(family)
    return this.refuse(401, 'refresh_reuse_detected', false)
  }

  familyOf (token) {
    return [...this.families.values()].find(one => one.access.has(token))
  }

  end (family) {
    family.ended = true
    this.rooms.revoked(family)
  }

  #logout (jar, scheme, token) {
    const presented = this.familyOf(token)
    for (const family of [this.families.get(jar.cookie?.family), presented?.access.get(token).scheme === scheme ? presented : undefined]) {
      if (family) this.end(family)
    }

    delete jar.cookie
    return new Response(null, { status: 204 })
  }

  #tokens (jar, family, more = {}) {
    const claims = Buffer.from(JSON.stringify({ sid: family.id, sub: family.sub })).toString('base64url')
    const token = `head.${claims}.${this.secret('access')}`
    this.secrets.add(token)
    const scheme = family.isBound || this.bindsAccess ? 'DPoP' : 'Bearer'
    family.access.set(token, { endsAt: this.clock.now() + this.life * 1000, scheme, generation: family.generation })
    const cookie = { family: family.id, generation: family.generation }
    return Object.assign(Response.json({ access_token: token, token_type: scheme, expires_in: this.life, ...more }), { setCookie: () => { jar.cookie = cookie } })
  }
}

export const lost = { after: () => { throw new TypeError('Failed to fetch') } }
export const offline = { before: () => { throw new TypeError('Failed to fetch') } }
export const answers = make => ({ before: make })
export const always = fault => ({ ...fault, stays: true })

/** What all tabs of one browser share: the cookie, the locks, the channels, the database of keys. */
export class Browser {
  jar = {}
  messages = []
  urls = []
  keys = new Map()
  #channels = new Set()
  #writing = Promise.resolve()
  #locks = new Map()

  constructor (clock, server) {
    this.clock = clock
    this.server = server
  }

  /** A tab's environment. */
  tab ({ href = 'https://1.discordsays.com/', locks = true, channels = true, database = 'works', delay = 0 } = {}) {
    const browser = this
    const listeners = new Set()
    browser.online = () => { for (const listener of listeners) listener() }
    const tab = {
      WebSocket: browser.server.rooms.socketOf(browser),
      addEventListener: (type, listener) => listeners.add(listener),
      removeEventListener: (type, listener) => listeners.delete(listener),
      crypto: this.clock.crypto,
      location: { href, origin: href.startsWith('http') ? new URL(href).origin : 'null' },
      setTimeout: this.clock.setTimeout,
      clearTimeout: this.clock.clearTimeout,
      Date: this.clock,
      navigator: locks ? { locks: { request: this.#request } } : {},
      fetch: async (input, init = {}) => {
        const url = new URL(typeof input === 'string' || input instanceof URL ? input : input.url, href)
        const request = input instanceof Request ? { method: input.method, headers: input.headers, body: await input.text() } : init
        browser.urls.push(url.href)
        if (delay) await new Promise(resolve => browser.clock.setTimeout(resolve, delay))
        if (init.signal?.aborted) throw new DOMException('aborted', 'AbortError')
        const reply = await browser.server.answer(browser.jar, url.href, request)
        // A reply that never comes ends with the request.
        if (reply === 'hangs') {
          await new Promise((resolve, reject) => { init.signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))) })
        }

        reply.setCookie?.()
        return reply
      }
    }
    if (channels) tab.BroadcastChannel = browser.#channel()
    if (database !== 'absent') tab.indexedDB = this.#database(database)
    return tab
  }

  #channel () {
    const browser = this
    return class {
      onmessage = null

      constructor (name) {
        this.name = name
        browser.#channels.add(this)
      }

      postMessage (data) {
        browser.messages.push(structuredClone(data))
        for (const other of browser.#channels) {
          if (other !== this && other.name === this.name) setImmediate(() => other.onmessage?.({ data: structuredClone(data) }))
        }
      }

      close () {
        browser.#channels.delete(this)
      }
    }
  }

  #request = (name, { signal }, work) => new Promise((resolve, reject) => {
    const lock = this.#locks.get(name) ?? { isHeld: false, queue: [] }
    this.#locks.set(name, lock)
    const start = () => {
      lock.isHeld = true
      setImmediate(async () => {
        try {
          resolve(await work())
        } catch (failure) {
          reject(failure)
        }

        lock.isHeld = false
        lock.queue.shift()?.()
      })
    }
    if (!lock.isHeld) return start()
    lock.queue.push(start)
    signal.addEventListener('abort', () => {
      const at = lock.queue.indexOf(start)
      if (at < 0) return
      lock.queue.splice(at, 1)
      reject(new DOMException('aborted', 'AbortError'))
    })
  })

  #database (kind) {
    const reply = (value, error) => {
      const request = { result: value, error }
      setImmediate(() => (error ? request.onerror?.() : request.onsuccess?.()))
      return request
    }
    const { keys } = this
    // One transaction that writes at a time; it ends when a request's handler has made no other.
    const transaction = mode => {
      const begun = mode === 'readwrite' ? this.#writing : Promise.resolve()
      let end
      if (mode === 'readwrite') this.#writing = new Promise(resolve => { end = resolve })
      let open = 0
      const perform = work => {
        const request = {}
        open++
        begun.then(() => setImmediate(() => {
          request.result = work()
          request.onsuccess?.()
          setImmediate(() => { if (--open === 0) end?.() })
        }))
        return request
      }
      return {
        objectStore: () => ({
          get: name => perform(() => keys.get(name)),
          put: (value, name) => {
            if (kind === 'no-keys') {
              end?.()
              throw new DOMException('not cloned', 'DataCloneError')
            }

            return perform(() => {
              keys.set(name, value)
              return name
            })
          }
        })
      }
    }
    return {
      open: () => {
        if (kind === 'throws') throw new DOMException('refused', 'SecurityError')
        if (kind === 'hangs') return {}
        if (kind === 'fails') return reply(undefined, new DOMException('refused', 'InvalidStateError'))
        return reply({ transaction: (name, mode) => transaction(mode), close: () => {}, createObjectStore: () => {} })
      }
    }
  }
}

/** Discord's SDK, as far as the module uses it. */
export class Sdk {
  clientId = '100000000000000001'
  instanceId = 'i-1'
  authorized = []
  authenticated = []
  refusals = []

  constructor (server, player = 'nova') {
    this.server = server
    this.player = player
  }

  ready = async () => {}

  commands = {
    authorize: async args => {
      this.authorized.push(args)
      if (this.refusals.length) throw this.refusals.shift()
      await this.whileOpen?.()
      return { code: this.server.secret(`code-${this.player}`) }
    },
    authenticate: async args => {
      this.authenticated.push(args)
      if (this.refusesToken) throw this.refusesToken
      return { access_token: args.access_token, user: { id: '1', username: this.player, discriminator: '0', public_flags: 0 }, scopes: ['identify'], expires: '', application: { id: this.clientId, name: 'Game', description: '' } }
    }
  }
}
