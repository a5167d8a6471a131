/**
 * Makes the object that a page signs in and sends requests with; one is enough for a page.
 * @param {GameAuthOptions} [options]
 * @returns {GameAuth}
 */
export function createGameAuth(options?: GameAuthOptions): GameAuth;
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
/**
 * A failure, with a word to decide by, a sentence to read and a fix. It never holds a token, a code or a nonce.
 */
export class GameAuthError extends Error {
    /**
     * @param {string} code A stable word: one of the server's table of errors, or one of this module's.
     * @param {string} sentence What happened.
     * @param {{ step: string, fix?: string, recoverable?: boolean, retryAfterMs?: number, status?: number, transient?: boolean, final?: boolean, said?: unknown }} more
     */
    constructor(code: string, sentence: string, more: {
        step: string;
        fix?: string;
        recoverable?: boolean;
        retryAfterMs?: number;
        status?: number;
        transient?: boolean;
        final?: boolean;
        said?: unknown;
    });
    /** A stable word. */
    code: string;
    /** What was being done: `environment`, `discord.ready`, `discord.authorize`, `exchange`, `discord.authenticate`, `refresh`, `logout`, `fetch`, `ticket`, `realtime`. */
    step: string;
    /** What helps. */
    fix: string;
    /** Whether the application may go on without a new sign-in. */
    recoverable: boolean;
    /** How long nothing is sent, in milliseconds; 0 for no time. */
    retryAfterMs: number;
    /** The status of the answer; 0 without one. */
    status: number;
    /** Whether the same request may succeed a moment later. */
    transient: boolean;
    /** Whether the server has said that this session is over. */
    final: boolean;
    /** The server's own sentence, such as an application's reason for a room; empty without one. It is text, and no HTML. */
    said: string;
}
/**
 * What createGameAuth() takes.
 */
export type GameAuthOptions = {
    /**
     * Discord's SDK, as `new DiscordSDK(clientId)` made it. signIn() needs it, nothing else does.
     */
    discordSdk?: DiscordSdk | undefined;
    /**
     * What stands before the server's paths in the page's addresses: the prefix of a URL mapping such as `/backend`, `/.proxy`, both, or an origin. Default: nothing.
     */
    base?: string | undefined;
    /**
     * The address that stands for `base` at the server, one of its PublicBaseUrls: what proofs name. Default: the page's origin, and outside of an Activity with the path of `base`.
     */
    publicUrl?: string | undefined;
    /**
     * More origins that fetch() may send the access token to. Default: none but that of `base`.
     */
    origins?: string[] | undefined;
    /**
     * Whether the sign-in tells the id of the activity instance. Only for a server that looks instances up. Default: false.
     */
    sendInstance?: boolean | undefined;
    /**
     * What stands for the browser. For tests. Default: the browser.
     */
    environment?: GameAuthEnvironment | undefined;
};
/**
 * What the module uses of the browser, at the time of use, so that patchUrlMappings() may be called before or after.
 */
export type GameAuthEnvironment = {
    fetch: typeof fetch;
    crypto: Crypto;
    location: {
        href: string;
        origin: string;
    };
    setTimeout: (work: () => void, delay: number) => any;
    clearTimeout: (timer: any) => void;
    Date: {
        now(): number;
    };
    navigator?: {
        locks?: {
            request(name: string, options: {
                signal: AbortSignal;
            }, work: () => Promise<any>): Promise<any>;
        };
    } | undefined;
    indexedDB?: {
        open(name: string, version: number): any;
    } | undefined;
    BroadcastChannel?: (new (name: string) => {
        onmessage: ((message: MessageEvent) => any) | null;
        postMessage: (message: any) => void;
        close: () => void;
    }) | undefined;
    WebSocket: new (url: string) => BrowserSocket;
    addEventListener?: ((type: "online", listener: () => void) => void) | undefined;
    removeEventListener?: ((type: "online", listener: () => void) => void) | undefined;
};
/**
 * What is used of a WebSocket.
 */
