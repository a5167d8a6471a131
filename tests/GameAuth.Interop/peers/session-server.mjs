// A client of the session server whose every judgement is somebody else's: npm dpop makes the proofs, npm oauth4webapi and npm jose judge the access tokens by what the server publishes.
import { calculateThumbprint, generateKeyPair, generateProof } from 'dpop'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, SignJWT, generateKeyPair as generateSigningKeys } from 'jose'
import * as oauth from 'oauth4webapi'
import { main } from './emulated.mjs'

const insecure = { [oauth.allowInsecureRequests]: true }

await main(async ({ issuer, audience, algorithm, proofAlgorithm, bound }) => {
  const metadata = await oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), { algorithm: 'oauth2', ...insecure }))
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri))
  const at = path => issuer.replace(/\/$/, '') + path

  // A client with a key, which keeps the last nonce of the server.
  const client = async () => ({ keys: await generateKeyPair(proofAlgorithm), nonce: undefined })
  const prove = (who, path, method = 'POST', token = undefined, nonce = who.nonce) => generateProof(who.keys, at(path), method, nonce, token)
  const send = async (who, path, body, proof) => {
    const answer = await fetch(at(path), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(who && { DPoP: proof ?? await prove(who, path) }) },
      body: JSON.stringify(body)
    })
    if (who) who.nonce = answer.headers.get('dpop-nonce') ?? who.nonce
    const text = await answer.text()
    return { status: answer.status, ...(text && JSON.parse(text)) }
  }
  const verdict = answer => `${answer.status} ${answer.error ?? 'ok'}`

  // The two judges. Each says the subject, or its own word of refusal.
  const judges = {
    oauth4webapi: async (token, { expected = audience, as = metadata, proof, method = 'GET', scheme = proof ? 'DPoP' : 'Bearer' } = {}) => {
      const request = new Request(at('/api/me'), { method, headers: { Authorization: `${scheme} ${token}`, ...(proof && { DPoP: proof }) } })
      return (await oauth.validateJwtAccessToken(as, request, expected, { signingAlgorithms: [algorithm, proofAlgorithm], requireDPoP: proof !== undefined, ...insecure })).sub
    },
    jose: async (token, { expected = audience, as = metadata } = {}) =>
      (await jwtVerify(token, keys, { issuer: as.issuer, audience: expected, typ: 'at+jwt', algorithms: [algorithm], requiredClaims: ['sub', 'iat', 'exp', 'jti', 'client_id', 'sid'] })).payload.sub
  }
  const judge = async (token, options) => Object.fromEntries(await Promise.all(Object.entries(judges).map(async ([name, ask]) =>
    [name, await ask(token, options).catch(error => `refused: ${error.code ?? error.name}`)])))

  const ada = await client()
  const exchange = '/api/auth/native/exchange'
  const body = { client_nonce: crypto.randomUUID(), ticket: 'ada' }
  const withoutNonce = await send(ada, exchange, body)
  const proof = await prove(ada, exchange)
  const signedIn = await send(ada, exchange, body, proof)
  const proofAgain = await send(ada, exchange, { ...body, client_nonce: crypto.randomUUID() }, proof)
  const token = signedIn.access_token

  const [head, claims, signature] = token.split('.')
  const flip = text => (text[0] === 'A' ? 'B' : 'A') + text.slice(1)
  const changed = JSON.parse(Buffer.from(claims, 'base64url').toString())
  const { privateKey } = await generateSigningKeys(algorithm)
  const header = decodeProtectedHeader(token)
  const forged = await new SignJWT(changed).setProtectedHeader(header).sign(privateKey)
  changed.sub = 'native:eve'
  const accessProof = bound ? await prove(ada, '/api/me', 'GET', token) : undefined
  const judged = {
    good: await judge(token, { proof: accessProof }),
    'other audience': await judge(token, { expected: 'somebody-else', proof: accessProof }),
    'other issuer': await judge(token, { as: { ...metadata, issuer: 'https://auth.example.test' }, proof: accessProof }),
    'changed claims': await judge(`${head}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${signature}`),
    'changed signature': await judge(`${head}.${claims}.${flip(signature)}`, { proof: bound ? await prove(ada, '/api/me', 'GET', `${head}.${claims}.${flip(signature)}`) : undefined }),
    'other key': await judge(forged, { proof: bound ? await prove(ada, '/api/me', 'GET', forged) : undefined }),
    'refresh token': await judge(signedIn.refresh_token)
  }
  if (bound) judged['as a bearer token'] = { oauth4webapi: await judges.oauth4webapi(token).catch(error => `refused: ${error.message}`) }

  // What the server itself says of the same requests.
  const call = (scheme, value, proved) => fetch(at('/api/me'), { headers: { Authorization: `${scheme} ${value}`, ...(proved && { DPoP: proved }) } }).then(async answer => `${answer.status} ${answer.ok ? await answer.text() : (await answer.json()).error}`)
  const own = {
    good: await call(bound ? 'DPoP' : 'Bearer', token, bound ? await prove(ada, '/api/me', 'GET', token) : undefined),
    'other key': await call(bound ? 'DPoP' : 'Bearer', forged, bound ? await prove(ada, '/api/me', 'GET', forged) : undefined)
  }

  const eve = await client()
  eve.nonce = ada.nonce
  const refresh = '/api/auth/refresh'
  const logout = '/api/auth/logout'
  const held = { refresh_token: signedIn.refresh_token }
  const stolen = await send(eve, refresh, held)
  const bare = await send(undefined, refresh, held)
  const elsewhere = await send(ada, refresh, held, await prove(ada, logout))
  const get = await send(ada, refresh, held, await prove(ada, refresh, 'GET'))
  const madeUp = await send(ada, refresh, held, await prove(ada, refresh, 'POST', undefined, 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'))
  const refreshed = await send(ada, refresh, held)
  const renewed = bound ? undefined : await judge(refreshed.access_token)
  const stolenLogout = await send(eve, logout, { refresh_token: refreshed.refresh_token })
  const alive = await send(ada, refresh, { refresh_token: refreshed.refresh_token })
  const ended = await send(ada, logout, { refresh_token: alive.refresh_token })
  const over = await send(ada, refresh, { refresh_token: alive.refresh_token })
  const decoded = JSON.parse(Buffer.from(claims, 'base64url').toString())
  return {
    kid: header.kid === (await (await fetch(metadata.jwks_uri)).json()).keys[0].kid,
    algorithm: header.alg,
    bound: decoded.cnf ? decoded.cnf.jkt === await calculateThumbprint(ada.keys.publicKey) : null,
    judged,
    own,
    renewed,
    said: Object.fromEntries(Object.entries({ withoutNonce, signedIn, proofAgain, stolen, bare, elsewhere, get, madeUp, refreshed, stolenLogout, alive, ended, over }).map(([name, answer]) => [name, verdict(answer)]))
  }
})
