/** The limit of what can be broadcast: `ws` sends the bytes it is given to whoever listens there. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { type WebSocket, WebSocketServer } from 'ws';
import { port } from './environment.ts';

type Posted = { sample: string; changes: { effort: string }[] };

const listeners = new Map<string, Set<WebSocket>>();

const broadcast = ({ sample, changes }: Posted) => {
  const message = Buffer.from(sample);
  for (const { effort } of changes) {
    for (const socket of listeners.get(effort) ?? []) socket.send(message, { binary: false });
  }
};

const server = createServer((request, response) => {
  const answer = async () => {
    if (request.method === 'POST') broadcast(JSON.parse(await text(request)));
    response.end('{}');
  };
  void answer();
});

new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString());
    if (type === 'connection_init') {
      socket.send('{"type":"connection_ack"}');
      return;
    }
    const { effort } = payload.variables;
    const those = listeners.get(effort) ?? new Set();
    listeners.set(effort, those.add(socket));
    socket.on('close', () => those.delete(socket));
  });
});
server.listen(port, '127.0.0.1');
process.once('SIGTERM', () => process.exit());
