import { expect, test } from '@jest/globals';
import { instantOfLocal } from '../../rules/index.ts';

test.each([
  ['an ordinary winter day', '2026-11-23T10:00', '2026-11-23T09:00:00Z'],
  ['an ordinary summer day', '2026-07-01T00:00', '2026-06-30T22:00:00Z'],
  // RFC 5545 3.3.5: "interpreted using the UTC offset before the gap".
  ['the hour that is not, in spring', '2026-03-29T02:30', '2026-03-29T01:30:00Z'],
  ['its first minute', '2026-03-29T02:00', '2026-03-29T01:00:00Z'],
  ['its last minute', '2026-03-29T02:59', '2026-03-29T01:59:00Z'],
  ['the minute before it', '2026-03-29T01:59', '2026-03-29T00:59:00Z'],
  ['the minute after it', '2026-03-29T03:00', '2026-03-29T01:00:00Z'],
  // The same: "the DATE-TIME value refers to the first occurrence of the referenced time".
  ['the hour that is twice, in autumn', '2026-10-25T02:30', '2026-10-25T00:30:00Z'],
  ['its first minute', '2026-10-25T02:00', '2026-10-25T00:00:00Z'],
  ['its last minute', '2026-10-25T02:59', '2026-10-25T00:59:00Z'],
  ['the minute after it', '2026-10-25T03:00', '2026-10-25T02:00:00Z'],
])('%s: %s', (_, local, iso) => {
  expect(instantOfLocal('Europe/Rome', local)).toBe(Date.parse(iso));
});

test('other zones have other nights', () => {
  expect(instantOfLocal('America/New_York', '2026-03-08T02:30')).toBe(Date.UTC(2026, 2, 8, 7, 30));
  expect(instantOfLocal('America/New_York', '2026-11-01T01:30')).toBe(Date.UTC(2026, 10, 1, 5, 30));
  expect(instantOfLocal('Asia/Kolkata', '2026-03-29T02:30')).toBe(Date.UTC(2026, 2, 28, 21, 0));
  expect(instantOfLocal('Australia/Lord_Howe', '2026-10-04T02:15')).toBe(Date.UTC(2026, 9, 3, 15, 45));
});

test.each([
  '2026-11-23',
  '2026-11-23 10:00',
  '2026-11-23T24:00',
  '2026-11-23T10:60',
  '2026-11-23T10:00:00',
  '2026-11-23T10:00Z',
  '2026-02-29T10:00',
  '2026-13-01T10:00',
  '',
])('what is no local time gives nothing: %j', (local) => {
  expect(instantOfLocal('Europe/Rome', local)).toBeUndefined();
});

test('nor does a zone that there is not', () => {
  expect(instantOfLocal('europe/rome', '2026-11-23T10:00')).toBeUndefined();
  expect(instantOfLocal('constructor', '2026-11-23T10:00')).toBeUndefined();
});
