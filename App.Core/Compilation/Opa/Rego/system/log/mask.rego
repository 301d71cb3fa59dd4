# Keeps tokens out of OPA's decision logs.
package system.log

import rego.v1

mask contains "/input/token"

mask contains "/input/attributes/request/http/headers/authorization"

mask contains concat("/", ["/input/attributes/request/http/headers", pointer]) if {
	some header in data.access.policy.token_headers
	pointer := replace(replace(header, "~", "~0"), "/", "~1")
}

# Envoy's other form of headers (`encode_raw_headers`) is hidden whole.
mask contains "/input/attributes/request/http/header_map"
