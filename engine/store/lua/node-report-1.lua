--[[
A node's sign of life. Redis' own clock says how long it counts, so that the nodes' clocks need not agree.

KEYS  1  nodes      hash: node -> 'DEADLINE REPORT', deadline in epoch milliseconds
ARGV  1  node       2  report      3  how long it counts, milliseconds
Returns  the deadline
]]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
-- Nodes that are gone and did not say so; a few, and only here, so that whoever asks changes nothing.
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if tonumber(string.match(all[i + 1], '^%d+')) < now then
    redis.call('HDEL', KEYS[1], all[i])
  end
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %s', now + tonumber(ARGV[3]), ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return string.format('%.0f', now + tonumber(ARGV[3]))
