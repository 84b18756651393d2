--[[
The nodes whose sign of life has not faded.

KEYS  1  nodes      hash: node -> 'DEADLINE REPORT', deadline in epoch milliseconds
Returns  their reports, in any order
]]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local reports = {}
for _, entry in ipairs(redis.call('HVALS', KEYS[1])) do
  local deadline, report = string.match(entry, '^(%d+) (.*)$')
  if tonumber(deadline) >= now then
    reports[#reports + 1] = report
  end
end
return reports
