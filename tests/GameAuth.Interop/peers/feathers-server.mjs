// Feathers 4 or 5 over its own Socket.IO transport: node feathers-server.mjs '{"major":4,"port":0,...}'. The login is at security/session, as the service has it. Prints its port; ends when stdin does.
import fs from 'node:fs';
import http from 'node:http';

const input = JSON.parse(process.argv[2]);
const writes = input.log ? fs.openSync(input.log, 'a') : null;
// A package of CommonJS shows itself in one of three ways, by its age.
const load = async (name, member) => {
  const found = await import(`feathers-${input.major}${name}`);
  return found[member] ?? found.default?.[member] ?? found.default;
};
const feathers = await load('', 'feathers');
const socketio = await load('-socketio', 'default');
const AuthenticationService = await load('-authentication', 'AuthenticationService');
const JWTStrategy = await load('-authentication', 'JWTStrategy');
const authenticate = await load('-authentication', 'authenticate');

const app = feathers();
const options = { pingInterval: input.pingInterval ?? 25000, pingTimeout: input.pingTimeout ?? 20000, transports: ['websocket'], ...(input.options ?? {}) };
app.configure(socketio(options));
app.set('authentication', { secret: input.secret, entity: null, service: null, authStrategies: ['jwt'], jwtOptions: { audience: 'synthetic', issuer: 'synthetic', algorithm: 'HS256', expiresIn: '1h' } });

const login = new AuthenticationService(app, 'authentication');
login.register('jwt', new JWTStrategy());
app.use('security/session', login);

class Listings {
  constructor() {
    this.items = new Map();
  }

  async find(params) {
    return { total: this.items.size, limit: 10, skip: 0, data: [...this.items.values()], query: params.query };
  }

  async get(id, params) {
    if (!this.items.has(id)) throw Object.assign(new Error(`No record ${id}`), { name: 'NotFound', code: 404, className: 'not-found' });
    return { ...this.items.get(id), query: params.query };
  }

  async create(data) {
    if (writes !== null && data.key) fs.writeSync(writes, `${data.key}\n`);
    if (data.fail) throw new Error('no error of Feathers');
    const item = { _id: data._id ?? String(this.items.size + 1), ...data };
    this.items.set(item._id, item);
    return item;
  }

  async update(id, data) {
    this.items.set(id, { _id: id, ...data });
    return this.items.get(id);
  }

  async patch(id, data, params) {
    if (id === null) return [{ all: true, query: params.query }];
    this.items.set(id, { ...this.items.get(id), ...data });
    return this.items.get(id);
  }

  async remove(id) {
    const item = this.items.get(id);
    this.items.delete(id);
    return item ?? null;
  }
}

app.use('market/listing', new Listings());
app.service('market/listing').hooks({ before: { all: [authenticate('jwt')] } });
app.on('login', (result, { connection }) => connection && app.channel('players').join(connection));
app.service('market/listing').publish(() => app.channel('players'));

const server = http.createServer();
if (input.major === 4) {
  app.setup(server);
} else {
  await app.setup(server);
}

server.listen(input.port ?? 0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
