// Signs in with npm psn-api and reads trophies, profiles and presence. Its addresses are constants, so fetch itself is led to the emulator, and to nowhere else.
import { emulated, main } from './emulated.mjs'

const live = globalThis.fetch

await main(async ({ hosts, npsso, refreshToken, onlineId }) => {
  const calls = []
  globalThis.fetch = (address, init) => {
    const url = new URL(address)
    calls.push(`${init?.method ?? 'GET'} ${url.hostname}${url.pathname}`)
    return live(emulated(url.href, hosts), init)
  }
  // The library is loaded when fetch is no longer the live one.
  const psn = await import('psn-api')

  if (refreshToken) return { refreshed: await psn.exchangeRefreshTokenForAuthTokens(refreshToken), calls }
  const code = await psn.exchangeNpssoForAccessCode(npsso)
  const first = await psn.exchangeAccessCodeForAuthTokens(code)
  const again = await psn.exchangeAccessCodeForAuthTokens(code)
  if (!onlineId) return { code, first, again, calls }

  const tokens = await psn.exchangeNpssoForAccessCode(npsso).then(psn.exchangeAccessCodeForAuthTokens)
  const refreshed = await psn.exchangeRefreshTokenForAuthTokens(tokens.refreshToken)
  const titles = []
  const pages = []
  for (let offset = 0; offset !== undefined;) {
    const page = await psn.getUserTitles(refreshed, 'me', { limit: 3, offset })
    titles.push(...page.trophyTitles)
    pages.push(page.trophyTitles.length)
    offset = page.nextOffset
  }
  const earned = {}
  for (const { npCommunicationId, npServiceName } of titles) {
    const list = await psn.getUserTrophiesEarnedForTitle(refreshed, 'me', npCommunicationId, 'all', { npServiceName })
    const names = await psn.getTitleTrophies(refreshed, npCommunicationId, 'all', { npServiceName })
    earned[npCommunicationId] = `${list.trophies.filter(one => one.earned).length} of ${names.totalItemCount}`
  }
  const other = titles.find(one => one.npServiceName === 'trophy').npCommunicationId
  const refusal = promise => promise.then(() => 'none', error => error.message)
  const { profile } = await psn.getProfileFromUserName(refreshed, onlineId)
  return {
    tokens,
    refreshed,
    pages,
    earned,
    groups: (await psn.getUserTrophyGroupEarningsForTitle(refreshed, 'me', 'NPWR90001_00')).trophyGroups.map(one => one.trophyGroupId),
    otherService: await refusal(psn.getUserTrophiesEarnedForTitle(refreshed, 'me', other, 'all')),
    summary: await psn.getUserTrophyProfileSummary(refreshed, 'me'),
    profile,
    region: (await psn.getUserRegion(refreshed, onlineId)).code,
    byId: (await psn.getProfileFromAccountId(refreshed, profile.accountId)).onlineId,
    nobody: await refusal(psn.getProfileFromUserName(refreshed, 'Nobody')),
    presence: (await psn.getBasicPresence(refreshed, 'me')).basicPresence,
    friends: (await psn.getUserFriendsAccountIds(refreshed, 'me')).friends,
    hidden: await refusal(psn.getUserFriendsAccountIds(refreshed, '9100000000000000003')),
    devices: (await psn.getAccountDevices(refreshed)).accountId,
    badToken: await refusal(psn.getProfileFromAccountId({ accessToken: 'x' }, 'me')),
    elsewhere: await refusal(psn.getRecentlyPlayedGames(refreshed)),
    calls
  }
})
