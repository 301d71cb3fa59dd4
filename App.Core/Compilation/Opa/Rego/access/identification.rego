# Whom a caller's checked credentials name: `principal` where they name one, `refusal` where the caller is refused whatever it asks for.
package access.identification

import rego.v1

import data.access.spiffe

of(caller) := by_certificate(caller) if {
	not caller.token
} else := {"refusal": {"reason": "token_invalid", "detail": caller.token.defect}} if {
	caller.token.defect
} else := named if {
	named := by_token(caller.token)
	named.refusal
} else := beside_certificate(by_token(caller.token), caller)

by_certificate(caller) := {} if {
	not caller.certificate
} else := bad_certificate if {
	not caller.certificate.spiffe_id
} else := {"principal": owners[0]} if {
	owners := spiffe.owners(caller.certificate.spiffe_id)
	count(owners) == 1
} else := {}

# Two identities on one request, one of them unregistered: not even grants to anyone take it.
beside_certificate(named, caller) := named if {
	not caller.certificate
} else := bad_certificate if {
	not caller.certificate.spiffe_id
} else := named if {
	count(spiffe.owners(caller.certificate.spiffe_id)) == 0
} else := {"refusal": {"reason": "unknown_principal", "detail": "the token names no principal, but the certificate does"}} if {
	not named.principal
} else := named if {
	named.principal in spiffe.owners(caller.certificate.spiffe_id)
} else := {"refusal": {"reason": "ambiguous_identity", "detail": "the certificate names another principal than the token"}}

bad_certificate := {"refusal": {"reason": "unknown_principal", "detail": "certificate"}}

identity_claims := {
	"uuid": ["organization_id", "pipeline_id"],
	"slug": ["organization_slug", "pipeline_slug"],
}

by_token(token) := {"refusal": {"reason": "ambiguous_identity", "detail": "the token's claims name more than one principal"}} if {
	count(principals(token)) > 1
} else := {"principal": principal} if {
	some principal in principals(token)
} else := {"refusal": {"reason": "missing_claim", "detail": missing_claims(names)}} if {
	data.access.policy.providers[token.provider].names_pipelines
	names := identity_claims[data.access.policy.providers[token.provider].identify_by]
	some name in names
	claim := object.get(token.claims, name, null)
	not is_string(claim)
} else := {}

# Both claims are named: asking for one is of no use.
missing_claims(names) := sprintf(
	"the token lacks `%s` or `%s` as a string: ask for it with `--claim %s,%s`",
	[names[0], names[1], names[0], names[1]],
)

principals(token) := pipelines(token) | workloads(token)

pipelines(token) := {principal |
	[organization, pipeline] := identity_claims[data.access.policy.providers[token.provider].identify_by]
	principal := data.access.policy.pipelines[token.provider][token.claims[organization]][token.claims[pipeline]]
}

# Workloads are found by one of the claims that they are known by, and must show all of them.
workloads(token) := {workload.principal |
	some name in data.access.policy.providers[token.provider].workload_claims
	some workload in data.access.policy.workloads[token.provider][name][token.claims[name]]
	object.subset(token.claims, workload.claims)
}
