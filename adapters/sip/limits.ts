/** What one message, one connection and all of them together may take: each with its reason. */

/** Start line and header fields, bytes. An INVITE behind six proxies, with identities and history, stays below 8 KiB. */
export const MAX_HEAD_BYTES = 32 * 1024;
/** A body is skipped, never read; over TCP this much is waited for. Bytes. */
export const MAX_BODY_BYTES = 256 * 1024;
/** Header fields of one message. RFC 4475's largest has 20; a call through a real network 30 to 50. */
export const MAX_HEADERS = 256;
/** Open TCP connections of one listener; a switch keeps one or a few. */
export const MAX_CONNECTIONS = 1_024;
/** A connection on which nothing has come for this long is closed. */
export const IDLE_CONNECTION_MS = 600_000;
/** The rest of a message that has begun must come within 64 × T1, as long as a transaction would wait for an answer. */
export const PARTIAL_MESSAGE_MS = 32_000;
/** Answers that a peer does not take away are kept up to this, bytes; then its connection is closed. */
export const MAX_UNSENT_BYTES = 1024 * 1024;
/** Server transactions held at once: 30,000 calls a second for the T4 of five seconds, twice. About 300 bytes each. */
export const MAX_TRANSACTIONS = 300_000;
/** The same of plain INVITEs over UDP: 200,000 calls a second for T4; 72 bytes each. A power of two. */
export const MAX_PLAIN_TRANSACTIONS = 1 << 20;
/** Answers of these that wait for their ACK: 2,000 calls a second of a switch that never sends one, for 32 s. 2 KiB each. */
export const MAX_PLAIN_ANSWERS = 1 << 16;
/** Contacts of one answer; nobody waits for the hundred-and-first telephone to ring. */
export const MAX_CONTACTS = 100;
/** What waits is answered within this, a fifth of T1: so that waiting alone causes no retransmission. */
export const MAX_WAIT_MS = 100;
/** Messages dealt with in one turn of the event loop before the sockets are read again. */
export const MESSAGES_PER_TURN = 256;
