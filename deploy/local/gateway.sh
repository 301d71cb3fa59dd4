# Sourced by run.sh: the demo gateway. start_gateway DIRECTORY BOOTSTRAP_TOKEN_FILE

start_gateway() {
  local directory=$1 token_file=$2 nginx modules=/usr/lib/nginx/modules
  nginx=$(command -v nginx || echo /usr/sbin/nginx)
  mkdir -p "$directory/access/bundles/bootstrap" "$directory/tmp"
  cp -r "$root/deploy/nginx/bootstrap/." "$directory/access/bundles/bootstrap/"
  # A gateway that ran before goes on with its last good bundle; a new one begins by refusing everything.
  [ -e "$directory/access/current" ] || ln -s bundles/bootstrap "$directory/access/current"
  write_gateway_configuration "$directory" "$modules"

  "$nginx" -c "$directory/nginx.conf" -e "$state/log/gateway.log" 9>&- &
  remember_child "$!"

  local puller_token=$directory/puller-token
  if [ ! -s "$puller_token" ]; then
    (umask 077; ACCESS_TOKEN=$(cat "$token_file") accessctl token create-puller --environment production --target nginx --labels host=demo -o json \
      | sed -E 's/.*"token": *"([^"]+)".*/\1/' | tr -d '\n' > "$puller_token")
  fi
  # Not through the function: what is ended later must be the puller itself and not a shell before it.
  ACCESS_TOKEN=$(cat "$puller_token") dotnet "$cli" pull nginx --environment production --directory "$directory/access" --trust "$state/data/keys/root.pub.pem" \
    --nginx "$nginx" --config "$directory/nginx.conf" --name demo-gateway --decisions "$state/log/access.log" > "$state/log/puller.log" 2>&1 9>&- &
  remember_child "$!"

  for _ in $(seq 80); do
    # The bootstrap says revision 0 or none; anything else is the published policy.
    curl -s -o /dev/null -D - -H 'Host: unknown.example' "http://localhost:$gateway_port/" 2>/dev/null | grep -qiE '^x-access-revision: [1-9]' && return
    sleep 0.25
  done
  echo "the gateway has not pulled its bundle yet; its logs: $state/log/puller.log and gateway.log" >&2
}

accessctl() { dotnet "$cli" "$@"; }

write_gateway_configuration() {
  local directory=$1 modules=$2 user=
  # Workers of an unprivileged nginx keep its user; root's would drop to one that cannot enter this directory.
  [ "$(id -u)" != 0 ] || user='user root;'
  cat > "$directory/nginx.conf" <<CONF
load_module $modules/ngx_http_js_module.so;
$user
daemon off;
worker_processes 1;
pid $directory/nginx.pid;
error_log $state/log/gateway.log warn;
events { worker_connections 512; }
http {
  client_body_temp_path $directory/tmp;
  proxy_temp_path $directory/tmp;
  fastcgi_temp_path $directory/tmp;
  uwsgi_temp_path $directory/tmp;
  scgi_temp_path $directory/tmp;
  include access/current/nginx/http.conf;
  # The demo upstream: says what reached it.
  server {
    listen 127.0.0.1:$upstream_port;
    access_log off;
    default_type text/plain;
    location / { return 200 "reached the upstream as \$http_x_access_principal by grant \$http_x_access_grant: \$request_method \$request_uri\n"; }
  }
}
CONF
  mkdir -p -m 700 "$directory/signatures"
  cat > "$directory/access-host.conf" <<CONF
listen 127.0.0.1:$gateway_port;
access_log $state/log/access.log access_json;
set \$access_signatures $directory/signatures;
CONF
}
