// The server's side of /realtime, as docs/realtime.md has it, and the browser's WebSocket, by the clock of the tests.

const CLOSES = { token_expired: 4419, session_revoked: 4410, token_invalid: 4401, invalid_dpop_proof: 4401, invalid_request: 4400, rate_limited: 4429, temporarily_unavailable: 4503, timed_out: 4408, forbidden: 4403 }
const NOTICE = 60_000
const BOUND = 2000
const MEMBERS = { authenticate: ['access_token'], renew: ['access_token'], proof: ['dpop', 'hash'], join: ['room', 'ticket', 'id'], leave: ['room', 'id'], message: ['data', 'room', 'id'], ping: ['id'] }

/** One end of a connection at the server. What it is told arrives in the order in which it was sent. */
class Peer {
  rooms = new Set()
  frames = []
  isOver = false
  #reading = Promise.resolve()

  constructor (rooms, client, url) {
    this.server = rooms.server
    this.clock = rooms.server.clock
    this.all = rooms
    this.client = client
    this.url = url
  }

  /** A client's frame. */
  take (text) {
    const frame = JSON.parse(text)
    this.frames.push(frame)
    this.all.frames.push({ ...frame, time: this.clock.now() })
    this.#reading = this.#reading.then(() => this.isOver ? undefined : this.#serve(frame))
  }

  tell (frame) {
    if (!this.isOver) this.client.arrive(JSON.stringify(frame))
  }

  refuse (error, more = {}) {
    this.tell({ type: 'error', error, message: 'A sentence.', recoverable: false, retry_after_ms: 0, ...more })
  }

  /** Says why, and closes. */
  close (error, more = {}, code = CLOSES[error]) {
    if (this.isOver) return
    if (error) this.refuse(error, more)
    this.cut(code)
  }

  /** Ends without a word. */
  cut (code = 1006) {
    if (this.isOver) return
    this.isOver = true
    this.all.peers.delete(this)
    this.client.over(code)
  }

  /** The client is not there any more, and does not say so. */
  vanish () {
    this.isOver = true
    this.all.peers.delete(this)
  }

  async #serve (frame) {
    const { type, ...members } = frame
    const isKnown = MEMBERS[type] && Object.keys(members).every(name => MEMBERS[type].includes(name))
    const isTurn = this.family ? true : type === (this.challenge ? 'proof' : 'authenticate')
    if (!isKnown || !isTurn) return this.close('invalid_request')
    const at = this.server.faults.findIndex(one => one.endpoint === type)
    const fault = at >= 0 ? this.server.faults[at].fault : undefined
    if (fault && !fault.stays) this.server.faults.splice(at, 1)
    if (fault?.frame) return fault.frame(this, frame)
    switch (type) {
      case 'authenticate':
      case 'renew': return this.#challenge(frame.access_token)
      case 'proof': return this.#prove(frame)
      case 'join': return this.#join(frame)
      case 'leave':
        this.rooms.delete(frame.room)
        return this.tell({ type: 'left', room: frame.room, id: frame.id })
      case 'ping': return this.tell({ type: 'pong', id: frame.id })
      case 'message':
        if (frame.room && !this.rooms.has(frame.room)) return this.refuse('room_forbidden', { id: frame.id })
        for (const peer of this.all.peers) if (!frame.room || peer.rooms.has(frame.room)) peer.tell({ type: 'message', data: frame.data, room: frame.room })
    }
  }

  #challenge (token) {
    const family = this.server.familyOf(token)
    const issued = family?.access.get(token)
    const error = !family ? 'token_invalid' : family.ended ? 'session_revoked' : this.clock.now() >= issued.endsAt ? 'token_expired' : ''
    if (error) return this.family ? this.refuse(error) : this.close(error)
    const nonce = this.server.secret('challenge')
    this.challenge = { token, family, issued, nonce }
    this.tell({ type: 'challenge', nonce, proof: this.all.proof, expires_in: 30 })
  }

  async #prove ({ dpop, hash }) {
    const { token, family, issued, nonce } = this.challenge
    this.challenge = null
    const isRight = this.all.proof === 'dpop' ? await this.server.provesKey(dpop, family.key, token, nonce, this.all.address) : hash === await this.server.hashOf(`${nonce}.${token}`)
    if (!isRight) return this.close(this.all.proof === 'dpop' ? 'invalid_dpop_proof' : 'token_invalid')
    const isFirst = !this.family
    Object.assign(this, { family, token })
    this.#watch(issued)
    const expires = Math.round((issued.endsAt - this.clock.now()) / 1000)
    this.tell(isFirst ? { type: 'authenticated', connection: 'c', sub: family.sub, expires_in: expires, later: 'unknown members' } : { type: 'renewed', expires_in: expires })
  }

  #watch (issued) {
    this.clock.setTimeout(() => { if (this.family.access.get(this.token) === issued) this.tell({ type: 'token_expires', expires_in: NOTICE / 1000 }) }, issued.endsAt - NOTICE - this.clock.now())
    this.clock.setTimeout(() => { if (this.family.access.get(this.token) === issued) this.close('token_expired', { recoverable: true }) }, issued.endsAt - this.clock.now())
  }

  #join ({ room, ticket, id }) {
    const access = this.all.access.get(room) ?? {}
    const others = [...this.all.peers].filter(peer => peer.rooms.has(room)).length
    if (this.clock.now() >= this.family.access.get(this.token).endsAt) return this.refuse('token_expired', { id, recoverable: true })
    if (access.denies) return this.refuse('room_forbidden', { id, message: access.denies })
    if (access.ticket && !this.all.useTicket(ticket, room, this.token)) return this.refuse('room_ticket_required', { id, recoverable: true })
    this.rooms.add(room)
    this.tell({ type: 'joined', id, room, sub: this.family.sub, permissions: ['speak'], occupied: others + 1 })
  }
}

