--[[
The part of a script that writes one document. `commit-8` and `document-5` begin with it; it is no script by itself.

KEYS, from place `first` on
  0  documents  hash: key -> document          1  owners   sorted set, all scores 0: OWNER, tab, key
  2  due        sorted set: key by instant     3  journal  list of lines
ARGV, from place `at` on
  0  key        1  expected revision           2  document, as it will be but for the lines of its journal
  3  owner      4  instant when it is due, empty for never
  5  and on: lines for the journal
Layout of a document: engine/store/document-bytes.ts.
]]
local function readDocument(first, at)
  local bytes = redis.call('HGET', KEYS[first], ARGV[at])
  if not bytes then
    return { revision = 0, lines = 0 }
  end
  local revision, lines = struct.unpack('<I4I4', bytes)
  local due, owner = struct.unpack('<dI4', bytes, 25)
  return {
    revision = revision,
    lines = lines,
    id = string.sub(bytes, 9, 24),
    due = due,
    owner = string.sub(bytes, 37, 36 + owner),
  }
end

-- Whether this very write has been done: it arrived again after a lost reply.
local function isWritten(document, at)
  return document.revision == tonumber(ARGV[at + 1]) + 1 and document.id == string.sub(ARGV[at + 2], 9, 24)
end

local function writeDocument(document, first, at)
  local key, bytes, owner, due = ARGV[at], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local lines = document.lines
  for i = at + 5, #ARGV do
    lines = redis.call('RPUSH', KEYS[first + 3], ARGV[i])
  end
  if document.owner and document.owner ~= owner then
    redis.call('ZREM', KEYS[first + 1], document.owner .. '\t' .. key)
  end
  redis.call('ZADD', KEYS[first + 1], 0, owner .. '\t' .. key)
  if due ~= '' then
    redis.call('ZADD', KEYS[first + 2], due, key)
  elseif document.due and document.due >= 0 then
    redis.call('ZREM', KEYS[first + 2], key)
  end
  bytes = string.sub(bytes, 1, 4) .. struct.pack('<I4', lines) .. string.sub(bytes, 9)
  redis.call('HSET', KEYS[first], key, bytes)
  return lines
end
