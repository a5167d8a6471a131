/**
 * The browser's side of a GameAuth session server: sign-in inside a Discord Activity, requests with a token that is always fresh, rooms on a socket that comes back, sign-out in every tab.
 *
 * One module, without dependency and build step. The access token is in this module's memory alone; the refresh token is in a cookie that no script reads; the key that the session is bound to can't leave
 * the browser. Nothing is written to the console, which Discord's SDK forwards to the Discord client, nor to any storage but the key's.
 *
 * @module
 */

// One request and three more tries, after 500 ms, 1 s and 2 s. A wait above the longest one is the caller's.
const PAUSES = [500, 1000, 2000]
const LONGEST_PAUSE = 5000

// Whatever the application does, and whatever the server answers, an endpoint is asked four times a minute.
const BUDGET = 4
const BUDGET_WINDOW = 60_000

// What 429 without a time is taken for, and the longest time that an answer is believed.
const DEFAULT_REST = 15_000
const LONGEST_REST = 300_000

const ANSWER_LIMIT = 10_000
const LOCK_LIMIT = 15_000
const KEY_LIMIT = 3000
const READY_LIMIT = 20_000

// The pauses before a socket that was lost comes back: those of a request, and then longer ones as long as the page lives.
const RETURNS = [...PAUSES, 15_000, 30_000, 60_000]

// A socket that stood for so long begins again with the first of them.
const STEADY = 60_000

// After so long without a frame the server is asked whether it is there: a page does not see the pings of the protocol, and a machine that slept does not see the end.
const SILENCE = 30_000

// The largest and the deepest frame that the server takes.
const LARGEST_FRAME = 16 * 1024
const DEEPEST_FRAME = 16

// A token is renewed that much before its end, or a tenth of its life before where that is less.
const EARLY = 30_000

const PROXY = '/.proxy'
const ACTIVITY_HOSTS = '.discordsays.com'

/**
 * What createGameAuth() takes.
 * @typedef {object} GameAuthOptions
 * @property {DiscordSdk} [discordSdk] Discord's SDK, as `new DiscordSDK(clientId)` made it. signIn() needs it, nothing else does.
 * @property {string} [base] What stands before the server's paths in the page's addresses: the prefix of a URL mapping such as `/backend`, `/.proxy`, both, or an origin. Default: nothing.
 * @property {string} [publicUrl] The address that stands for `base` at the server, one of its PublicBaseUrls: what proofs name. Default: the page's origin, and outside of an Activity with the path of `base`.
 * @property {string[]} [origins] More origins that fetch() may send the access token to. Default: none but that of `base`.
 * @property {boolean} [sendInstance] Whether the sign-in tells the id of the activity instance. Only for a server that looks instances up. Default: false.
 * @property {GameAuthEnvironment} [environment] What stands for the browser. For tests. Default: the browser.
 */

/**
 * What the module uses of the browser, at the time of use, so that patchUrlMappings() may be called before or after.
 * @typedef {object} GameAuthEnvironment
 * @property {typeof fetch} fetch
 * @property {Crypto} crypto
 * @property {{ href: string, origin: string }} location
 * @property {(work: () => void, delay: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {{ now(): number }} Date
 * @property {{ locks?: { request(name: string, options: { signal: AbortSignal }, work: () => Promise<any>): Promise<any> } }} [navigator]
 * @property {{ open(name: string, version: number): any }} [indexedDB]
 * @property {new (name: string) => { onmessage: ((message: MessageEvent) => any) | null, postMessage: (message: any) => void, close: () => void }} [BroadcastChannel]
 * @property {new (url: string) => BrowserSocket} WebSocket
 * @property {(type: 'online', listener: () => void) => void} [addEventListener]
 * @property {(type: 'online', listener: () => void) => void} [removeEventListener]
 */

/**
 * What is used of a WebSocket.
 * @typedef {object} BrowserSocket
 * @property {number} readyState
 * @property {((event: any) => any) | null} onopen
 * @property {((event: MessageEvent) => any) | null} onmessage
 * @property {((event: CloseEvent) => any) | null} onclose
 * @property {(data: string) => void} send
 * @property {(code?: number) => void} close
 */

/**
 * The part of Discord's SDK that is used; `DiscordSDK` of npm `@discord/embedded-app-sdk` has it.
 * @typedef {object} DiscordSdk
 * @property {string} clientId
 * @property {string} [instanceId]
 * @property {() => Promise<void>} ready
 * @property {DiscordCommands} commands
 */

/**
 * @typedef {object} DiscordCommands
 * @property {(args: { client_id: string, scope: 'identify'[], response_type: 'code', prompt: 'none', code_challenge: string, code_challenge_method: 'S256' }) => Promise<{ code: string }>} authorize
 * @property {(args: { access_token: string }) => Promise<{ user: DiscordUser, scopes: (string | number)[], application: { id: string, name: string } }>} authenticate
 */

/**
 * A Discord user, as the SDK's authenticate() tells of him. The page shows it; a backend believes the claims of the access token alone.
 * @typedef {object} DiscordUser
 * @property {string} id
 * @property {string} username
 * @property {string} discriminator
 * @property {string | null} [avatar]
 * @property {number} public_flags
 * @property {string | null} [global_name]
 */

/**
 * What signIn() gives. There is no token in it.
 * @typedef {object} SignedIn
 * @property {DiscordUser} user Who has signed in.
 * @property {(string | number)[]} scopes What the player has allowed.
 * @property {{ id: string, name: string }} application The Discord application.
 */

/**
 * How it stands: `unknown` until the server was asked, then `signed-out`, `signing-in` or `signed-in`.
 * @typedef {object} GameAuthState
 * @property {'unknown' | 'signed-out' | 'signing-in' | 'signed-in'} status
 * @property {string} reason Why: a word of the server's table of errors, or `start`, `sign_in`, `resumed`, `refreshed`, `sign_in_failed`, `logout`, `signed_in_elsewhere`, `player_changed`.
 */

/**
 * The module's object. Its methods may be called at any time and in any order.
 * @typedef {object} GameAuth
 * @property {() => Promise<SignedIn>} signIn Signs the player in: Discord's authorize with PKCE, the server's exchange, Discord's authenticate. Calls at the same time share one sign-in.
 * @property {() => Promise<boolean>} resume Goes on with the session of the cookie, as after a reload. False where there is none.
 * @property {(input: string | URL | Request, init?: RequestInit) => Promise<Response>} fetch As the browser's fetch, with the access token. Renews it before, and once more after `token_expired`.
 * @property {(options?: { path?: string }) => Realtime} realtime The socket of the server, one for each path; default `/realtime`. It is closed until open() or join() is called.
 * @property {() => Promise<void>} logout Signs out in every tab at once, then at the server. Rejects where the server was not reached: then the session there goes on, and logout() may be called again.
 * @property {(listener: (state: GameAuthState) => void) => () => void} onState Tells how it stands, now and at every change. The result ends that.
 * @property {() => GameAuthState} state How it stands now.
 * @property {() => void} close Ends what this object does by itself, and its sockets. The session goes on.
 */

/**
 * The socket of the server: rooms and messages. It comes back by itself, with its rooms, and shows each new access token while it is open. Its methods may be called at any time and in any order.
 * @typedef {object} Realtime
 * @property {() => Promise<void>} open Connects. A join() does that too.
 * @property {(room: string, options?: { ticket?: boolean | string }) => Promise<Room>} join Joins a room, and joins it again whenever the socket comes back. `ticket`: true where the room wants one, which is then asked for; or one that the application has.
 * @property {(room: string) => Promise<void>} leave Leaves a room.
 * @property {(data: unknown, room?: string) => string} send Sends what JSON can say, to a room that this socket is in, or to the application. Nothing is kept for later: it throws while the socket is not open. Gives the id that a refusal has.
 * @property {() => Room[]} rooms The rooms that this socket is in now.
 * @property {(listener: (state: RealtimeState) => void) => () => void} onState Tells how it stands, now and at every change. The result ends that, as that of the others does.
 * @property {(listener: (message: RealtimeMessage) => void) => () => void} onMessage Tells what comes.
 * @property {(listener: (event: RoomEvent) => void) => () => void} onRoom Tells of rooms: joined, also again after a return; left; other permissions; put out.
 * @property {(listener: (refusal: Refusal) => void) => () => void} onRefused Tells that a message was not passed on.
 * @property {() => RealtimeState} state How it stands now.
 * @property {() => void} close Leaves all rooms, and connects no more by itself.
 */

/**
 * How a socket stands. `waiting` comes back by itself; `closed` does not, and has left its rooms.
 * @typedef {object} RealtimeState
 * @property {'closed' | 'connecting' | 'open' | 'waiting'} status
 * @property {string} reason Why: a word of the server's table of errors, or `start`, `open`, `lost`, `going_away`, `internal_error`, `unreachable`, `resting`, `close`, or why the session is over.
 * @property {number} retryAfterMs How long it waits, in milliseconds; 0 for not at all.
 */

/**
 * @typedef {object} Room
 * @property {string} room Its name.
 * @property {string[]} permissions What the player may do there, as the server says now.
 * @property {number} occupied How many players were there when this one joined.
 */

