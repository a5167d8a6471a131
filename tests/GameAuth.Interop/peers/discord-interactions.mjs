// Judges requests to a webhook with npm discord-interactions: whether Discord has signed them.
import { createRequire } from 'node:module'
import { main } from './emulated.mjs'

const { verifyKey } = createRequire(import.meta.url)('discord-interactions')

await main(async ({ requests, publicKey }) => {
  const verdicts = []
  for (const { body, signature, timestamp } of requests) {
    verdicts.push(await verifyKey(Buffer.from(body, 'base64'), signature, timestamp, publicKey))
  }
  return { verdicts }
})