export type BrowserSocket = {
    readyState: number;
    onopen: ((event: any) => any) | null;
    onmessage: ((event: MessageEvent) => any) | null;
    onclose: ((event: CloseEvent) => any) | null;
    send: (data: string) => void;
    close: (code?: number) => void;
};
/**
 * The part of Discord's SDK that is used; `DiscordSDK` of npm `@discord/embedded-app-sdk` has it.
 */
export type DiscordSdk = {
    clientId: string;
    instanceId?: string | undefined;
    ready: () => Promise<void>;
    commands: DiscordCommands;
};
export type DiscordCommands = {
    authorize: (args: {
        client_id: string;
        scope: "identify"[];
        response_type: "code";
        prompt: "none";
        code_challenge: string;
        code_challenge_method: "S256";
    }) => Promise<{
        code: string;
    }>;
    authenticate: (args: {
        access_token: string;
    }) => Promise<{
        user: DiscordUser;
        scopes: (string | number)[];
        application: {
            id: string;
            name: string;
        };
    }>;
};
/**
 * A Discord user, as the SDK's authenticate() tells of him. The page shows it; a backend believes the claims of the access token alone.
 */
export type DiscordUser = {
    id: string;
    username: string;
    discriminator: string;
    avatar?: string | null | undefined;
    public_flags: number;
    global_name?: string | null | undefined;
};
/**
 * What signIn() gives. There is no token in it.
 */
export type SignedIn = {
    /**
     * Who has signed in.
     */
    user: DiscordUser;
    /**
     * What the player has allowed.
     */
    scopes: (string | number)[];
    /**
     * The Discord application.
     */
    application: {
        id: string;
        name: string;
    };
};
/**
 * How it stands: `unknown` until the server was asked, then `signed-out`, `signing-in` or `signed-in`.
 */
export type GameAuthState = {
    status: "unknown" | "signed-out" | "signing-in" | "signed-in";
    /**
     * Why: a word of the server's table of errors, or `start`, `sign_in`, `resumed`, `refreshed`, `sign_in_failed`, `logout`, `signed_in_elsewhere`, `player_changed`.
     */
    reason: string;
};
/**
 * The module's object. Its methods may be called at any time and in any order.
 */
export type GameAuth = {
    /**
     * Signs the player in: Discord's authorize with PKCE, the server's exchange, Discord's authenticate. Calls at the same time share one sign-in.
     */
    signIn: () => Promise<SignedIn>;
    /**
     * Goes on with the session of the cookie, as after a reload. False where there is none.
     */
    resume: () => Promise<boolean>;
    /**
     * As the browser's fetch, with the access token. Renews it before, and once more after `token_expired`.
     */
    fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
    /**
     * The socket of the server, one for each path; default `/realtime`. It is closed until open() or join() is called.
     */
    realtime: (options?: {
        path?: string;
    }) => Realtime;
    /**
     * Signs out in every tab at once, then at the server. Rejects where the server was not reached: then the session there goes on, and logout() may be called again.
     */
    logout: () => Promise<void>;
    /**
     * Tells how it stands, now and at every change. The result ends that.
     */
    onState: (listener: (state: GameAuthState) => void) => () => void;
    /**
     * How it stands now.
     */
    state: () => GameAuthState;
    /**
     * Ends what this object does by itself, and its sockets. The session goes on.
     */
    close: () => void;
};
/**
 * The socket of the server: rooms and messages. It comes back by itself, with its rooms, and shows each new access token while it is open. Its methods may be called at any time and in any order.
 */
