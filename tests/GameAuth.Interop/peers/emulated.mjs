// Where an emulated host is: the live address with its origin exchanged, path and query kept.
export function emulated (liveUrl, hosts) {
  const url = new URL(liveUrl)
  const base = hosts[url.hostname]
  if (!base) throw new Error(`The emulator has no host ${url.hostname}`)
  return base.replace(/\/$/, '') + url.pathname + url.search
}

// Every address that the emulator can serve; relying parties are names, not addresses, and stay as they are.
export function redirectAll (urls, hosts) {
  for (const [name, value] of Object.entries(urls)) {
    if (/relyingParty/i.test(name) || !/^https:/.test(value)) continue
    urls[name] = emulated(value, hosts)
  }
}

// One JSON document on stdin says what to do, one on stdout says what became of it.
export async function main (run) {
  let text = ''
  for await (const chunk of process.stdin) text += chunk
  console.info = console.warn = console.debug = console.error
  try {
    process.stdout.write(JSON.stringify({ ok: true, ...(await run(JSON.parse(text))) }))
  } catch (error) {
    process.stdout.write(JSON.stringify({ ok: false, error: String(error?.message ?? error) }))
  }
}
