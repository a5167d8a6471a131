// The Signature header, written from its published layout, and a client that posts with it.
import crypto from 'node:crypto'
import { emulated } from './emulated.mjs'

export function sign (key, path, body, unixSeconds) {
  const fileTime = (BigInt(Math.trunc(unixSeconds)) + 11644473600n) * 10000000n
  const head = Buffer.alloc(14)
  head.writeInt32BE(1, 0)
  head.writeBigInt64BE(fileTime, 5)
  const image = Buffer.concat([head, Buffer.from(`POST\0${path}\0\0${body}\0`)])
  const signature = crypto.sign('sha256', image, { key, dsaEncoding: 'ieee-p1363' })
  return Buffer.concat([head.subarray(0, 4), head.subarray(5, 13), signature])
}

export const jwkOf = pair => ({ ...pair.publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' })
export const newKey = () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })

// signatureOf gets path and body, and gives the header's bytes, or nothing.
export const poster = hosts => async (url, payload, signatureOf) => {
  const body = JSON.stringify(payload)
  const headers = { 'content-type': 'application/json', 'x-xbl-contract-version': '1' }
  const signature = signatureOf(new URL(url).pathname, body)
  if (signature) headers.signature = signature.toString('base64')
  const response = await fetch(emulated(url, hosts), { method: 'post', headers, body })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined }
}