/**
 * @typedef {object} RealtimeMessage
 * @property {any} data What was sent: JSON of another player or of the application. Believe it no more than that.
 * @property {string} [room] The room that it is about.
 */

/**
 * @typedef {object} RoomEvent
 * @property {'joined' | 'left' | 'permissions' | 'evicted'} type `evicted`: the player is not there any more, and does not come back by himself; `error` says why.
 * @property {Room} room
 * @property {GameAuthError} [error]
 */

/**
 * @typedef {object} Refusal
 * @property {string} id What send() gave.
 * @property {GameAuthError} error
 */

// ---- Errors ----

/**
 * A failure, with a word to decide by, a sentence to read and a fix. It never holds a token, a code or a nonce.
 */
export class GameAuthError extends Error {
  /**
   * @param {string} code A stable word: one of the server's table of errors, or one of this module's.
   * @param {string} sentence What happened.
   * @param {{ step: string, fix?: string, recoverable?: boolean, retryAfterMs?: number, status?: number, transient?: boolean, final?: boolean, said?: unknown }} more
   */
  constructor (code, sentence, more) {
    super(more.fix ? `${sentence} ${more.fix}` : sentence)
    this.name = 'GameAuthError'
    /** A stable word. */
    this.code = code
    /** What was being done: `environment`, `discord.ready`, `discord.authorize`, `exchange`, `discord.authenticate`, `refresh`, `logout`, `fetch`, `ticket`, `realtime`. */
    this.step = more.step
    /** What helps. */
    this.fix = more.fix ?? ''
    /** Whether the application may go on without a new sign-in. */
    this.recoverable = more.recoverable ?? false
    /** How long nothing is sent, in milliseconds; 0 for no time. */
    this.retryAfterMs = more.retryAfterMs ?? 0
    /** The status of the answer; 0 without one. */
    this.status = more.status ?? 0
    /** Whether the same request may succeed a moment later. */
    this.transient = more.transient ?? false
    /** Whether the server has said that this session is over. */
    this.final = more.final ?? false
    /** The server's own sentence, such as an application's reason for a room; empty without one. It is text, and no HTML. */
    this.said = typeof more.said === 'string' ? more.said.slice(0, 300) : ''
  }
}

/** @type {Record<string, string>} What helps against the server's words. */
const FIXES = {
  dpop_nonce_required: 'A page of another origin must be let see the header DPoP-Nonce: the server\'s CORS policy exposes it.',
  invalid_discord_auth: 'Ask the player to sign in again.',
  invalid_dpop_proof: 'Set publicUrl to the one of the server\'s PublicBaseUrls that stands for this page\'s address.',
  invalid_request: 'The server wants another shape: use the gameauth.js that it serves.',
  nonce_reused: 'Sign in again.',
  origin_forbidden: 'Add the page\'s origin to the server\'s AllowedOrigins.',
  refresh_invalid: 'Sign in again.',
  refresh_reuse_detected: 'The session was ended in every tab. Sign in again.',
  temporarily_unavailable: 'Try again later.',
  rate_limited: 'Try again later.',
  room_ticket_required: 'Join with { ticket: true }.'
}

/** @type {Record<number, [string, string, string]>} RPC error codes of Discord's client: a word, a sentence, a fix. */
const RPC_ERRORS = {
  4000: ['discord_bad_command', 'Discord\'s client did not understand the command.', 'Use a newer Embedded App SDK, or a newer Discord client.'],
  4002: ['discord_too_old', 'This Discord client does not know the command.', 'Ask the player to update Discord.'],
  4006: ['discord_not_permitted', 'Discord does not permit this command to the application.', 'Look at the application\'s scopes, and whether the player may use it.'],
  4007: ['discord_client_id', 'Discord does not know this client id.', 'Give the application\'s id to new DiscordSDK().'],
  4008: ['opaque_origin', 'Discord refuses the page\'s origin.', 'Start the page as an Activity, at the address of its URL mapping and without a sandbox of its own.'],
  4009: ['discord_token_refused', 'Discord refused its own access token.', 'Call signIn() again.'],
  4010: ['discord_user', 'Discord refuses this user.', 'Ask the player to sign in to Discord again.']
}

/** @type {[RegExp, string, string, string][]} The OAuth errors that Discord's client tells of with the code 5000. */
const OAUTH_ERRORS = [
  [/access_denied/, 'declined', 'The player did not allow the application.', 'Show the way to sign in again.'],
  [/missing.*redirect_uri/i, 'redirect_not_registered', 'The Discord application has registered no redirect.', 'Add any, such as https://127.0.0.1, under OAuth2 in the developer portal. It is not used.'],
  [/redirect/i, 'redirect_refused', 'Discord refuses the redirect.', 'An Activity sends none; look at what wraps the SDK.'],
  [/invalid_scope/, 'scope_refused', 'Discord refuses the scope.', 'Only identify is asked for: look at the application\'s installation settings.'],
  [/invalid_client/, 'discord_client_id', 'Discord does not know this client id.', 'Give the application\'s id to new DiscordSDK().']
]

/**
 * A rejection of the SDK, which is a plain object, as an error.
 * @param {string} step
 * @param {unknown} thrown
 * @returns {GameAuthError}
 */
function discordError (step, thrown) {
  const { code, message } = /** @type {{ code?: unknown, message?: unknown }} */ (thrown ?? {})
  if (code === 5000) {
    const [, word, sentence, fix] = OAUTH_ERRORS.find(([text]) => text.test(String(message))) ?? [0, 'discord_refused', 'Discord refused the authorization.', 'Look at the application in the developer portal.']
    return new GameAuthError(word, sentence, { step, fix, recoverable: true })
  }

  const [word, sentence, fix] = RPC_ERRORS[Number(code)] ?? ['discord_failed', 'Discord\'s SDK failed.', 'Start the page as an Activity, with Embedded App SDK 2.5 or newer.']
  return new GameAuthError(word, sentence, { step, fix, recoverable: true })
}

// ---- Small tools ----

/** @param {Uint8Array} bytes */
function base64url (bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
}

/** @param {string} text */
const utf8 = text => new TextEncoder().encode(text)

/** @param {unknown} value */
const base64urlOfJson = value => base64url(utf8(JSON.stringify(value)))

/**
 * The claims of an access token, as far as they can be read. They decide nothing but whose token it is.
 * @param {string} token
 * @returns {{ sid?: string, sub?: string }}
 */
function claimsOf (token) {
  try {
    return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))) ?? {}
  } catch {
    return {}
  }
}

/**
 * Ends a wait after a time.
 * @template T
 * @param {GameAuthEnvironment} world
 * @param {number} limit
 * @param {Promise<T>} work
 * @param {() => Error} late
 * @returns {Promise<T>}
 */
function within (world, limit, work, late) {
  return new Promise((resolve, reject) => {
    const timer = world.setTimeout(() => reject(late()), limit)
    work.then(resolve, reject).finally(() => world.clearTimeout(timer))
  })
}

/**
 * Waits, and no longer than a signal lets it.
 * @param {GameAuthEnvironment} world
 * @param {number} delay
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pause (world, delay, signal) {
  return new Promise(resolve => {
    const done = () => {
      world.clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = world.setTimeout(done, signal.aborted ? 0 : delay)
    signal.addEventListener('abort', done)
  })
}

/**
 * Who wants to hear of something.
 * @template T
 */
class Listeners {
  /** @type {GameAuthEnvironment} */ #world
  /** @type {Set<(value: T) => void>} */ #all = new Set()

