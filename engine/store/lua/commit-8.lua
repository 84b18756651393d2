--[[
Commits one version of one number, if the number still has the version that is expected; and with it the number's
document on the shelf `control`, when one is given and still has the revision that is expected.

KEYS  1  heads      hash: number -> head (record, then artifact)
      2  number     hash: r:VERSION -> record, p:VERSION -> plan text, a:VERSION -> head as it was, commit -> commit id
      3  changes    stream, entry SEQUENCE-0
      4  log        hash: format, epoch, sequence, last (commit id of the last entry)
      5 to 8        documents, owners, due, journal: see document.lua
ARGV  1  format     2  epoch, should there be none yet      3  number      4  expected version
      5  record     6  head (record and artifact)           7  '1' withdrawn, '0' with a plan
      8  plan text  9  commit id, made up by the writer    10  channel of the shard's notices
     11  entries of the change stream to keep, about
     12 and on      the document: see document.lua; nothing when there is none
Returns  { 1, version }  committed; also when the very same commit arrives again after a lost reply
         { 0, version }  conflict, and the version there is
         { 2, revision } conflict of the document, and the revision there is
         { -1, format }  the data has another format
Layout of a record: engine/store/record-bytes.ts; byte 1 holds the flags, bytes 2 to 5 the version.
]]
local log = redis.call('HMGET', KEYS[4], 'format', 'epoch', 'sequence', 'last')
if log[1] and log[1] ~= ARGV[1] then
  return { -1, log[1] }
end

local expected = tonumber(ARGV[4])
local head = redis.call('HGET', KEYS[1], ARGV[3])
local current = 0
if head then
  current = struct.unpack('<I4', head, 2)
end
if current ~= expected then
  if current == expected + 1 and redis.call('HGET', KEYS[2], 'commit') == ARGV[9] then
    return { 1, current }
  end
  return { 0, current }
end

local document = ARGV[12] and readDocument(5, 12)
if document and document.revision ~= tonumber(ARGV[13]) then
  return { 2, document.revision }
end

local epoch = log[2] or ARGV[2]
local sequence = string.format('%d', (tonumber(log[3]) or 0) + 1)
local version = string.format('%d', expected + 1)
local previous = log[4] or ''
-- First what can fail: an entry that is not after the last one.
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[11], sequence .. '-0',
  'number', ARGV[3], 'version', version, 'id', ARGV[9], 'previous', previous)
redis.call('HSET', KEYS[4], 'format', ARGV[1], 'epoch', epoch, 'sequence', sequence, 'last', ARGV[9])
if head and string.byte(head, 1) % 2 == 0 then
  redis.call('HSET', KEYS[2], 'a:' .. string.format('%d', current), head)
end
redis.call('HSET', KEYS[2], 'r:' .. version, ARGV[5], 'commit', ARGV[9])
if ARGV[7] == '0' then
  redis.call('HSET', KEYS[2], 'p:' .. version, ARGV[8])
end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[6])
if document then
  writeDocument(document, 5, 12)
end
redis.call('PUBLISH', ARGV[10], table.concat({ epoch, sequence, previous, ARGV[9], ARGV[3], version }, ' '))
return { 1, expected + 1 }
