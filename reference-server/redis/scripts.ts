/**
 * The Lua scripts that run inside Redis. Each is one atomic round trip.
 *
 * Data of a stream: a list of entries without gaps (`buffer`), a hash with `first`, `next`, `bytes`, `trimmed`,
 * `payloads` (below it payloads were dropped), `writer` (who makes it), `done` (`state`), and the last event (`snapshot`). An entry's place in the
 * list is its seq minus `first`.
 */

/**
 * Stores a batch of entries, keeps both limits, renews both lives, tells the readers.
 *
 * KEYS: buffer, state, snapshot.
 * ARGV: 1 seq of the first entry, 2 life of buffer and state (s), 3 most events, 4 most bytes, 5 channel,
 * 6 "1" when the last entry is the stream's last, 7 life of the snapshot (s), 8 "1" to begin anew at seq,
 * 9 "1" to drop payloads before events, 10 who makes the stream, 11… entries.
 * Entries that are stored already are skipped, so a batch may be sent again. When entries before seq are missing,
 * nothing is stored.
 * Returns: 1 or 0 (entries are missing), next, first, bytes, events trimmed now, bytes trimmed now,
 * "count_limit" | "size_limit" | "", payloads dropped now.
 */
export const appendScript = `
local buffer, state, snapshot = KEYS[1], KEYS[2], KEYS[3]
local seq, life, maxEvents, maxBytes = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local known = redis.call('HMGET', state, 'first', 'next', 'bytes', 'trimmed', 'payloads')
local first, nxt, bytes = tonumber(known[1]) or 0, tonumber(known[2]) or 0, tonumber(known[3]) or 0
local trimmed, payloads = tonumber(known[4]) or 0, tonumber(known[5]) or 0
if redis.call('LLEN', buffer) ~= nxt - first then
  redis.call('DEL', buffer)
  redis.call('HDEL', state, 'done')
  first, nxt, bytes, payloads = 0, 0, 0, 0
end
if seq > nxt then
  if ARGV[8] ~= '1' then return {0, nxt, first, bytes, 0, 0, '', 0} end
  redis.call('DEL', buffer)
  trimmed = trimmed + seq - first
  first, nxt, bytes, payloads = seq, seq, 0, seq
end
for i = 11, #ARGV do
  local at = seq + i - 11
  if at >= nxt then
    redis.call('RPUSH', buffer, ARGV[i])
    redis.call('PUBLISH', ARGV[5], at .. ':' .. ARGV[i])
    bytes = bytes + #ARGV[i]
    nxt = at + 1
  end
end
local droppedPayloads = 0
if ARGV[9] == '1' then
  if payloads < first then payloads = first end
  while bytes > maxBytes and payloads < nxt - 1 do
    local entry = redis.call('LINDEX', buffer, payloads - first)
    local at = string.find(entry, '"payload":', 1, true)
    if at and #entry > at + 64 then
      local short = string.sub(entry, 1, at - 1) .. '"payload":null,"trimmed":true}\\n\\n'
      redis.call('LSET', buffer, payloads - first, short)
      bytes = bytes - #entry + #short
      droppedPayloads = droppedPayloads + 1
    end
    payloads = payloads + 1
  end
end
local events, freed, reason = 0, 0, ''
while nxt - first > 1 and (nxt - first > maxEvents or bytes > maxBytes) do
  if reason == '' then reason = (nxt - first > maxEvents) and 'count_limit' or 'size_limit' end
  local entry = redis.call('LPOP', buffer)
  bytes = bytes - #entry
  freed = freed + #entry
  first = first + 1
  events = events + 1
end
redis.call('HSET', state, 'first', first, 'next', nxt, 'bytes', bytes, 'trimmed', trimmed + events, 'payloads', payloads, 'writer', ARGV[10])
if ARGV[6] == '1' and #ARGV >= 11 then
  redis.call('HSET', state, 'done', 1)
  redis.call('SET', snapshot, ARGV[#ARGV], 'EX', ARGV[7])
end
redis.call('EXPIRE', buffer, life)
redis.call('EXPIRE', state, life)
return {1, nxt, first, bytes, events, freed, reason, droppedPayloads}
`;

/**
 * Reads what is kept of a stream from one seq on.
 *
 * KEYS: buffer, state, snapshot. ARGV: 1 wanted seq, 2 most entries, 3 life to renew (s) or 0, 4 about so many bytes at the
 * most, as the stream's mean entry goes; one entry at least.
 * Returns: 1 or 0 (no state is known; then the snapshot may have outlived it), first, next, "1" when the stream is done,
 * the snapshot or "", entries, who makes the stream or "".
 */
export const readScript = `
local known = redis.call('HMGET', KEYS[2], 'first', 'next', 'done', 'bytes', 'writer')
if not known[2] then return {0, 0, 0, '', redis.call('GET', KEYS[3]) or '', {}, ''} end
local first, nxt = tonumber(known[1]), tonumber(known[2])
if redis.call('LLEN', KEYS[1]) ~= nxt - first then first = nxt end
local life = tonumber(ARGV[3])
if life > 0 then
  redis.call('EXPIRE', KEYS[1], life)
  redis.call('EXPIRE', KEYS[2], life)
end
local wanted = tonumber(ARGV[1])
local entries, snapshot = {}, ''
if wanted < first or tonumber(ARGV[2]) == 0 then
  snapshot = redis.call('GET', KEYS[3]) or ''
else
  local from, most = wanted - first, tonumber(ARGV[2])
  local mean = math.max(1, (tonumber(known[4]) or 0) / math.max(1, nxt - first))
  most = math.max(1, math.min(most, math.floor(tonumber(ARGV[4]) / mean)))
  entries = redis.call('LRANGE', KEYS[1], from, from + most - 1)
end
return {1, first, nxt, known[3] or '', snapshot, entries, known[5] or ''}
`;

/** Counts one live resume. KEYS: counter. ARGV: seconds until it starts anew. Returns the count. */
export const countScript = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count
`;