export type Realtime = {
    /**
     * Connects. A join() does that too.
     */
    open: () => Promise<void>;
    /**
     * Joins a room, and joins it again whenever the socket comes back. `ticket`: true where the room wants one, which is then asked for; or one that the application has.
     */
    join: (room: string, options?: {
        ticket?: boolean | string;
    }) => Promise<Room>;
    /**
     * Leaves a room.
     */
    leave: (room: string) => Promise<void>;
    /**
     * Sends what JSON can say, to a room that this socket is in, or to the application. Nothing is kept for later: it throws while the socket is not open. Gives the id that a refusal has.
     */
    send: (data: unknown, room?: string) => string;
    /**
     * The rooms that this socket is in now.
     */
    rooms: () => Room[];
    /**
     * Tells how it stands, now and at every change. The result ends that, as that of the others does.
     */
    onState: (listener: (state: RealtimeState) => void) => () => void;
    /**
     * Tells what comes.
     */
    onMessage: (listener: (message: RealtimeMessage) => void) => () => void;
    /**
     * Tells of rooms: joined, also again after a return; left; other permissions; put out.
     */
    onRoom: (listener: (event: RoomEvent) => void) => () => void;
    /**
     * Tells that a message was not passed on.
     */
    onRefused: (listener: (refusal: Refusal) => void) => () => void;
    /**
     * How it stands now.
     */
    state: () => RealtimeState;
    /**
     * Leaves all rooms, and connects no more by itself.
     */
    close: () => void;
};
/**
 * How a socket stands. `waiting` comes back by itself; `closed` does not, and has left its rooms.
 */
export type RealtimeState = {
    status: "closed" | "connecting" | "open" | "waiting";
    /**
     * Why: a word of the server's table of errors, or `start`, `open`, `lost`, `going_away`, `internal_error`, `unreachable`, `resting`, `close`, or why the session is over.
     */
    reason: string;
    /**
     * How long it waits, in milliseconds; 0 for not at all.
     */
    retryAfterMs: number;
};
export type Room = {
    /**
     * Its name.
     */
    room: string;
    /**
     * What the player may do there, as the server says now.
     */
    permissions: string[];
    /**
     * How many players were there when this one joined.
     */
    occupied: number;
};
export type RealtimeMessage = {
    /**
     * What was sent: JSON of another player or of the application. Believe it no more than that.
     */
    data: any;
    /**
     * The room that it is about.
     */
    room?: string | undefined;
};
export type RoomEvent = {
    /**
     * `evicted`: the player is not there any more, and does not come back by himself; `error` says why.
     */
    type: "joined" | "left" | "permissions" | "evicted";
    room: Room;
    error?: GameAuthError | undefined;
};
export type Refusal = {
    /**
     * What send() gave.
     */
    id: string;
    error: GameAuthError;
};
/**
 * An access token in memory.
 */
export type AccessToken = {
    value: string;
    isBound: boolean;
    renewAt: number;
    endsAt: number;
    sid?: string | undefined;
    sub?: string | undefined;
};
/**
 * What one connection tells.
 */
export type ConnectionEvents = {
    /**
     * The player is known.
     */
    opened: () => void;
    /**
     * A frame that answers none.
     */
    heard: (frame: any) => void;
    /**
     * Once, with the close code and the last error.
     */
    ended: (code: number, said: GameAuthError | null) => void;
};
/**
 * What a socket needs of its session.
 */
export type SessionOfSocket = {
    /**
     * A token that is good for a while.
     */
    token: () => Promise<AccessToken>;
    /**
     * The one after this.
     */
    next: (token: AccessToken) => Promise<AccessToken>;
    /**
     * The server has refused this one.
     */
    refused: (token: AccessToken, word: string) => void;
};
/**
 * A room that the application wants to be in.
 */
export type WantedRoom = {
    name: string;
    ticket: boolean | string;
    /**
     * As the server has told; null while this socket is not in it.
     */
    joined: Room | null;
    /**
     * Whether it was joined before: then it is joined again in silence.
     */
    hasBeenJoined: boolean;
    /**
     * How often in a row the server could not answer.
     */
    tries: number;
    waiting: {
        resolve: (room: Room) => void;
        reject: (failure: unknown) => void;
    }[];
};
