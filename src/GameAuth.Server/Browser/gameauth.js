/**
 * The browser's side of a GameAuth session server: sign-in inside a Discord Activity, requests with a token that is always fresh, sign-out in every tab.
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
 * @property {() => Promise<void>} logout Signs out in every tab at once, then at the server. Rejects where the server was not reached: then the session there goes on, and logout() may be called again.
 * @property {(listener: (state: GameAuthState) => void) => () => void} onState Tells how it stands, now and at every change. The result ends that.
 * @property {() => GameAuthState} state How it stands now.
 * @property {() => void} close Ends what this object does by itself. The session goes on.
 */

/**
 * A failure, with a word to decide by, a sentence to read and a fix. It never holds a token, a code or a nonce.
 */
export class GameAuthError extends Error {
  /**
   * @param {string} code A stable word: one of the server's table of errors, or one of this module's.
   * @param {string} sentence What happened.
   * @param {{ step: string, fix?: string, recoverable?: boolean, retryAfterMs?: number, status?: number, transient?: boolean, final?: boolean }} more
   */
  constructor (code, sentence, more) {
    super(more.fix ? `${sentence} ${more.fix}` : sentence)
    this.name = 'GameAuthError'
    /** A stable word. */
    this.code = code
    /** What was being done: `environment`, `discord.ready`, `discord.authorize`, `exchange`, `discord.authenticate`, `refresh`, `logout`, `fetch`. */
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
  rate_limited: 'Try again later.'
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

  /** @param {string} method @param {string} address @param {string} [token] The access token that goes along, where it is bound. */
  async make (method, address, token) {
    const { privateKey, jwk } = await this.#key.load()
    /** @type {Record<string, unknown>} */
    const claims = { jti: this.random(16), htm: method, htu: address, iat: Math.floor(this.#world.Date.now() / 1000) }
    if (this.#nonce !== null) claims.nonce = this.#nonce
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
  if (typeof json?.error === 'string' && /^[a-z_]{1,64}$/.test(json.error)) {
    const recoverable = json.recoverable === true
    const transient = status >= 500 || status === 429
    return new GameAuthError(json.error, `The server refused (${status} ${json.error}).`, { step, fix: FIXES[json.error], status, retryAfterMs, recoverable, transient, final: !recoverable && !transient })
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
  /** @type {(step: string, until: number) => void} */
  onRest = () => {}

  /** @param {GameAuthEnvironment} world @param {Addresses} addresses @param {Proofs} proofs */
  constructor (world, addresses, proofs) {
    this.#world = world
    this.#addresses = addresses
    this.#proofs = proofs
  }

  /** @param {string} step @param {number} until */
  rest (step, until) {
    this.#rests.set(step, Math.min(until, this.#world.Date.now() + LONGEST_REST))
  }

  /**
   * Asks until there is an answer or a reason to stop. The body of every try is the same, so that the server can repeat an answer that was lost; the proof is a new one.
   * @param {string} step The last part of the endpoint's path.
   * @param {string} path
   * @param {object} body
   * @param {AbortSignal} signal
   * @param {AccessToken} [token] Sent along, with its hash in the proof where it is bound.
   * @returns {Promise<any>} The answer's JSON; null for 204.
   */
  async ask (step, path, body, signal, token) {
    let hasProvenAgain = false
    for (let tries = 0; ;) {
      this.#mayAsk(step)
      const failure = await this.#once(step, path, body, signal, token)
      if (!(failure instanceof GameAuthError)) return failure
      if (signal.aborted) throw failure
      if (failure.code === 'dpop_nonce_required' && !hasProvenAgain && this.#proofs.hasNonce) {
        hasProvenAgain = true
        continue
      }

      const wait = failure.retryAfterMs || PAUSES[tries]
      if (!failure.transient || tries >= PAUSES.length || wait > LONGEST_PAUSE) {
        if (failure.retryAfterMs > 0) {
          const until = this.#world.Date.now() + failure.retryAfterMs
          this.rest(step, until)
          this.onRest(step, until)
        }

        throw failure
      }

      tries++
      await pause(this.#world, wait, signal)
      if (signal.aborted) throw failure
    }
  }

  /** @param {string} step @returns {number[]} When it was asked in the last minute. */
  #mayAsk (step) {
    const now = this.#world.Date.now()
    const asked = (this.#asked.get(step) ?? []).filter(time => time > now - BUDGET_WINDOW && time <= now)
    const free = Math.max(asked.length < BUDGET ? 0 : asked[0] + BUDGET_WINDOW, this.#rests.get(step) ?? 0)
    if (free <= now) return asked
    throw new GameAuthError('resting', 'The server was asked often enough for now, and nothing was sent.', { step, fix: 'Try again after retryAfterMs.', recoverable: true, retryAfterMs: free - now })
  }

  /** @param {string} step @param {string} path @param {object} body @param {AbortSignal} signal @param {AccessToken} [token] @returns {Promise<any>} */
  async #once (step, path, body, signal, token) {
    /** @type {Record<string, string>} */
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json', DPoP: await this.#proofs.make('POST', this.#addresses.publicUrl + path, token?.isBound ? token.value : undefined) }
    if (token !== undefined) headers.Authorization = authorizationOf(token)
    this.#asked.set(step, [...this.#mayAsk(step), this.#world.Date.now()])
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
  /** @type {Set<(state: GameAuthState) => void>} */ #listeners = new Set()
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

    // The cookie is the host's, whichever way the page goes to the server.
    this.#tabs = new Tabs(this.#world, `gameauth ${this.#addresses.origin}`, message => this.#heard(message))
    this.#server.onRest = (step, until) => this.#tabs.tell({ type: 'rest', step, until })
    for (const name of /** @type {const} */ (['signIn', 'resume', 'fetch', 'logout', 'onState', 'state', 'close'])) {
      // So that a method can be handed on by itself.
      this[name] = /** @type {any} */ (this[name].bind(this))
    }
  }

  state () { return this.#state }

  /** @param {(state: GameAuthState) => void} listener */
  onState (listener) {
    this.#listeners.add(listener)
    listener(this.#state)
    return () => { this.#listeners.delete(listener) }
  }

  close () {
    this.#leave()
    this.#tabs.close()
    this.#listeners.clear()
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

        this.#leave()
        this.#token = token
        this.#player = token.sub
        this.#mayRefresh = true
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
        if (this.#state.status === 'signed-out') this.#become('unknown', 'signed_in_elsewhere')
        break
      case 'rest':
        if (typeof message.step === 'string' && typeof message.until === 'number') this.#server.rest(message.step, message.until)
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
    if (tellsOthers) this.#tabs.tell({ type: 'revoked', reason, sid })
    this.#become('signed-out', reason)
  }

  /** @param {GameAuthState['status']} status @param {string} reason */
  #become (status, reason) {
    this.#state = Object.freeze({ status, reason })
    for (const listener of [...this.#listeners]) {
      try {
        listener(this.#state)
      } catch (failure) {
        // The application's own mistake must not keep the others from hearing; the page's handler of errors gets it.
        this.#world.setTimeout(() => { throw failure }, 0)
      }
    }
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
