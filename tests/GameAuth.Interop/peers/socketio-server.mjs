// npm socket.io as a server of a few Feathers-like methods: node socketio-server.mjs '{"major":2,"port":0,...}'. Prints its port; ends when stdin does.
import fs from 'node:fs';
import http from 'node:http';

const input = JSON.parse(process.argv[2]);
const writes = input.log ? fs.openSync(input.log, 'a') : null;
const options = { pingInterval: input.pingInterval ?? 25000, pingTimeout: input.pingTimeout ?? 20000, transports: ['websocket'], ...(input.options ?? {}) };
const server = http.createServer();
let io;
if (input.major === 2) {
  const { default: serve } = await import('socket.io-2');
  io = serve(server, options);
} else {
  const { Server } = await import('socket.io-4');
  io = new Server(server, options);
}

io.on('connection', (socket) => {
  let loggedIn = false;
  const guarded = (work) => (...args) => {
    const ack = args.pop();
    if (typeof ack !== 'function') return;
    if (!loggedIn) return ack({ name: 'NotAuthenticated', message: 'not signed in', code: 401, className: 'not-authenticated' });
    work(args, ack);
  };
  socket.on('create', (service, ...args) => {
    if (service === 'security/session') {
      loggedIn = args[0].accessToken === 'synthetic-token';
      const ack = args.pop();
      return loggedIn ? ack(null, { accessToken: 'synthetic-token', user: { _id: 'synthetic' } }) : ack({ name: 'NotAuthenticated', code: 401 });
    }

    guarded(([data], ack) => {
      if (writes !== null) fs.writeSync(writes, `${data.key}\n`);
      if (data.event) socket.emit(`${service} created`, data);
      if (data.binary) return ack(null, Buffer.from([1, 2, 3]));
      if (data.disconnect) return socket.disconnect();
      ack(null, data);
    })(...args);
  });
  socket.on('find', (service, ...args) => guarded(([query], ack) => ack(null, query ?? null))(...args));
  socket.on('get', (service, ...args) => guarded(([id, query], ack) => ack(null, { id, query }))(...args));
});

server.listen(input.port ?? 0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
