#!/bin/sh
# A CGI script with a correct visit counter, on any number of instances: the session's state comes
# in a request field, what changes leaves in a response field, and the gateway adds it up.
visits=$(printf '%s' "${HTTP_OFFLOAD_STATE:-}" | sed -n 's/.*"visits";v=\([0-9]*\).*/\1/p')
printf 'Content-Type: text/plain\r\n'
printf 'Offload-Update: "visits";incr=1\r\n'
printf '\r\n'
printf 'You have been here %s times before.\n' "${visits:-0}"
