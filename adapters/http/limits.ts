/** What one client, one token and all of them together may take of the HTTP server: each with its reason. */

/** The head of a request must have come within this: a browser sends it in one packet. */
export const HEAD_TIMEOUT_MS = 10_000;
/** The whole request, body included: 4 MiB over a line of 2 Mbit/s take 17 seconds. */
export const REQUEST_TIMEOUT_MS = 30_000;
/** How often connections are looked at for the two above. */
export const TIMEOUT_CHECK_MS = 2_000;
/** Open connections: more than all switches, pages and streams of a node; what is above must not take the store's. */
export const MAX_CONNECTIONS = 8_192;
/** A bearer token, characters. A signed token with RSA of 4096 bits and many claims has some 2,000. */
export const MAX_BEARER_CHARACTERS = 8_192;
/** An API token that was looked up is believed for this long: what revoking it takes at most on other nodes. */
export const TOKEN_CACHE_MS = 5_000;
/** API tokens kept in memory, some 500 bytes each; the longest unused goes first. */
export const MAX_CACHED_TOKENS = 10_000;
/** A label of an API token, characters: one line of a table. */
export const MAX_TOKEN_LABEL_CHARACTERS = 100;
/** How far the clock of whoever signs tokens may be from ours, seconds: machines without NTP drift by less in a day. */
export const CLOCK_TOLERANCE_SECONDS = 10;
/** A key set in a file is looked at again after this, so that new keys need no restart. */
export const KEY_FILE_CHECK_MS = 10_000;
/** A key set by URL is fetched within this, or the token is answered with 503. */
export const KEY_FETCH_TIMEOUT_MS = 5_000;
/** Unknown key ids make the key set be fetched again at most this often: whoever sends them must not make us a flood. */
export const KEY_FETCH_COOLDOWN_MS = 30_000;
/**
 * Requests of one token in a minute on one node (each worker is one), deciding calls excepted: ten a second is more than
 * a person and a page do.
 */
export const DEFAULT_REQUESTS_PER_MINUTE = 600;
/**
 * A body counts as one request more for each of so many bytes: a plan of 100,000 callers, which whoever may preview may
 * send, takes the thread that decides calls half a second, and 1.6 MB. Twelve a minute of one token leave it nine tenths.
 */
export const BODY_BYTES_A_REQUEST = 32 * 1024;
/** Refused tokens from one address in a minute, after which it is told to slow down. */
export const REFUSALS_PER_MINUTE = 120;
/** Addresses and tokens that are counted at once; the longest unused is forgotten. */
export const MAX_COUNTED_KEYS = 20_000;
/** How long an answer may wait for the other nodes to say that a change is live there: they take milliseconds. */
export const MAX_WAIT_FOR_NODES_MS = 10_000;
/** Events that a client which comes again can still be told, some 100 bytes each: an hour of a busy carrier. */
export const MAX_KEPT_EVENTS = 2_000;
/** Open event streams of one node, and of one token: a page in a few windows. */
export const MAX_EVENT_CLIENTS = 1_000;
export const MAX_EVENT_CLIENTS_OF_TOKEN = 10;
/** A client whose buffers are full and that takes nothing for so long is disconnected; it resumes from where it was. */
export const MAX_EVENT_STALL_MS = 5_000;
/** A stream says this often that it is alive, and its token is proven again. Proxies close silent ones after 60 seconds. */
export const HEARTBEAT_MS = 15_000;
