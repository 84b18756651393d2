import { describe, expect, test } from '@jest/globals';
import { checkDocument } from '../../engine/store/check-document.ts';
import type { DocumentWrite } from '../../engine/store/document-store.ts';
import {
  MAX_DOCUMENT_BYTES,
  MAX_DOCUMENT_KEY_CHARACTERS,
  MAX_DOCUMENT_OWNER_CHARACTERS,
  MAX_JOURNAL_LINE_BYTES,
  MAX_JOURNAL_LINES,
} from '../../rules/index.ts';
import { sampleWrite } from './sample-commits.ts';

const check = (part: Partial<DocumentWrite>) => checkDocument({ ...sampleWrite('a', 1), ...part });

describe('a write of a document', () => {
  test.each<readonly [string, Partial<DocumentWrite>, Partial<DocumentWrite>]>([
    ['text', { text: 'x'.repeat(MAX_DOCUMENT_BYTES) }, { text: 'x'.repeat(MAX_DOCUMENT_BYTES + 1) }],
    ['text in UTF-8', { text: 'è'.repeat(MAX_DOCUMENT_BYTES / 2) }, { text: `${'è'.repeat(MAX_DOCUMENT_BYTES / 2)}x` }],
    ['key', { key: '8'.repeat(MAX_DOCUMENT_KEY_CHARACTERS) }, { key: '8'.repeat(MAX_DOCUMENT_KEY_CHARACTERS + 1) }],
    [
      'owner',
      { owner: '𝄞'.repeat(MAX_DOCUMENT_OWNER_CHARACTERS) },
      { owner: 'x'.repeat(MAX_DOCUMENT_OWNER_CHARACTERS + 1) },
    ],
    [
      'journal',
      { journal: Array.from({ length: MAX_JOURNAL_LINES }, () => '') },
      { journal: Array.from({ length: MAX_JOURNAL_LINES + 1 }, () => '') },
    ],
    [
      'line',
      { journal: ['', 'è'.repeat(MAX_JOURNAL_LINE_BYTES / 2)] },
      { journal: ['', `${'è'.repeat(MAX_JOURNAL_LINE_BYTES / 2)}x`] },
    ],
    ['shelf', { shelf: `a-${'b'.repeat(30)}` }, { shelf: `a-${'b'.repeat(31)}` }],
    ['revision', { expectedRevision: 0xffff_fffe }, { expectedRevision: 0xffff_ffff }],
    ['instant', { dueMs: Number.MAX_SAFE_INTEGER }, { dueMs: Number.MAX_SAFE_INTEGER + 1 }],
  ])('its %s may be at its limit, and not beyond', (_, at, beyond) => {
    expect(check(at)).toBeUndefined();
    expect(check(beyond)).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringMatching(/\.$/) });
  });

  test.each<readonly [string, Partial<DocumentWrite>]>([
    ['a shelf with a capital', { shelf: 'Line' }],
    ['a shelf that begins with a hyphen', { shelf: '-line' }],
    ['no shelf', { shelf: '' }],
    ['no key', { key: '' }],
    ['a key with a colon', { key: 'a:b' }],
    ['a key with a blank', { key: 'a b' }],
    ['a key with a brace', { key: 'a}' }],
    ['a key with an opening brace', { key: '{a' }],
    ['a key that is not ASCII', { key: 'è' }],
    ['a key that ends with a line feed', { key: 'a\n' }],
    ['an expected revision below 0', { expectedRevision: -1 }],
    ['an expected revision and a half', { expectedRevision: 0.5 }],
    ['an instant below 0', { dueMs: -1 }],
    ['an instant that is none', { dueMs: Number.NaN }],
    ['an owner with a tab', { owner: 'a\tb' }],
    ['half of a character in the owner', { owner: '\ud834' }],
    ['half of a character in the text', { text: 'x\udd1e' }],
    ['half of a character in a line', { journal: ['x', '\ud834x'] }],
  ])('%s is refused', (_, part) => {
    expect(check(part)?.code).toBe('BAD_REQUEST');
  });

  test('every other printable character of ASCII can be in a key', () => {
    const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join('');
    expect(check({ key: printable.replace(/[{}:]/g, '') })).toBeUndefined();
  });
});