  /** @param {GameAuthEnvironment} world */
  constructor (world) { this.#world = world }

  /** @param {(value: T) => void} listener @returns {() => void} Ends it. */
  add (listener) {
    this.#all.add(listener)
    return () => { this.#all.delete(listener) }
  }

  /** @param {T} value */
  tell (value) {
    for (const listener of [...this.#all]) {
      try {
        listener(value)
      } catch (failure) {
        // The application's own mistake must not keep the others from hearing; the page's handler of errors gets it.
        this.#world.setTimeout(() => { throw failure }, 0)
      }
    }
  }

  clear () { this.#all.clear() }
}

/**
 * So that a method can be handed on by itself.
 * @param {any} object
 * @param {string[]} names
 */
function bindAll (object, names) {
  for (const name of names) object[name] = object[name].bind(object)
}

// ---- The key and its proofs ----

/**
 * The pair of keys that the session is bound to (RFC 9449): P-256, of which the private one can't be exported. Kept in IndexedDB, where every tab finds it and a reload too; in memory where the browser
 * refuses, which some do in frames of another site. Then a reload needs a new sign-in.
 */
class ProofKey {
  /** @type {GameAuthEnvironment} */ #world
  /** @type {Promise<{ privateKey: CryptoKey, jwk: object }> | null} */ #loaded = null

  /** @param {GameAuthEnvironment} world */
  constructor (world) { this.#world = world }

  load () {
    this.#loaded ??= this.#find()
    return this.#loaded
  }

  async #find () {
    /** @type {CryptoKeyPair | null} */
    let pair = null
    try {
      pair = await within(this.#world, KEY_LIMIT, this.#stored(), () => new Error('late'))
    } catch {
      // Refused, broken, or blocked for ever: some browsers do each of these.
    }

    pair ??= await this.#create()
    const { kty, crv, x, y } = await this.#world.crypto.subtle.exportKey('jwk', pair.publicKey)
    return { privateKey: pair.privateKey, jwk: { kty, crv, x, y } }
  }

  #create () {
    return this.#world.crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  }

  /** @returns {Promise<CryptoKeyPair | null>} */
  async #stored () {
    if (!this.#world.indexedDB) return null
    const database = await answerOf(this.#world.indexedDB.open('gameauth', 1), request => request.result.createObjectStore('keys'))
    try {
      const found = await answerOf(database.transaction('keys').objectStore('keys').get('proof'))
      if (found?.privateKey && found.publicKey) return found

      // A transaction ends while a key is made, so that another tab may have been faster: whoever is second takes the first one's.
      const made = await this.#create()
      const keys = database.transaction('keys', 'readwrite').objectStore('keys')
      const other = await answerOf(keys.get('proof'))
      if (other?.privateKey && other.publicKey) return other
      await answerOf(keys.put(made, 'proof'))
      return made
    } finally {
      database.close()
    }
  }
}

/**
 * The answer of a request to IndexedDB.
 * @param {any} request
 * @param {(request: any) => void} [upgrade]
 * @returns {Promise<any>}
 */
function answerOf (request, upgrade) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = request.onblocked = () => reject(request.error ?? new Error('refused'))
    if (upgrade) request.onupgradeneeded = () => upgrade(request)
  })
}

/** Makes the proofs of RFC 9449: of the key, for one method, one address, the server's newest nonce and, where a token is bound, that token. */
class Proofs {
  /** @type {GameAuthEnvironment} */ #world
  /** @type {ProofKey} */ #key
  /** @type {string | null} */ #nonce = null

  /** @param {GameAuthEnvironment} world */
  constructor (world) {
    this.#world = world
    this.#key = new ProofKey(world)
  }

  /** Whether the server has given a nonce. */
  get hasNonce () { return this.#nonce !== null }

  /** @param {Response} response */
  learn (response) {
    this.#nonce = response.headers.get('DPoP-Nonce') ?? this.#nonce
  }

  /** @param {string} method @param {string} address @param {string} [token] The access token that goes along, where it is bound. @param {string | null} [nonce] That of a challenge; else the newest. */
  async make (method, address, token, nonce = this.#nonce) {
    const { privateKey, jwk } = await this.#key.load()
    /** @type {Record<string, unknown>} */
    const claims = { jti: this.random(16), htm: method, htu: address, iat: Math.floor(this.#world.Date.now() / 1000) }
    if (nonce !== null) claims.nonce = nonce
    if (token !== undefined) claims.ath = await this.sha256(token)
    const text = `${base64urlOfJson({ typ: 'dpop+jwt', alg: 'ES256', jwk })}.${base64urlOfJson(claims)}`
    const signature = await this.#world.crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, utf8(text))
    return `${text}.${base64url(new Uint8Array(signature))}`
  }

  /** @param {number} size */
  random (size) {
    return base64url(this.#world.crypto.getRandomValues(new Uint8Array(size)))
  }

  /** @param {string} text */
  async sha256 (text) {
    return base64url(new Uint8Array(await this.#world.crypto.subtle.digest('SHA-256', utf8(text))))
  }
}

// ---- The server's endpoints ----

/**
 * The addresses of one server: as the page writes them, and as the server knows them. Discord's proxy takes `/.proxy` and the prefix of a URL mapping off before the server sees a path, and proofs name
 * what the server sees.
 */
class Addresses {
  /** @param {GameAuthEnvironment} world @param {GameAuthOptions} options */
  constructor (world, options) {
    this.base = (options.base ?? '').replace(/\/+$/, '')

    // A frame without an origin has no address either that others could be relative to; signIn() says so.
    this.page = /^https?:/.test(world.location.href) ? world.location.href : 'https://invalid'
    const base = this.absolute('')
    this.origin = base.origin
    this.path = base.pathname.replace(/\/+$/, '')
    this.isActivity = base.hostname.endsWith(ACTIVITY_HOSTS)
    this.publicUrl = (options.publicUrl ?? this.origin + (this.isActivity ? '' : this.path)).replace(/\/+$/, '')
    this.origins = new Set([this.origin, ...(options.origins ?? []).map(one => new URL(one).origin)])
  }

  /** @param {string} path */
  at (path) { return this.base + path }

  /** @param {string} path */
  absolute (path) {
    return new URL(this.base + path || '/', this.page)
  }

  /**
   * The address of a request as the server knows it: what `htu` says.
   * @param {URL} target
   */
  publicOf (target) {
    if (target.origin !== this.origin) return target.origin + target.pathname
    let path = target.pathname
    if (this.path !== '' && path.startsWith(this.path + '/')) path = path.slice(this.path.length)
    else if (this.isActivity && path.startsWith(PROXY + '/')) path = path.slice(PROXY.length)
    else if (!this.isActivity) return target.origin + path
    return this.publicUrl + path
  }
}

/** @param {unknown} text @returns {text is string} Whether it can be a word of the server's table. */
const isWord = text => typeof text === 'string' && /^[a-z_]{1,64}$/.test(text)

/** @param {Response} response @param {any} json @returns {number} When to come again, in milliseconds; 0 where nothing is said. */
function retryAfterOf (response, json) {
  const said = Number(json?.retry_after_ms)
  const header = Number(response.headers.get('Retry-After') ?? 0) * 1000
  return Math.min(LONGEST_REST, said > 0 ? said : header > 0 ? header : response.status === 429 ? DEFAULT_REST : 0)
}

/**
 * What an answer that is no success means. Only an answer of the server's contract can end a session: an HTML page of whatever stands between decides nothing.
 * @param {string} step
 * @param {Response} response
 * @param {any} json
 * @returns {GameAuthError}
 */
function errorOf (step, response, json) {
  const { status } = response
  const retryAfterMs = retryAfterOf(response, json)
  if (isWord(json?.error)) {
    const recoverable = json.recoverable === true
    const transient = status >= 500 || status === 429
    return new GameAuthError(json.error, `The server refused (${status} ${json.error}).`, {
      step, fix: FIXES[json.error], status, retryAfterMs, recoverable, transient, final: !recoverable && !transient, said: json.message
    })
  }

  if (status === 429) return new GameAuthError('rate_limited', 'The server was asked too often.', { step, fix: FIXES.rate_limited, status, retryAfterMs, recoverable: true, transient: true })
  if (status >= 500) return new GameAuthError('temporarily_unavailable', `The server could not answer (${status}).`, { step, fix: FIXES.temporarily_unavailable, status, retryAfterMs, recoverable: true, transient: true })
  return new GameAuthError('invalid_answer', `The answer is none of a GameAuth server (${status}).`, {
    step, fix: 'Look where the address leads: the URL mapping of the Activity, base, and whether the application calls MapGameAuth().', status, recoverable: true
  })
}

/**
 * Asks the server's own endpoints, by these rules: a lost reply and 5xx are asked again after a pause, a time that the server names goes before the pause, nothing is asked after a final word,
 * and a budget holds whatever happens.
 */
class AuthServer {
  /** @type {GameAuthEnvironment} */ #world
  /** @type {Addresses} */ #addresses
  /** @type {Proofs} */ #proofs
  /** @type {Map<string, number[]>} */ #asked = new Map()
  /** @type {Map<string, number>} */ #rests = new Map()
  /** @type {(path: string, until: number) => void} */
  onRest = () => {}

  /** @param {GameAuthEnvironment} world @param {Addresses} addresses @param {Proofs} proofs */
  constructor (world, addresses, proofs) {
    this.#world = world
    this.#addresses = addresses
    this.#proofs = proofs
  }

  /** @param {string} path @param {number} until */
  rest (path, until) {
    this.#rests.set(path, Math.min(until, this.#world.Date.now() + LONGEST_REST))
  }

  /**
   * Nothing is sent for a while, by no tab.
   * @param {string} path
   * @param {number} time
   */
  restFor (path, time) {
    const until = this.#world.Date.now() + time
    this.rest(path, until)
    this.onRest(path, until)
  }

  /**
   * Takes one of the requests that an endpoint may be sent in a minute.
   * @param {string} step
   * @param {string} path
   */
  take (step, path) {
    this.#asked.set(path, [...this.#mayAsk(step, path), this.#world.Date.now()])
  }

  /**
   * Asks until there is an answer or a reason to stop. The body of every try is the same, so that the server can repeat an answer that was lost; the proof is a new one.
   * @param {string} step What an error calls it.
   * @param {string} path The endpoint.
   * @param {object} body
   * @param {AbortSignal} signal
   * @param {AccessToken} [token] Sent along, with its hash in the proof where it is bound.
   * @returns {Promise<any>} The answer's JSON; null for 204.
   */
  async ask (step, path, body, signal, token) {
    let hasProvenAgain = false
    for (let tries = 0; ;) {
      this.#mayAsk(step, path)
      const failure = await this.#once(step, path, body, signal, token)
      if (!(failure instanceof GameAuthError)) return failure
      if (signal.aborted) throw failure
      if (failure.code === 'dpop_nonce_required' && !hasProvenAgain && this.#proofs.hasNonce) {
        hasProvenAgain = true
        continue
      }

      const wait = failure.retryAfterMs || PAUSES[tries]
      if (!failure.transient || tries >= PAUSES.length || wait > LONGEST_PAUSE) {
        if (failure.retryAfterMs > 0) this.restFor(path, failure.retryAfterMs)
        throw failure
      }

      tries++
      await pause(this.#world, wait, signal)
      if (signal.aborted) throw failure
    }
  }

  /** @param {string} step @param {string} path @returns {number[]} When it was asked in the last minute. */
  #mayAsk (step, path) {
    const now = this.#world.Date.now()
    const asked = (this.#asked.get(path) ?? []).filter(time => time > now - BUDGET_WINDOW && time <= now)
    const free = Math.max(asked.length < BUDGET ? 0 : asked[0] + BUDGET_WINDOW, this.#rests.get(path) ?? 0)
    if (free <= now) return asked
    throw new GameAuthError('resting', 'The server was asked often enough for now, and nothing was sent.', { step, fix: 'Try again after retryAfterMs.', recoverable: true, retryAfterMs: free - now })
  }

  /** @param {string} step @param {string} path @param {object} body @param {AbortSignal} signal @param {AccessToken} [token] @returns {Promise<any>} */
  async #once (step, path, body, signal, token) {
    /** @type {Record<string, string>} */
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json', DPoP: await this.#proofs.make('POST', this.#addresses.publicUrl + path, token?.isBound ? token.value : undefined) }
    if (token !== undefined) headers.Authorization = authorizationOf(token)
    this.take(step, path)
    const limit = new AbortController()
    const timer = this.#world.setTimeout(() => limit.abort(), ANSWER_LIMIT)
    const stop = () => limit.abort()
    signal.addEventListener('abort', stop, { once: true })
    try {
      const response = await this.#world.fetch(this.#addresses.at(path), {
        method: 'POST', headers, body: JSON.stringify(body), credentials: 'include', cache: 'no-store', redirect: 'error', signal: limit.signal
      })
      this.#proofs.learn(response)
      if (response.status === 204) return null
      const text = await response.text()
      const json = parse(text)
      return response.ok && json !== null && json.error === undefined ? json : errorOf(step, response, json)
    } catch {
      // What a browser throws here names addresses at most, and says less than this.
      return new GameAuthError('unreachable', 'The server was not reached, or its answer was lost.', { step, fix: 'Try again when the network is back.', recoverable: true, transient: true })
    } finally {
      signal.removeEventListener('abort', stop)
      this.#world.clearTimeout(timer)
    }
  }
}

/** @param {string} text @returns {any} The JSON object; null where the text is none. */
function parse (text) {
  try {
    const json = JSON.parse(text)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : null
  } catch {
    return null
  }
}

// ---- The other tabs ----

/** The other tabs of the page's origin: one of all talks to the server at a time, and what ends the session in one ends it in all. No token is in a message. */
class Tabs {
  /** @type {GameAuthEnvironment} */ #world
  /** @type {InstanceType<NonNullable<GameAuthEnvironment['BroadcastChannel']>> | null} */ #channel = null
  /** @type {string} */ #name

  /** @param {GameAuthEnvironment} world @param {string} name @param {(message: { type: string, [member: string]: unknown }) => void} heard */
  constructor (world, name, heard) {
    this.#world = world
    this.#name = name
    try {
      this.#channel = world.BroadcastChannel ? new world.BroadcastChannel(name) : null
      if (this.#channel) {
        this.#channel.onmessage = ({ data }) => {
          if (typeof data === 'object' && data !== null && typeof data.type === 'string') heard(data)
        }
      }
    } catch {
      // A frame without an origin of its own has none. The other tabs notice at their next request.
    }
  }

  /** @param {{ type: string, [member: string]: unknown }} message */
  tell (message) {
    this.#channel?.postMessage(message)
  }

  /**
   * Does something while no other tab does. Where the browser has no locks, or a tab holds one for too long, it is done all the same: the server gives two tabs the same successor.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async alone (work) {
    const locks = this.#world.navigator?.locks
    if (!locks) return work()
    const patience = new AbortController()
    const timer = this.#world.setTimeout(() => patience.abort(), LOCK_LIMIT)
    let hasBegun = false
    try {
      return await locks.request(this.#name, { signal: patience.signal }, () => {
        hasBegun = true
        this.#world.clearTimeout(timer)
        return work()
      })
    } catch (failure) {
      if (hasBegun) throw failure
      return work()
    } finally {
      this.#world.clearTimeout(timer)
    }
  }

  close () {
    this.#channel?.close()
    this.#channel = null
  }
}

/**
 * An access token in memory.
 * @typedef {object} AccessToken
 * @property {string} value
 * @property {boolean} isBound
 * @property {number} renewAt
 * @property {number} endsAt
 * @property {string} [sid]
 * @property {string} [sub]
 */

/** @param {AccessToken} token @returns {string} The header that presents it (RFC 6750 section 2.1, RFC 9449 section 7.1). */
const authorizationOf = token => `${token.isBound ? 'DPoP' : 'Bearer'} ${token.value}`

/** @param {string} step */
const noSession = step => new GameAuthError('sign_in_required', 'Nobody is signed in.', { step, fix: 'Call signIn().' })

// ---- The socket ----

/**
 * What a close code means (the page `docs/realtime.md` has the server's table): a word, where the pauses before the return begin, how often in a row it comes back. `never` does not come back by itself. A
 * code that is not here is that of a lost connection.
 * @type {Record<number, { word: string, from?: number, most?: number, never?: true }>}
 */
const CLOSES = {
  1001: { word: 'going_away', from: -1 },
  1002: { word: 'invalid_request', never: true },
  1003: { word: 'invalid_request', never: true },
  1007: { word: 'invalid_request', never: true },
  1009: { word: 'invalid_request', never: true },
  1011: { word: 'internal_error', from: 1, most: 3 },
  4400: { word: 'invalid_request', never: true },
  4401: { word: 'token_invalid', from: -1 },
  4403: { word: 'forbidden', never: true },
  4408: { word: 'timed_out', from: 1 },
  4410: { word: 'session_revoked', from: -1 },
  4419: { word: 'token_expired', from: -1 },
  4429: { word: 'rate_limited', from: 1 },
  4503: { word: 'temporarily_unavailable', from: 1, most: 3 }
}

/** @param {{ error?: unknown, message?: unknown, recoverable?: unknown, retry_after_ms?: unknown }} frame @returns {GameAuthError} What a frame says of a failure. */
function errorOfFrame ({ error, message, recoverable, retry_after_ms: wait }) {
  const code = isWord(error) ? error : 'invalid_answer'
  const retryAfterMs = Number(wait) > 0 ? Math.min(LONGEST_REST, Number(wait)) : 0
  const transient = code === 'temporarily_unavailable' || code === 'rate_limited'
  return new GameAuthError(code, `The server refused (${code}).`, { step: 'realtime', fix: FIXES[code], recoverable: recoverable === true, retryAfterMs, transient, said: message })
}

/** @param {string} frame @returns {string} Why the server would close the whole socket for it; empty where it takes it. */
function faultOf (frame) {
  if (utf8(frame).length > LARGEST_FRAME) return 'The message is longer than 16 KiB.'
  if (/(^|[^\\])(\\\\)*\\u(0000|d[89a-f])/.test(frame)) return 'The message has half a character, or NUL.'
  let depth = 0
  for (const mark of frame.replace(/"(\\.|[^"\\])*"/g, '')) {
    if ('[{'.includes(mark)) depth++
    else if (']}'.includes(mark)) depth--
    if (depth > DEEPEST_FRAME) return 'The message is nested too deep.'
  }

  return ''
}

/** @param {string} code @param {string} sentence @param {string} [fix] */
const realtimeError = (code, sentence, fix) => new GameAuthError(code, sentence, { step: 'realtime', fix, recoverable: true })

const lost = () => realtimeError('lost', 'The connection was lost.', 'Try again when the network is back.')

/**
 * What one connection tells.
 * @typedef {object} ConnectionEvents
 * @property {() => void} opened The player is known.
 * @property {(frame: any) => void} heard A frame that answers none.
 * @property {(code: number, said: GameAuthError | null) => void} ended Once, with the close code and the last error.
 */

/** One connection, from its opening to its end: shows who the player is, sends frames and finds their answers, and finds out that nobody is there. The token goes over it in a frame, and never in its address. */
class Connection {
  /** @type {GameAuthEnvironment} */ #world
  /** @type {Proofs} */ #proofs
  /** @type {string} What a proof calls the socket. */ #address
  /** @type {ConnectionEvents} */ #events
  /** @type {BrowserSocket} */ #socket
  /** @type {any} */ #timer
  /** @type {AccessToken} The token that was shown last. */ #shown
  /** @type {GameAuthError | null} */ #said = null
  /** @type {Map<string, { resolve: (frame: any) => void, reject: (failure: GameAuthError) => void }>} */ #waiting = new Map()
  #lastId = 0
  #isOver = false
  isOpen = false
  /** @type {AccessToken} The token that the server has taken. */
  token

  /** @param {GameAuthEnvironment} world @param {Proofs} proofs @param {string} url @param {string} address @param {AccessToken} token @param {ConnectionEvents} events */
  constructor (world, proofs, url, address, token, events) {
    this.#world = world
    this.#proofs = proofs
    this.#address = address
    this.#events = events
    this.#shown = this.token = token
    this.#socket = new world.WebSocket(url)
    this.#socket.onopen = () => this.send({ type: 'authenticate', access_token: token.value })
    this.#socket.onmessage = ({ data }) => this.#read(data)
    this.#socket.onclose = ({ code }) => this.#end(code)
    this.#wait(ANSWER_LIMIT, () => this.#end(1006))
  }

  /** @param {object} frame */
  send (frame) {
    if (!this.#isOver && this.#socket.readyState === 1) this.#socket.send(JSON.stringify(frame))
  }

  /** @returns {string} The name of the next frame. */
  nextId () { return `${++this.#lastId}` }

  /** @param {object} frame @returns {Promise<any>} Its answer. */
  ask (frame) {
    const id = this.nextId()
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    this.send({ ...frame, id })
    return within(this.#world, ANSWER_LIMIT, answer, () => {
      this.#waiting.delete(id)
      return realtimeError('unreachable', 'The server did not answer.', FIXES.temporarily_unavailable)
    })
  }

  /** @param {AccessToken} token The next one, where the server does not have it. */
  renew (token) {
    if (!this.isOpen || this.#shown !== this.token || this.#shown === token) return
    this.#shown = token
    this.send({ type: 'renew', access_token: token.value })
  }

  /** Asks whether the server is there. */
  probe () {
    this.send({ type: 'ping' })
    this.#wait(ANSWER_LIMIT, () => this.#end(1006))
  }

  close () {
    this.#events = { opened () {}, heard () {}, ended () {} }
    this.#end(1000)
  }

  /** @param {number} delay @param {() => void} then What happens unless something comes before. */
  #wait (delay, then) {
    this.#world.clearTimeout(this.#timer)
    this.#timer = this.#world.setTimeout(then, delay)
  }

  /** @param {unknown} data */
  #read (data) {
    const frame = typeof data === 'string' ? parse(data) : null
    if (frame === null) return
    if (frame.type === 'authenticated') this.isOpen = true
    if (this.isOpen) this.#wait(SILENCE, () => this.probe())
    switch (frame.type) {
      case 'challenge':
        this.#answer(frame).catch(() => this.#end(1006))
        break
      case 'authenticated':
        this.#events.opened()
        break
      case 'renewed':
        this.token = this.#shown
        break
      case 'error':
        this.#refused(frame)
        break
      default:
        if (!this.#settle(frame.id, waiting => waiting.resolve(frame))) this.#events.heard(frame)
    }
  }

  /** @param {any} challenge */
  async #answer ({ nonce, proof }) {
    const { value } = this.#shown
    const answer = proof === 'dpop' ? { dpop: await this.#proofs.make('GET', this.#address, value, nonce) } : { hash: await this.#proofs.sha256(`${nonce}.${value}`) }
    this.send({ type: 'proof', ...answer })
  }

  /** @param {any} frame */
  #refused (frame) {
    const failure = errorOfFrame(frame)
    if (this.#settle(frame.id, waiting => waiting.reject(failure))) return
    if (typeof frame.id === 'string') return this.#events.heard(frame)

    // It is about a token that was shown, which a node that can't answer now takes later; or it is the last word before the close.
    const shown = this.#shown
    this.#shown = this.token
    this.#said = failure
    if (shown !== this.token && failure.transient) this.#world.setTimeout(() => this.renew(shown), failure.retryAfterMs || PAUSES[1])
  }

  /** @param {unknown} id @param {(waiting: { resolve: (frame: any) => void, reject: (failure: GameAuthError) => void }) => void} how */
  #settle (id, how) {
    const waiting = typeof id === 'string' ? this.#waiting.get(id) : undefined
    if (!waiting) return false
    this.#waiting.delete(/** @type {string} */ (id))
    how(waiting)
    return true
  }

  /** @param {number} code */
  #end (code) {
    if (this.#isOver) return
    this.#isOver = true
    this.isOpen = false
    this.#world.clearTimeout(this.#timer)
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null
    this.#socket.close(1000)
    for (const waiting of this.#waiting.values()) waiting.reject(lost())
    this.#waiting.clear()
    this.#events.ended(code, this.#said)
  }
}

/**
 * What a socket needs of its session.
 * @typedef {object} SessionOfSocket
 * @property {() => Promise<AccessToken>} token A token that is good for a while.
 * @property {(token: AccessToken) => Promise<AccessToken>} next The one after this.
 * @property {(token: AccessToken, word: string) => void} refused The server has refused this one.
 */

/**
 * A room that the application wants to be in.
 * @typedef {object} WantedRoom
 * @property {string} name
 * @property {boolean | string} ticket
 * @property {Room | null} joined As the server has told; null while this socket is not in it.
 * @property {boolean} hasBeenJoined Whether it was joined before: then it is joined again in silence.
 * @property {number} tries How often in a row the server could not answer.
 * @property {{ resolve: (room: Room) => void, reject: (failure: unknown) => void }[]} waiting
 */

/**
 * The socket as the application sees it: what outlives a connection, which are its rooms and the way back.
 * @implements {Realtime}
 */
class RealtimeClient {
  /** @type {GameAuthEnvironment} */ #world
  /** @type {Addresses} */ #addresses
  /** @type {Proofs} */ #proofs
  /** @type {AuthServer} */ #server
  /** @type {string} */ #path
  /** @type {SessionOfSocket} */ #session
  /** @type {RealtimeState} */ #state = Object.freeze({ status: 'closed', reason: 'start', retryAfterMs: 0 })
  /** @type {Connection | null} */ #connection = null
  /** @type {Map<string, WantedRoom>} */ #rooms = new Map()
  /** @type {{ resolve: () => void, reject: (failure: unknown) => void }[]} */ #opening = []
  /** @type {Listeners<RealtimeState>} */ #states
  /** @type {Listeners<RealtimeMessage>} */ #messages
  /** @type {Listeners<RoomEvent>} */ #events
  /** @type {Listeners<Refusal>} */ #refusals
  /** @type {any} */ #timer
  #openedAt = 0
  // How often in a row it has come back without standing for a while.
  #returns = 0
  // Counts the attempts, so that what an old one brings is not taken for the new one's.
  #attempt = 0

  /** @param {GameAuthEnvironment} world @param {Addresses} addresses @param {Proofs} proofs @param {AuthServer} server @param {string} path @param {SessionOfSocket} session */
  constructor (world, addresses, proofs, server, path, session) {
    this.#world = world
    this.#addresses = addresses
    this.#proofs = proofs
    this.#server = server
    this.#path = path
    this.#session = session
    this.#states = new Listeners(world)
    this.#messages = new Listeners(world)
    this.#events = new Listeners(world)
    this.#refusals = new Listeners(world)
    bindAll(this, ['open', 'join', 'leave', 'send', 'rooms', 'onState', 'onMessage', 'onRoom', 'onRefused', 'state', 'close'])
  }

  state () { return this.#state }

  rooms () { return [...this.#rooms.values()].flatMap(({ joined }) => joined ?? []) }

  /** @param {(state: RealtimeState) => void} listener */
  onState (listener) {
    listener(this.#state)
    return this.#states.add(listener)
  }

  /** @param {(message: RealtimeMessage) => void} listener */
  onMessage (listener) { return this.#messages.add(listener) }

  /** @param {(event: RoomEvent) => void} listener */
  onRoom (listener) { return this.#events.add(listener) }

  /** @param {(refusal: Refusal) => void} listener */
  onRefused (listener) { return this.#refusals.add(listener) }

  /** @returns {Promise<void>} */
  open () {
    if (this.#state.status === 'open') return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#opening.push({ resolve, reject })
      this.#start()
    })
  }

  /** @param {string} room @param {{ ticket?: boolean | string }} [options] @returns {Promise<Room>} */
  async join (room, { ticket = false } = {}) {
    // The server closes the whole socket for a name that is none.
    if (typeof room !== 'string' || !/^[\w.~:-]{1,128}$/.test(room) || room === '.' || room === '..') {
      throw realtimeError('invalid_room', 'This is no name of a room.', 'It has 1 to 128 characters of A-Z a-z 0-9 - . _ ~ : and is not . or ..')
    }

    const known = this.#rooms.get(room)
    if (known?.joined) return known.joined
    const wanted = known ?? { name: room, ticket, joined: null, hasBeenJoined: false, tries: 0, waiting: [] }
    wanted.ticket = ticket || wanted.ticket
    this.#rooms.set(room, wanted)
    return new Promise((resolve, reject) => {
      wanted.waiting.push({ resolve, reject })
      if (this.#state.status !== 'open') this.#start()
      else if (!known) this.#enter(wanted)
    })
  }

  /** @param {string} room */
  async leave (room) {
    const wanted = this.#rooms.get(room)
    if (!wanted) return
    this.#forget(wanted, realtimeError('left', 'The room was left meanwhile.'))

    // Where the connection is gone, or goes before it answers, the place is free by itself.
    await this.#connection?.ask({ type: 'leave', room }).catch(() => {})
    if (wanted.joined) this.#events.tell({ type: 'left', room: wanted.joined })
  }

  /** @param {unknown} data @param {string} [room] @returns {string} */
  send (data, room) {
    const connection = this.#connection
    if (!connection?.isOpen) throw realtimeError('not_open', 'The socket is not open, and nothing was sent.', 'Send when onState says open.')
    if (room !== undefined && !this.#rooms.get(room)?.joined) throw realtimeError('not_in_room', 'This socket is not in the room, and nothing was sent.', 'Join it first.')
    const id = connection.nextId()
    const frame = { type: 'message', id, ...(room === undefined ? {} : { room }), data: data ?? null }
    const fault = faultOf(JSON.stringify(frame))
    if (fault) throw realtimeError('invalid_message', `${fault} Nothing was sent.`, 'The page docs/realtime.md says what a frame is.')
    connection.send(frame)
    return id
  }

  close () { this.end('close') }

  /** @param {AccessToken} token A newer one. */
  offer (token) { this.#connection?.renew(token) }

  /**
   * It is over, until somebody opens it.
   * @param {string} reason
   * @param {GameAuthError} [failure]
   */
  end (reason, failure = realtimeError(reason, 'The socket was closed.')) {
    this.#stop()
    this.#world.removeEventListener?.('online', this.#online)
    for (const wanted of [...this.#rooms.values()]) this.#forget(wanted, failure)
    this.#failOpening(failure)
    if (this.#state.status !== 'closed') this.#become('closed', reason)
  }

  /** Another session has taken the place of the one before, of the same player: the socket comes back with its rooms. */
  restart () {
    if (this.#state.status === 'closed') return
    this.#returns = 0
    this.#connect('signed_in')
  }

  /** The network is back, or so the browser says. */
  #online = () => {
    if (this.#state.status === 'waiting') this.#connect('online')
    else if (this.#connection?.isOpen) this.#connection.probe()
  }

  /** Somebody wants it open. */
  #start () {
    const { status } = this.#state
    if (status === 'closed') {
      this.#returns = 0
      this.#world.addEventListener?.('online', this.#online)
    }

    if (status === 'closed' || status === 'waiting') this.#connect('open')
  }

  #stop () {
    this.#attempt++
    this.#world.clearTimeout(this.#timer)
    this.#connection?.close()
    this.#connection = null
  }

  /** @param {string} reason */
  async #connect (reason) {
    this.#stop()
    const attempt = this.#attempt
    for (const wanted of this.#rooms.values()) wanted.joined = null
    this.#become('connecting', reason)
    try {
      const token = await this.#session.token()
      if (attempt !== this.#attempt) return
      this.#server.take('realtime', this.#path)
      const url = this.#addresses.absolute(this.#path)
      url.protocol = url.protocol.replace('http', 'ws')
      const connection = new Connection(this.#world, this.#proofs, url.href, this.#addresses.publicUrl + this.#path, token, {
        opened: () => this.#opened(),
        heard: frame => this.#heard(frame),
        ended: (code, said) => this.#ended(connection, code, said)
      })
      this.#connection = connection
    } catch (failure) {
      if (attempt === this.#attempt) this.#notConnected(failure)
    }
  }

  /** @param {unknown} failure */
  #notConnected (failure) {
    if (!(failure instanceof GameAuthError)) {
      const refused = new GameAuthError('socket_refused', 'The browser opens no socket to this address.', { step: 'realtime', fix: 'Serve the page over https, and let its policy (connect-src) have the socket.' })
      return this.end(refused.code, refused)
    }

    if (!failure.recoverable) return this.end(failure.code, failure)
    this.#comeBack(failure, 0, failure.retryAfterMs)
  }

  #opened () {
    this.#openedAt = this.#world.Date.now()

    // Those that a listener joins now are not among them.
    const wanted = [...this.#rooms.values()]
    this.#become('open', 'open')
    for (const { resolve } of this.#opening.splice(0)) resolve()
    for (const one of wanted) this.#enter(one)
  }

  /**
   * @param {Connection} connection
   * @param {number} code
   * @param {GameAuthError | null} said
   */
  #ended (connection, code, said) {
    this.#connection = null
    const stood = this.#openedAt > 0 && this.#world.Date.now() - this.#openedAt >= STEADY
    this.#openedAt = 0
    if (stood) this.#returns = 0
    const close = CLOSES[code] ?? { word: 'lost', from: 0 }

    // The last error says more than the code, where it is about the close.
    const failure = said && (said.code === close.word || close.never || code === 4401) ? said : realtimeError(close.word, `The socket was closed (${code}).`, FIXES[close.word])

    // The session may be over with that, and this socket too.
    if (code === 4401 || code === 4410 || code === 4419) {
      const attempt = this.#attempt
      if (failure.code === 'invalid_dpop_proof') return this.end(failure.code, failure)
      this.#session.refused(connection.token, close.word)
      if (attempt !== this.#attempt) return
    }

    if (close.never || this.#returns >= (close.most ?? Infinity)) return this.end(failure.code, failure)
    if (code === 4429 && failure.retryAfterMs > LONGEST_PAUSE) this.#server.restFor(this.#path, failure.retryAfterMs)
    this.#comeBack(failure, close.from ?? 0, failure.retryAfterMs)
  }

  /**
   * @param {GameAuthError} failure
   * @param {number} from Where the pauses begin; below 0 without one.
   * @param {number} atLeast
   */
  #comeBack (failure, from, atLeast) {
    const at = from + this.#returns++
    const pause = RETURNS[Math.min(at, RETURNS.length - 1)] ?? 0

    // Not all at the same time, where a server that was away has lost many.
    const [dice] = this.#world.crypto.getRandomValues(new Uint8Array(1))
    const wait = Math.max(atLeast, pause > LONGEST_PAUSE ? pause + Math.floor(pause / 4 * dice / 256) : pause)
    for (const wanted of this.#rooms.values()) wanted.joined = null
    if (wait > LONGEST_PAUSE) this.#giveUp(failure, wait)
    this.#become('waiting', failure.code, wait)
    this.#timer = this.#world.setTimeout(() => this.#connect(failure.code), wait)
  }

  /** A long wait is the caller's: who waits for a first time gets the failure, and rooms that were joined before are joined again later. @param {GameAuthError} failure @param {number} wait */
  #giveUp (failure, wait) {
    const late = new GameAuthError(failure.code, failure.message, { step: 'realtime', recoverable: true, retryAfterMs: wait, said: failure.said })
    this.#failOpening(late)
    for (const wanted of [...this.#rooms.values()]) {
      if (!wanted.hasBeenJoined) this.#forget(wanted, late)
      else for (const { reject } of wanted.waiting.splice(0)) reject(late)
    }
  }

  /** @param {WantedRoom} wanted @param {unknown} failure For who still waits for it. */
  #forget (wanted, failure) {
    this.#rooms.delete(wanted.name)
    for (const { reject } of wanted.waiting.splice(0)) reject(failure)
  }

  /** @param {unknown} failure */
  #failOpening (failure) {
    for (const { reject } of this.#opening.splice(0)) reject(failure)
  }

  /** @param {WantedRoom} wanted */
  async #enter (wanted) {
    const connection = /** @type {Connection} */ (this.#connection)
    const room = wanted.name
    const isWanted = () => connection === this.#connection && this.#rooms.get(room) === wanted
    try {
      const ticket = wanted.ticket === true ? await this.#ticketOf(room, connection.token) : wanted.ticket
      if (!isWanted()) return

      // It is good for one use.
      if (ticket) wanted.ticket = true
      const frame = await connection.ask({ type: 'join', room, ...(ticket ? { ticket } : {}) })
      if (!isWanted()) return
      wanted.tries = 0
      wanted.hasBeenJoined = true
      wanted.joined = roomOf(room, frame)
      for (const { resolve } of wanted.waiting.splice(0)) resolve(wanted.joined)
      this.#events.tell({ type: 'joined', room: wanted.joined })
    } catch (failure) {
      // Without its connection it is joined when there is another.
      if (isWanted()) this.#notEntered(wanted, connection, /** @type {GameAuthError} */ (failure))
    }
  }

  /** @param {string} room @param {AccessToken} token The socket's own, which the ticket is bound to. */
  async #ticketOf (room, token) {
    const answer = await this.#server.ask('ticket', `/api/rooms/${room}/join`, { response_type: 'ticket' }, new AbortController().signal, token)
    return typeof answer?.ticket === 'string' ? answer.ticket : undefined
  }

  /** @param {WantedRoom} wanted @param {Connection} connection @param {GameAuthError} failure */
  #notEntered (wanted, connection, failure) {
    const wait = failure.retryAfterMs || PAUSES[wanted.tries]

    // A ticket is not good any more where the socket's token was renewed in between; and one that has ended closes the socket, which comes back with another.
    const mayHelp = failure.transient || failure.code === 'token_expired' || (failure.code === 'room_ticket_required' && wanted.ticket === true)
    if (mayHelp && wanted.tries < PAUSES.length && wait <= LONGEST_PAUSE) {
      wanted.tries++
      this.#world.setTimeout(() => {
        if (connection === this.#connection && this.#rooms.get(wanted.name) === wanted) this.#enter(wanted)
      }, wait)
      return
    }

    // Whatever comes after all, the player is not there.
    if (failure.code === 'unreachable') connection.send({ type: 'leave', room: wanted.name })
    this.#forget(wanted, failure)
    if (wanted.hasBeenJoined) this.#events.tell({ type: 'evicted', room: roomOf(wanted.name, {}), error: failure })
  }

  /** @param {any} frame */
  #heard (frame) {
    const wanted = this.#rooms.get(frame.room)
    switch (frame.type) {
      case 'message':
        this.#messages.tell({ data: frame.data, ...(typeof frame.room === 'string' ? { room: frame.room } : {}) })
        break
      case 'error':
        this.#refusals.tell({ id: frame.id, error: errorOfFrame(frame) })
        break
      case 'permissions':
        if (!wanted?.joined) break
        wanted.joined = roomOf(wanted.name, { ...wanted.joined, permissions: frame.permissions })
        this.#events.tell({ type: 'permissions', room: wanted.joined })
        break
      case 'evicted': {
        if (!wanted) break
        const error = errorOfFrame(frame)
        this.#forget(wanted, error)
        this.#events.tell({ type: 'evicted', room: wanted.joined ?? roomOf(wanted.name, {}), error })
        break
      }
      case 'token_expires': {
        const connection = this.#connection
        // Where there is no other token, the end of this one closes the socket, and its return asks again.
        if (connection) this.#session.next(connection.token).then(token => connection.renew(token), () => {})
        break
      }
    }
  }

  /** @param {RealtimeState['status']} status @param {string} reason @param {number} [retryAfterMs] */
  #become (status, reason, retryAfterMs = 0) {
    this.#state = Object.freeze({ status, reason, retryAfterMs })
    this.#states.tell(this.#state)
  }
}

/** @param {string} room @param {any} frame @returns {Room} */
function roomOf (room, { permissions, occupied }) {
  return { room, permissions: Array.isArray(permissions) ? permissions.filter(one => typeof one === 'string') : [], occupied: Number(occupied) || 0 }
}

// ---- The session ----

/** @implements {GameAuth} */
class Session {
  /** @type {GameAuthEnvironment} */ #world
  /** @type {GameAuthOptions} */ #options
  /** @type {Addresses} */ #addresses
  /** @type {Proofs} */ #proofs
  /** @type {AuthServer} */ #server
  /** @type {Tabs} */ #tabs
  /** @type {AccessToken | null} */ #token = null
  /** @type {string | undefined} Whose session this tab has had. */
  #player
  /** @type {GameAuthState} */ #state = { status: 'unknown', reason: 'start' }
  /** @type {Listeners<GameAuthState>} */ #listeners
  /** @type {Map<string, RealtimeClient>} */ #sockets = new Map()
  // Whether the cookie may still be good: not after a final word, until somebody signs in.
  #mayRefresh = true
  /** @type {AbortController} Aborted when what is under way no longer counts: a sign-out, another sign-in. */
  #era = new AbortController()
  /** @type {Promise<void> | null} */ #refreshing = null
  /** @type {Promise<SignedIn> | null} */ #signingIn = null

  /** @param {GameAuthOptions} options */
  constructor (options) {
    this.#options = options
    this.#world = options.environment ?? /** @type {GameAuthEnvironment} */ (/** @type {unknown} */ (globalThis))
    this.#addresses = new Addresses(this.#world, options)
    this.#proofs = new Proofs(this.#world)
    this.#server = new AuthServer(this.#world, this.#addresses, this.#proofs)
    this.#listeners = new Listeners(this.#world)

    // The cookie is the host's, whichever way the page goes to the server.
    this.#tabs = new Tabs(this.#world, `gameauth ${this.#addresses.origin}`, message => this.#heard(message))
    this.#server.onRest = (path, until) => this.#tabs.tell({ type: 'rest', path, until })
    bindAll(this, ['signIn', 'resume', 'fetch', 'realtime', 'logout', 'onState', 'state', 'close'])
  }

  state () { return this.#state }

  /** @param {(state: GameAuthState) => void} listener */
  onState (listener) {
    listener(this.#state)
    return this.#listeners.add(listener)
  }

  close () {
    this.#leave()
    for (const socket of this.#sockets.values()) socket.end('close')
    this.#tabs.close()
    this.#listeners.clear()
  }

  /** @param {{ path?: string }} [options] */
  realtime ({ path = '/realtime' } = {}) {
    const known = this.#sockets.get(path)
    if (known) return known
    const made = new RealtimeClient(this.#world, this.#addresses, this.#proofs, this.#server, path, {
      token: () => this.#fresh('realtime'),
      next: token => this.#next(token),
      refused: (token, word) => this.#refused(token, word)
    })
    this.#sockets.set(path, made)
    return made
  }

  async resume () {
    try {
      await this.#fresh('refresh')
      return true
    } catch (failure) {
      // Another final word, such as origin_forbidden, is a mistake that somebody should see.
      if (failure instanceof GameAuthError && ['refresh_invalid', 'refresh_reuse_detected', 'session_revoked', 'sign_in_required'].includes(failure.code)) return false
      throw failure
    }
  }

  signIn () {
    this.#signingIn ??= this.#signIn().finally(() => { this.#signingIn = null })
    return this.#signingIn
  }

  async logout () {
    const token = this.#token ?? undefined
    this.#end('logout')
    this.#tabs.tell({ type: 'logout' })
    await this.#tabs.alone(() => this.#server.ask('logout', '/api/auth/logout', {}, new AbortController().signal, token))
  }

  /** @param {string | URL | Request} input @param {RequestInit} [init] @returns {Promise<Response>} */
  async fetch (input, init = {}) {
    const isRequest = typeof input === 'object' && 'headers' in input
    const target = new URL(isRequest ? input.url : input, this.#addresses.page)
    if (!this.#addresses.origins.has(target.origin)) {
      throw new GameAuthError('foreign_origin', 'The access token is not sent to this origin.', { step: 'fetch', fix: 'Use the browser\'s fetch, or add the origin to the option origins if it is the backend\'s.' })
    }

    const method = (init.method ?? (isRequest ? input.method : 'GET')).toUpperCase()
    const canRepeat = !(init.body instanceof ReadableStream)
    const seen = new Set()
    for (let tries = 0; ;) {
      const token = await this.#fresh('fetch')
      const headers = new Headers(init.headers ?? (isRequest ? input.headers : undefined))
      headers.set('Authorization', authorizationOf(token))
      if (token.isBound) headers.set('DPoP', await this.#proofs.make(method, this.#addresses.publicOf(target), token.value))

      // A Request is good for one use. What patchUrlMappings() makes of fetch takes no headers beside a Request, but those within.
      const response = await (isRequest ? this.#world.fetch(new Request(input.clone(), { ...init, headers })) : this.#world.fetch(input, { ...init, headers }))
      if (token.isBound) this.#proofs.learn(response)
      if (![401, 403, 503].includes(response.status)) return response
      const refusal = errorOf('fetch', response, parse(await response.clone().text().catch(() => '')))
      if (!canRepeat || !await this.#isWorthRepeating(refusal, token, seen, tries)) return response
      tries++
    }
  }

  /**
   * Acts on a refusal of the application's own server.
   * @param {GameAuthError} refusal
   * @param {AccessToken} token
   * @param {Set<unknown>} seen The words that this request has had.
   * @param {number} tries
   * @returns {Promise<boolean>} Whether to send the request again.
   */
  async #isWorthRepeating (refusal, token, seen, tries) {
    const isNew = !seen.has(refusal.code)
    seen.add(refusal.code)
    const isCurrent = this.#token === token
    switch (refusal.code) {
      case 'token_expired':
        if (isCurrent) this.#token = null
        return isNew
      case 'token_invalid':
        // Another sign-in may have taken this token's place meanwhile.
        if (isCurrent) this.#end('token_invalid')
        return isNew && !isCurrent && this.#token !== null
      case 'session_revoked':
        if (isCurrent) this.#end('session_revoked', true)
        return false
      case 'dpop_nonce_required':
        return isNew && token.isBound
      case 'temporarily_unavailable': {
        // It is said before the application's code runs, so that nothing happens twice.
        const wait = refusal.retryAfterMs || PAUSES[tries]
        if (refusal.status !== 503 || !refusal.transient || tries >= PAUSES.length || wait > LONGEST_PAUSE) return false
        await pause(this.#world, wait, this.#era.signal)
        return true
      }
      default:
        return false
    }
  }

  /**
   * An access token that is good for a while.
   * @param {string} step
   * @returns {Promise<AccessToken>}
   */
  async #fresh (step) {
    for (let tries = 0; tries < 2; tries++) {
      // A sign-in that is under way may bring one; whether it does is its caller's concern.
      await this.#signingIn?.catch(() => {})
      if (this.#token && this.#world.Date.now() < this.#token.endsAt) {
        // Renewed beside the request, which need not wait for it.
        if (this.#world.Date.now() >= this.#token.renewAt) this.#refresh().catch(() => {})
        return this.#token
      }

      if (!this.#mayRefresh) throw noSession(step)
      try {
        await this.#refresh()
      } catch (failure) {
        if (!(failure instanceof GameAuthError && failure.code === 'overtaken')) throw failure
      }

      if (this.#token) return this.#token
    }

    throw noSession(step)
  }

  /** @param {AccessToken} token @returns {Promise<AccessToken>} The one after this. */
  async #next (token) {
    if (this.#token === token) await this.#refresh()
    return this.#fresh('realtime')
  }

  /**
   * The server has refused a token at a socket.
   * @param {AccessToken} token
   * @param {string} word
   */
  #refused (token, word) {
    // Another sign-in may have taken this session's place: what its tokens were told is no news then.
    const isCurrent = this.#token !== null && (this.#token === token || (word === 'session_revoked' && this.#token.sid === token.sid))
    if (!isCurrent) return
    if (word === 'token_expired') this.#token = null
    else this.#end(word, word === 'session_revoked')
  }

  /** One refresh for all who want one in this tab, and one at a time for all tabs. */
  #refresh () {
    if (this.#refreshing) return this.#refreshing
    const flight = this.#refreshOnce().finally(() => {
      if (this.#refreshing === flight) this.#refreshing = null
    })
    this.#refreshing = flight
    return flight
  }

  async #refreshOnce () {
    const { signal } = this.#era
    const overtaken = () => new GameAuthError('overtaken', 'Something else has happened to the session meanwhile.', { step: 'refresh', recoverable: true })
    try {
      const answer = await this.#tabs.alone(() => {
        if (signal.aborted) throw overtaken()
        return this.#server.ask('refresh', '/api/auth/refresh', {}, signal)
      })

      // An answer that comes after a sign-out must not bring the session back.
      if (signal.aborted) throw overtaken()
      const token = this.#accept(answer, 'refresh')
      if (this.#player !== undefined && token.sub !== this.#player) {
        this.#end('player_changed')
        throw noSession('refresh')
      }

      this.#player = token.sub
      this.#token = token
      for (const socket of this.#sockets.values()) socket.offer(token)
      if (this.#state.status !== 'signed-in') this.#become('signed-in', this.#state.status === 'unknown' ? 'resumed' : 'refreshed')
    } catch (failure) {
      if (signal.aborted) throw overtaken()
      if (failure instanceof GameAuthError && failure.final) this.#end(failure.code, failure.code === 'refresh_reuse_detected' || failure.code === 'session_revoked')
      throw failure
    }
  }

  /** @returns {Promise<SignedIn>} */
  async #signIn () {
    const sdk = this.#options.discordSdk
    const before = this.#state
    const started = this.#era.signal
    this.#become('signing-in', 'sign_in')
    try {
      this.#checkEnvironment()
      if (!sdk) throw new GameAuthError('no_sdk', 'There is no Discord SDK to sign in with.', { step: 'environment', fix: 'Give it to createGameAuth({ discordSdk }).' })
      await within(this.#world, READY_LIMIT, sdk.ready(), () => new GameAuthError('discord_not_ready', 'Discord\'s client does not answer.', {
        step: 'discord.ready', fix: 'Start the page as an Activity in Discord.', recoverable: true
      })).catch(failure => { throw failure instanceof GameAuthError ? failure : discordError('discord.ready', failure) })
      const discordToken = await this.#exchange(sdk, started)
      const { signal } = this.#era
      const answer = await sdk.commands.authenticate({ access_token: discordToken }).catch(failure => { throw discordError('discord.authenticate', failure) })
      if (signal.aborted) throw noSession('discord.authenticate')
      this.#become('signed-in', 'sign_in')
      return { user: answer.user, scopes: answer.scopes, application: { id: answer.application.id, name: answer.application.name } }
    } catch (failure) {
      if (this.#state.status === 'signing-in') {
        // A session that was there before stands, and one that the exchange has brought too.
        this.#become(this.#token ? 'signed-in' : before.status === 'unknown' ? 'unknown' : 'signed-out', 'sign_in_failed')
      }

      throw failure
    }
  }

  /**
   * Discord's authorize and the server's exchange: this tab has the session afterwards.
   * @param {DiscordSdk} sdk
   * @param {AbortSignal} signal Aborted when somebody has signed out meanwhile.
   * @returns {Promise<string>} Discord's access token, for its SDK alone.
   */
  async #exchange (sdk, signal) {
    for (let isFirst = true; ; isFirst = false) {
      const verifier = this.#proofs.random(32)
      const challenge = await this.#proofs.sha256(verifier)
      const { code } = await sdk.commands.authorize({
        client_id: sdk.clientId, scope: ['identify'], response_type: 'code', prompt: 'none', code_challenge: challenge, code_challenge_method: 'S256'
      }).catch(failure => { throw discordError('discord.authorize', failure) })
      if (signal.aborted) throw noSession('discord.authorize')
      const body = { provider: 'discord_code', code, code_verifier: verifier, client_nonce: this.#proofs.random(32), ...(this.#options.sendInstance ? { instance_id: sdk.instanceId } : {}) }
      try {
        const answer = await this.#tabs.alone(() => this.#server.ask('exchange', '/api/auth/discord/exchange', body, signal))
        const token = this.#accept(answer, 'exchange')
        if (signal.aborted) {
          // Somebody has signed out in between: this session ends before anybody has it.
          await this.#server.ask('logout', '/api/auth/logout', {}, new AbortController().signal, token).catch(() => {})
          throw noSession('exchange')
        }

        const isOther = this.#player !== undefined && this.#player !== token.sub
        this.#leave()
        this.#token = token
        this.#player = token.sub
        this.#mayRefresh = true
        for (const socket of this.#sockets.values()) isOther ? socket.end('player_changed', noSession('realtime')) : socket.restart()
        this.#tabs.tell({ type: 'signed-in' })
        if (typeof answer.discord_access_token === 'string') return answer.discord_access_token
        throw new GameAuthError('no_discord_token', 'The server gave no access token of Discord\'s, so the SDK stays unauthenticated. The session itself stands.', {
          step: 'exchange', fix: 'Exchange at GameAuth.Server.Discord, without a redirect_uri.', recoverable: true
        })
      } catch (failure) {
        if (!(failure instanceof GameAuthError && failure.code === 'nonce_reused' && isFirst)) throw failure
      }
    }
  }

  #checkEnvironment () {
    if (this.#world.location.origin === 'null') {
      throw new GameAuthError('opaque_origin', 'This frame has no origin of its own, so that no cookie and no key can be kept.', { step: 'environment', fix: 'Frame the page without a sandbox, or with allow-same-origin.' })
    }

    if (!this.#world.crypto?.subtle) {
      throw new GameAuthError('insecure_context', 'The browser has no cryptography for this page.', { step: 'environment', fix: 'Serve it over https.' })
    }
  }

  /** @param {any} answer @param {string} step @returns {AccessToken} */
  #accept (answer, step) {
    const { access_token: value, token_type: type, expires_in: seconds } = answer ?? {}
    if (typeof value !== 'string' || value === '' || (type !== 'Bearer' && type !== 'DPoP') || !(seconds > 0)) {
      throw new GameAuthError('invalid_answer', 'The answer has no access token.', { step, fix: 'Look where the address leads: the URL mapping of the Activity, and base.', recoverable: true })
    }

    const now = this.#world.Date.now()
    const life = seconds * 1000
    const { sid, sub } = claimsOf(value)
    return { value, isBound: type === 'DPoP', endsAt: now + life, renewAt: now + life - Math.min(EARLY, life / 10), sid, sub }
  }

  /** @param {{ type: string, [member: string]: unknown }} message */
  #heard (message) {
    switch (message.type) {
      case 'logout':
        this.#end('logout')
        break
      case 'revoked':
        // Of a session that this tab no longer has, it is no news.
        if (this.#token?.sid === undefined || message.sid === undefined || message.sid === this.#token.sid) this.#end(String(message.reason))
        break
      case 'signed-in':
        // The cookie is another session's now, and the token here has ended with its own. A sign-in that is under way goes on.
        if (this.#signingIn) this.#token = null
        else this.#leave()
        this.#mayRefresh = true
        for (const socket of this.#sockets.values()) socket.restart()
        if (this.#state.status === 'signed-out') this.#become('unknown', 'signed_in_elsewhere')
        break
      case 'rest':
        if (typeof message.path === 'string' && typeof message.until === 'number') this.#server.rest(message.path, message.until)
        break
    }
  }

  /** Lets go of the token, and of what is under way with it. */
  #leave () {
    this.#era.abort()
    this.#era = new AbortController()
    this.#refreshing = null
    this.#token = null
  }

  /**
   * The session is over here: nothing is sent any more until somebody signs in.
   * @param {string} reason
   * @param {boolean} [tellsOthers]
   */
  #end (reason, tellsOthers = false) {
    const sid = this.#token?.sid
    this.#leave()
    this.#mayRefresh = false
    this.#player = undefined
    for (const socket of this.#sockets.values()) socket.end(reason, noSession('realtime'))
    if (tellsOthers) this.#tabs.tell({ type: 'revoked', reason, sid })
    this.#become('signed-out', reason)
  }

  /** @param {GameAuthState['status']} status @param {string} reason */
  #become (status, reason) {
    this.#state = Object.freeze({ status, reason })
    this.#listeners.tell(this.#state)
  }
}

/**
 * Makes the object that a page signs in and sends requests with; one is enough for a page.
 * @param {GameAuthOptions} [options]
 * @returns {GameAuth}
 */
export function createGameAuth (options = {}) {
  return new Session(options)
}
