import { WebSocket } from 'ws';
import { TokenBuckets } from '../../core/access/token-bucket.ts';

/** Of one connection; so many may also come at once. */
const messagesPerMinute = 600;
/** Bytes of answers that a client may leave unread. */
const maximumUnread = 2 ** 20;
/** As HTTP's 429, in the range for applications. */
const tooMany = 4429;

/** Answers for a client that has gone are dropped: graphql-ws would print a stack for each of them. */
export class DroppingWebSocket extends WebSocket {
  override send(data: Parameters<WebSocket['send']>[0], told?: unknown): void {
    super.send(data, () => {
      if (typeof told === 'function') told();
    });
  }
}

/**
 * Ends a connection on which far more comes than a client has to say, or whose client asks without reading: a ping has an answer as long as
 * itself, which would wait in memory. Of the protocol's own pings `ws` takes care.
 */
export function guardAgainstFloods(client: WebSocket): void {
  const messages = new TokenBuckets(messagesPerMinute, () => performance.now());
  client.on('message', () => {
    if (client.bufferedAmount > maximumUnread) client.terminate();
    if (messages.take('all', 1) === 0) return;
    client.removeAllListeners('message');
    client.close(tooMany, 'RATE_LIMITED');
  });
}
