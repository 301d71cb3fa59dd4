# What a request to decide says of its caller: at most one token and one certificate, checked. A name stands for a verified token where
# the principal has one, else for its verified SPIFFE ID.
package access.callers

import rego.v1

import data.access.spiffe
import data.access.tokens

of(request, now) := named(request, "pipeline", now) if {
	is_string(request.pipeline)
} else := named(request, "workload", now) if {
	is_string(request.workload)
} else := object.union(shown_token(request, now), shown_certificate(request))

# A name that is not known here is a verified identity that is nobody's.
named(request, kind, _) := {"token": {"provider": "", "claims": {}}} if {
	not data.access.policy.names[kind][request[kind]]
} else := {"token": {"provider": principal.provider, "claims": object.union(principal.claims, described(request))}} if {
	not is_tcp(request)
	principal := data.access.policy.names[kind][request[kind]]
	principal.provider
} else := {"certificate": spiffe.certificate(spiffe_id)} if {
	spiffe_id := data.access.policy.names[kind][request[kind]].spiffe_id
} else := {}

is_tcp(request) if data.access.policy.services[request.service].protocol == "tcp"

described(request) := {claim: said |
	some member, names in described_claims
	value := request[member]
	is_string(value)
	[claim, said] := claimed(names, value)
}

described_claims := {
	"branch": {"name": "build_branch"},
	"tag": {"name": "build_tag"},
	"source": {"name": "build_source"},
	"queue": {"name": "queue_key", "id": "queue_id"},
	"cluster": {"name": "cluster_name", "id": "cluster_id"},
	"step": {"name": "step_key"},
}

# An id as tokens say it, however it is written here.
claimed(names, value) := [names.id, lower(value)] if {
	regex.match(`^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$`, value)
} else := [names.name, value]

shown_token(request, now) := {"token": tokens.evidence(request.token, null, request.service, now)} if {
	is_string(request.token)
} else := {"token": {"provider": provider, "claims": request.claims}} if {
	is_object(request.claims)
	provider := data.access.policy.issuers[request.claims.iss]
} else := {"token": {"defect": "issuer"}} if {
	is_object(request.claims)
} else := {}

shown_certificate(request) := {"certificate": spiffe.certificate(request.spiffeId)} if {
	is_string(request.spiffeId)
} else := {}
