--[[
Sets which sites of a number are out of service. The last word counts.

KEYS  1  status     hash: number -> JSON of sites, by, atMs
      2  changes    stream, entry SEQUENCE-0
      3  log        hash: format, epoch, sequence, last (id of the last entry)
ARGV  1  format     2  epoch, should there be none yet      3  number
      4  status as JSON, empty when every site is in service
      5  id of this change, made up by the writer           6  channel of the shard's notices
      7  entries of the change stream to keep, about
Returns  { 1, 0 }        done
         { -1, format }  the data has another format
]]
local log = redis.call('HMGET', KEYS[3], 'format', 'epoch', 'sequence', 'last')
if log[1] and log[1] ~= ARGV[1] then
  return { -1, log[1] }
end
local epoch = log[2] or ARGV[2]
local sequence = string.format('%d', (tonumber(log[3]) or 0) + 1)
local previous = log[4] or ''
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[7], sequence .. '-0',
  'number', ARGV[3], 'version', '0', 'id', ARGV[5], 'previous', previous)
redis.call('HSET', KEYS[3], 'format', ARGV[1], 'epoch', epoch, 'sequence', sequence, 'last', ARGV[5])
if ARGV[4] == '' then
  redis.call('HDEL', KEYS[1], ARGV[3])
else
  redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
end
redis.call('PUBLISH', ARGV[6], table.concat({ epoch, sequence, previous, ARGV[5], ARGV[3], '0' }, ' '))
return { 1, 0 }
