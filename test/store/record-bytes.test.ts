import { describe, expect, test } from '@jest/globals';
import { EngineError } from '../../engine/errors.ts';
import type { VersionRecord } from '../../engine/store/plan-store.ts';
import { decodeRecord, encodeRecord, versionOfRecord } from '../../engine/store/record-bytes.ts';

const RECORD: VersionRecord = {
  number: '800123456',
  version: 0x0102_0304,
  hash: 'ab',
  withdrawn: false,
  actor: 'ì',
  atMs: 1,
  note: 'n',
};
const OVERRIDDEN: VersionRecord = { ...RECORD, override: { to: { announce: 'a' }, untilMs: -1, by: 'ì' } };
/** As every record lies in stores that were written before there were overrides. */
const BYTES = `00${'04030201'}${'000000000000f03f'}${'02000000'}${'02000000'}${'01000000'}6162c3ac6e`;

const decode = (bytes: Buffer, size = bytes.length) => decodeRecord('800123456', bytes, size);

function codeOf(bytes: Buffer, size?: number): string {
  try {
    decode(bytes, size);
    return 'whole';
  } catch (error) {
    return error instanceof EngineError ? error.code : String(error);
  }
}

describe('a record as bytes', () => {
  test('without an override it is what it always was', () => {
    expect(encodeRecord(RECORD).toString('hex')).toBe(BYTES);
    expect(decode(Buffer.from(BYTES, 'hex'))).toEqual({ record: RECORD, end: 30 });
  });

  test('with an override it comes back, and so does what stands behind it', () => {
    const rest = Buffer.from('rest');
    const json = Buffer.from(JSON.stringify(OVERRIDDEN.override));
    const bytes = encodeRecord(OVERRIDDEN, rest);
    expect(bytes.toString('hex')).toBe(
      `02${BYTES.slice(2)}${json.length.toString(16)}000000${json.toString('hex')}${rest.toString('hex')}`,
    );
    const { record, end } = decode(bytes);
    expect(record).toEqual(OVERRIDDEN);
    expect(bytes.subarray(end)).toEqual(rest);
    expect(versionOfRecord(bytes)).toBe(RECORD.version);
    const withdrawn = { ...OVERRIDDEN, withdrawn: true };
    expect(decode(encodeRecord(withdrawn)).record).toEqual(withdrawn);
  });

  test('cut anywhere, or with another text for its override, it is corrupt', () => {
    for (const record of [RECORD, OVERRIDDEN]) {
      const bytes = encodeRecord(record);
      for (let size = 0; size < bytes.length; size++) {
        expect(codeOf(bytes, size)).toBe('STORE_CORRUPT');
        // As another driver gives it: a buffer of that size.
        expect(codeOf(Buffer.from(bytes.subarray(0, size)))).toBe('STORE_CORRUPT');
      }
    }
    const spoilt = encodeRecord(OVERRIDDEN);
    spoilt[34] = 0x21;
    expect(codeOf(spoilt)).toBe('STORE_CORRUPT');
  });
});
