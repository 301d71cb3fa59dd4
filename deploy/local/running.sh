# Sourced by run.sh: its processes, and what a run that was killed left behind. Wants `state`, the directory of the run.

upstream_port=18081
children=()

# A second run in the same directory would fight the first for database and ports. The lock ends with this script, however it ends: no child inherits it.
be_the_only_run() {
  exec 9> "$state/run.lock"
  if command -v flock >/dev/null && ! flock -n 9; then
    echo "run.sh: another run.sh uses $state: end it, or set ACCESS_STATE, ACCESS_CONSOLE_PORT and ACCESS_GATEWAY_PORT to others" >&2
    exit 1
  fi
}

# A process is known by its number and its start, so that a number that was given anew is not mistaken.
identity_of() { sed -E 's/^.*\) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

remember_child() {
  children+=("$1")
  echo "$1 $(identity_of "$1")" >> "$state/run.children"
}

# A run that was killed could not end what it had started. The database ends by itself when the next console starts.
end_former_run() {
  local child began left=()
  [ -s "$state/run.children" ] || return 0
  while read -r child began; do
    if [ -n "$began" ] && [ "$(identity_of "$child")" = "$began" ]; then left+=("$child"); fi
  done < "$state/run.children"
  rm -f "$state/run.children"
  [ ${#left[@]} -gt 0 ] || return 0
  echo "ending what a killed run left: ${left[*]}" >&2
  kill -TERM "${left[@]}" 2>/dev/null || true
  for _ in $(seq 120); do
    kill -0 "${left[@]}" 2>/dev/null || return 0
    sleep 0.25
  done
  kill -KILL "${left[@]}" 2>/dev/null || true
}

end_children() {
  trap - EXIT INT TERM
  for child in "${children[@]}"; do kill -TERM "$child" 2>/dev/null || true; done
  for child in "${children[@]}"; do wait "$child" 2>/dev/null || true; done
  rm -f "$state/run.children"
}

need_ports() {
  need_port "$console_port" "the console" ACCESS_CONSOLE_PORT
  [ $gateway = yes ] || return 0
  need_port "$gateway_port" "the demo gateway" ACCESS_GATEWAY_PORT
  need_port "$upstream_port" "the demo upstream"
}

need_port() { # need_port PORT WHAT [VARIABLE]
  if (exec 3<> "/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    echo "run.sh: port $1, where $2 listens, is taken: end what listens there${3:+, or set $3 to another}" >&2
    exit 1
  fi
}
