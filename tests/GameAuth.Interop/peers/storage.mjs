// The store's formats a second time, from their description in docs/storage.md and with node:crypto alone.
// In: { vectors, opened }. Out: what the inputs of each vector give, and the content of the sealed row in "opened".
import crypto from 'node:crypto'

const hmac = (key, ...parts) => crypto.createHmac('sha256', key).update(Buffer.concat(parts)).digest()
const sha256 = (...parts) => crypto.createHash('sha256').update(Buffer.concat(parts)).digest()
const expand = (key, info, length = 32) => hmac(key, info, Buffer.from([1])).subarray(0, length)
const hex = text => Buffer.from(text, 'hex')
const units = text => Buffer.from(text, 'utf16le')

const number = (value, size) => {
  const bytes = Buffer.alloc(size)
  if (size === 8) bytes.writeBigUInt64LE(BigInt(value))
  else if (size === 4) bytes.writeUInt32LE(value)
  else bytes.writeUInt16LE(value)
  return bytes
}

const text = value => Buffer.concat([number(units(value).length, 4), units(value)])

function keysOf ({ masterKey, purpose, partition, name, epoch, number: count }) {
  const root = hmac('gameauth storage 1', hex(masterKey))
  const id = expand(root, Buffer.from('key id'), 8)
  const fields = Buffer.concat([Buffer.from('GS'), Buffer.from([1, 1]), id])
  const header = Buffer.concat([fields, sha256(fields).subarray(0, 4)])
  const info = Buffer.concat([text(purpose), text(partition), text(name)])
  const version = Buffer.concat([number(epoch, 8), number(count, 8)])
  return {
    id,
    header,
    version,
    row: expand(expand(root, Buffer.from('rows')), info),
    nonce: expand(expand(root, Buffer.from('nonces')), info),
    associated: Buffer.concat([header, version, info])
  }
}

function sizeFor (length) {
  if (length <= 2048) return length <= 1024 ? 1024 : 2048
  let pages = Math.ceil((length + 512) / 4096)
  pages = pages <= 16 ? 2 ** Math.ceil(Math.log2(pages)) : Math.ceil(pages / 16) * 16
  return pages * 4096 - 512
}

function seal (vector) {
  const keys = keysOf(vector)
  const plain = hex(vector.plain)
  const nonce = hmac(keys.nonce, keys.version, hex(vector.random), sha256(plain)).subarray(0, 12)
  const padded = Buffer.alloc(sizeFor(plain.length + 48) - 44)
  padded.writeInt32LE(plain.length)
  plain.copy(padded, 4)
  const cipher = crypto.createCipheriv('aes-256-gcm', keys.row, nonce)
  cipher.setAAD(keys.associated)
  const sealed = Buffer.concat([keys.header, nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()])
  return { keyId: keys.id.readBigUInt64LE().toString(16).padStart(16, '0'), nonce: nonce.toString('hex'), sealed: sealed.toString('hex') }
}

function open (row) {
  const keys = keysOf(row)
  const sealed = hex(row.sealed)
  const decipher = crypto.createDecipheriv('aes-256-gcm', keys.row, sealed.subarray(16, 28))
  decipher.setAAD(keys.associated)
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(28, -16)), decipher.final()])
  return padded.subarray(4, 4 + padded.readInt32LE()).toString('hex')
}

const row = ({ partition, name, value }) => ({
  envelope: Buffer.concat([
    number(1, 2), number(0, 2), number(units(partition).length, 2), number(units(name).length, 2), units(partition), units(name), hex(value)
  ]).toString('hex')
})

function names ({ namesKey, partition, name }) {
  const hide = value => hmac(hex(namesKey), units(value)).toString('hex')
  const hiddenPartition = hide(`P${partition}`)
  const hiddenName = hide(`R${partition.length}:${partition}${name}`)
  const file = [sha256(Buffer.from('partition'), text(hiddenPartition)), sha256(Buffer.from('row'), text(hiddenPartition), text(hiddenName))]
  return {
    hiddenPartition,
    hiddenName,
    hiddenLease: hide(`L${partition.length}:${partition}${name}`),
    file: file.map(hash => hash.toString('hex', 0, 16)).join('-') + '.gat'
  }
}

function passphrase ({ passphrase, salt, iterations }) {
  const key = crypto.pbkdf2Sync(passphrase.normalize('NFC'), hex(salt), iterations, 32, 'sha256')
  const check = expand(hmac(Buffer.alloc(32), key), Buffer.from('gameauth passphrase check 1'), 16)
  return { key: key.toString('hex'), check: check.toString('hex') }
}

let input = ''
for await (const part of process.stdin.setEncoding('utf8')) input += part
const { vectors, opened } = JSON.parse(input)
const kinds = { seal, row, names, passphrase }
const result = {}
for (const kind of Object.keys(kinds)) result[kind] = vectors[kind].map(vector => kinds[kind](vector))
if (opened) result.opened = open(opened)
process.stdout.write(JSON.stringify(result))
