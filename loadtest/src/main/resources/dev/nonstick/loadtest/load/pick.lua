-- Each request carries one cookie of the file, picked at random; all requests are made beforehand.
local requests, count = {}, 0

function init(args)
  math.randomseed(os.time())
  for line in io.lines(args[1]) do
    wrk.headers["Cookie"] = line
    count = count + 1
    requests[count] = wrk.format("GET")
  end
end

function request()
  return requests[math.random(count)]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %d %d %d %d\n",
    summary.requests, summary.duration, e.connect, e.read, e.write, e.status, e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
