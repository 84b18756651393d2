--[[
The records of some numbers' heads without their artifacts, which may be megabytes.

KEYS  1  heads      hash: number -> head (record, then artifact)
ARGV  numbers
Returns  a record, or nil, for each number
Layout of a record: engine/store/record-bytes.ts; 25 bytes, then as many as the three lengths at 14, 18 and 22 say; with
flag 2 a fourth length follows, and as many bytes.
]]
local heads = redis.call('HMGET', KEYS[1], unpack(ARGV))
for i = 1, #ARGV do
  local head = heads[i]
  if head then
    local hash, actor, note = struct.unpack('<I4I4I4', head, 14)
    local bytes = 25 + hash + actor + note
    if string.byte(head, 1) % 4 >= 2 then
      bytes = bytes + 4 + struct.unpack('<I4', head, bytes + 1)
    end
    heads[i] = string.sub(head, 1, bytes)
  end
end
return heads
