# What OPA says before its first bundle: no. The bundle takes the place of this module.
package access

import rego.v1

decision := {"effect": "deny", "reason": "unknown_environment"}

envoy := {
	"allowed": false,
	"http_status": 403,
	"decision": decision,
}
