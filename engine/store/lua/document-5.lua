--[[
Writes one document, if it still has the revision that is expected.

KEYS  1 to 4  documents, owners, due, journal: see document.lua
      5  log        hash: format, epoch, sequence, last
ARGV  1  format     2  epoch, should there be none yet
      3 and on      the document: see document.lua
Returns  { 1, lines }     written, and how many lines its journal has now; also when the very same write arrives again
         { 0, revision }  conflict, and the revision there is
         { -1, format }   the data has another format
]]
local format = redis.call('HGET', KEYS[5], 'format')
if format and format ~= ARGV[1] then
  return { -1, format }
end
local document = readDocument(1, 3)
if isWritten(document, 3) then
  return { 1, document.lines }
end
if document.revision ~= tonumber(ARGV[4]) then
  return { 0, document.revision }
end
if not format then
  redis.call('HSET', KEYS[5], 'format', ARGV[1], 'epoch', ARGV[2])
end
return { 1, writeDocument(document, 1, 3) }
