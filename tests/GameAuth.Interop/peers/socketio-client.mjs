// npm socket.io-client 2 or 4 against a server: node socketio-client.mjs '{"major":2,"address":"http://127.0.0.1:1","calls":20000,"inFlight":64}'. Prints the rate in calls a second.
const input = JSON.parse(process.argv[2]);
let socket;
if (input.major === 2) {
  const { default: io } = await import('socket.io-client-2');
  socket = io(input.address, { transports: ['websocket'] });
} else {
  const { io } = await import('socket.io-client-4');
  socket = io(input.address, { transports: ['websocket'] });
}

const call = (...args) => new Promise((resolve, reject) => socket.emit(...args, (error, result) => (error ? reject(new Error(error.name)) : resolve(result))));
await new Promise((resolve) => socket.on('connect', resolve));
await call('create', 'security/session', { strategy: 'jwt', accessToken: 'synthetic-token' });
let next = 0;
const run = async (until) => {
  while (next < until) {
    const n = next++;
    const answer = await call('find', 'market/listing', { Name: 'n', Number: n });
    if (answer.Number !== n) throw new Error('crossed');
  }
};
await Promise.all(Array.from({ length: input.inFlight }, () => run(input.calls / 4)));
const warm = next;
const since = process.hrtime.bigint();
await Promise.all(Array.from({ length: input.inFlight }, () => run(warm + input.calls)));
process.stdout.write(`${(input.calls * 1e9) / Number(process.hrtime.bigint() - since)}\n`);
process.exit(0);
