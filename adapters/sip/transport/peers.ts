import type { Peer } from './flow.ts';

/** A carrier has few neighbours; a scanner of the whole net has many. */
const MAX_REMEMBERED = 1_024;

/** The peers heard of lately, each made once. */
export class Peers<Key> {
  private readonly known = new Map<Key, Peer>();
  private readonly make: (key: Key) => Peer;

  constructor(make: (key: Key) => Peer) {
    this.make = make;
  }

  find(key: Key): Peer {
    const found = this.known.get(key);
    if (found !== undefined) return found;
    // One that is dropped here lives on in the answers that may have to be sent to it again.
    if (this.known.size >= MAX_REMEMBERED) this.known.clear();
    const peer = this.make(key);
    this.known.set(key, peer);
    return peer;
  }
}
