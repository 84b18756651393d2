--[[
Where a shard's change log stands; a shard without one is given its epoch.

KEYS  1  log        hash: format, epoch, sequence, last (id of the last entry)
ARGV  1  format     2  epoch, should there be none yet
Returns  { 1, epoch, sequence, last }
         { -1, format }  the data has another format
]]
local log = redis.call('HMGET', KEYS[1], 'format', 'epoch', 'sequence', 'last')
if log[1] and log[1] ~= ARGV[1] then
  return { -1, log[1] }
end
if not log[2] then
  redis.call('HSET', KEYS[1], 'format', ARGV[1], 'epoch', ARGV[2])
end
return { 1, log[2] or ARGV[2], log[3] or '0', log[4] or '' }