/** The rooms of a server, and the sockets of all its clients. */
export class Rooms {
  peers = new Set()
  opened = []
  frames = []
  access = new Map()
  proof = 'dpop'
  address = 'https://1.discordsays.com/realtime'
  #tickets = new Map()

  constructor (server) {
    this.server = server
  }

  /** A player is put out. */
  evict (room, message) {
    this.access.set(room, { denies: message })
    for (const peer of this.peers) if (peer.rooms.delete(room)) peer.tell({ type: 'evicted', room, error: 'room_forbidden', message, recoverable: false, retry_after_ms: 0 })
  }

  /** A session has ended: its sockets close within the bound. */
  revoked (family) {
    this.server.clock.setTimeout(() => { for (const peer of this.peers) if (peer.family === family) peer.close('session_revoked') }, BOUND)
  }

  ticketFor (room, token) {
    const ticket = this.server.secret('ticket')
    this.#tickets.set(ticket, `${room} ${token}`)
    return ticket
  }

  useTicket (ticket, room, token) {
    const isRight = this.#tickets.get(ticket) === `${room} ${token}`
    this.#tickets.delete(ticket)
    return isRight
  }

  /** The class that stands for the browser's. */
  socketOf (browser) {
    const rooms = this
    const tab = {}
    return class {
      readyState = 0
      onopen = null
      onmessage = null
      onclose = null
      #queue = Promise.resolve()
      #peer

      constructor (url) {
        this.#peer = new Peer(rooms, this, url)
        browser.urls.push(url)
        rooms.opened.push({ url, tab, time: rooms.server.clock.now() })
        const fault = rooms.server.faults.find(one => one.endpoint === 'realtime')?.fault
        if (fault && !fault.stays) rooms.server.faults.splice(rooms.server.faults.findIndex(one => one.fault === fault), 1)
        this.#later(() => {
          if (this.readyState !== 0 || fault?.silent) return
          if (fault) return this.over(1006)
          this.readyState = 1
          rooms.peers.add(this.#peer)
          this.onopen?.({})
        })
      }

      send (text) {
        if (this.readyState !== 1) throw new DOMException('not open', 'InvalidStateError')
        this.#later(() => this.#peer.take(text))
      }

      close () {
        if (this.readyState > 1) return
        this.readyState = 3
        this.#later(() => this.#peer.vanish())
      }

      arrive (data) {
        this.#later(() => { if (this.readyState === 1) this.onmessage?.({ data }) })
      }

      over (code) {
        this.#later(() => {
          if (this.readyState === 3) return
          this.readyState = 3
          this.onclose?.({ code })
        })
      }

      // In order, and never within the call that causes it.
      #later (work) {
        const { clock } = rooms.server
        clock.pending++
        this.#queue = this.#queue.then(() => new Promise(resolve => setImmediate(resolve))).then(work).finally(() => { clock.pending-- })
      }
    }
  }
}
