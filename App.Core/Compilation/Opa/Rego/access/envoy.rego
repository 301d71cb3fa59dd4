# The decision on one request that Envoy asks about over ext_authz, answered as OPA's Envoy plugin expects.
package access

import rego.v1

import data.access.ext_authz

default envoy := {
	"allowed": false,
	"http_status": 403,
	"decision": {"effect": "deny", "reason": "unknown_environment"},
}

envoy := ext_authz.response(input.attributes)
