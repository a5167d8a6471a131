// What an application writes. It is compiled, and run by nobody.
import { DiscordSDK } from '@discord/embedded-app-sdk'
import { createGameAuth, GameAuthError } from '../../../src/GameAuth.Server/Browser/gameauth.js'
import type { GameAuth, GameAuthState, Realtime, RealtimeMessage, Room, RoomEvent, SignedIn } from '../../../src/GameAuth.Server/Browser/gameauth.js'

const auth: GameAuth = createGameAuth({ discordSdk: new DiscordSDK('930000000000000001'), base: '/.proxy' })
const stop: () => void = auth.onState((state: GameAuthState) => { document.title = `${state.status}: ${state.reason}` })

export async function start (): Promise<string> {
  try {
    const signedIn: SignedIn = await auth.signIn()
    const answer: Response = await auth.fetch('/api/me', { method: 'POST', body: '{}' })
    return signedIn.user.global_name ?? await answer.text()
  } catch (failure) {
    if (failure instanceof GameAuthError && failure.recoverable) return `${failure.code}: ${failure.fix} (${failure.retryAfterMs})`
    throw failure
  } finally {
    stop()
    await auth.logout()
  }
}

export async function play (say: (text: string) => void): Promise<Room[]> {
  const socket: Realtime = auth.realtime()
  socket.onState(({ status, reason, retryAfterMs }) => say(`${status}: ${reason} ${retryAfterMs.toFixed()}`))
  socket.onMessage((message: RealtimeMessage) => say(`${message.room ?? 'all'}: ${JSON.stringify(message.data)}`))
  socket.onRoom((event: RoomEvent) => say(`${event.type} ${event.room.room} ${event.error?.said ?? ''}`))
  const end: () => void = socket.onRefused(({ id, error }) => say(`${id}: ${error.code}`))
  const { permissions, occupied }: Room = await socket.join('lobby')
  await socket.join('vip', { ticket: true })
  const id: string = socket.send({ permissions, occupied }, 'lobby')
  say(id)
  end()
  await socket.leave('vip')
  return socket.rooms()
}

// @ts-expect-error A room has a name.
export const nowhere = () => auth.realtime().join()
// @ts-expect-error An SDK without commands is none.
createGameAuth({ discordSdk: { clientId: '1', ready: async () => {} } })
// @ts-expect-error No token is in the result.
export const token = async () => (await auth.signIn()).access_token
