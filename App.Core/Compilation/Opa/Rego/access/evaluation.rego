# The meaning of a policy: for one request the first reason that applies. Rules are found by principal, so that a decision costs what the
# principal's few rules cost, however many grants there are.
#
# INVARIANT (cost): `data.access.policy` is only ever read down to what is needed; binding a larger part of it would copy that part.
package access.evaluation

import rego.v1

import data.access.conditions
import data.access.identification
import data.access.paths
import data.access.spiffe

known_methods := ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

allowing_reasons := {"granted", "not_governed"}

answer(request) := object.union({"effect": effect(found.reason)}, found) if {
	found := verdict(request)
}

effect(reason) := "allow" if {
	reason in allowing_reasons
} else := "deny"

verdict(request) := {"reason": "unknown_environment"} if {
	not request.environment == data.access.policy.environment
} else := {"reason": "unknown_service"} if {
	not data.access.policy.services[request.service].mode
} else := object.union(ruling(request), {"mode": data.access.policy.services[request.service].mode})

ruling(request) := {"reason": "token_invalid", "detail": "malformed"} if {
	request.malformed
} else := identification.of(caller).refusal if {
	caller := visible_caller(request)
	identification.of(caller).refusal
} else := ungoverned(asked) if {
	not governed(request.service, visible_caller(request))
	asked := question(request)
} else := stranger(asked) if {
	asked := question(request)
	is_null(asked.principal)
} else := {"reason": asked.objection} if {
	asked := question(request)
	asked.objection != null
} else := conclusion(question(request), "no_grant")

is_tcp(service) if data.access.policy.services[service].protocol == "tcp"

# A TCP connection has no token, method or path to show: it is decided on the certificate alone.
visible_caller(request) := object.remove(request.caller, ["token"]) if {
	is_tcp(request.service)
} else := request.caller

question(request) := {
	"service": request.service,
	"principal": object.get(identification.of(caller), "principal", null),
	"claims": object.get(caller, ["token", "claims"], null),
	"method": "*",
	"path": "/",
	"now": request.now,
	"objection": null,
} if {
	is_tcp(request.service)
	caller := visible_caller(request)
} else := {
	"service": request.service,
	"principal": object.get(identification.of(request.caller), "principal", null),
	"claims": object.get(request.caller, ["token", "claims"], null),
	"method": request.method,
	"path": request.path,
	"now": request.now,
	"objection": objection(request),
}

# What any governed caller is told.
objection(request) := "path_not_canonical" if {
	not paths.is_canonical(request.path)
} else := "method_unknown" if {
	not request.method in known_methods
} else := null

# Whom the deployment's isolation governs; the caller has no bad credential.
governed(service, _) if data.access.policy.services[service].isolation == "all"

governed(_, caller) if caller.token

governed(service, caller) if {
	not caller.certificate
	data.access.policy.services[service].unidentified == "deny"
}

governed(_, caller) if spiffe.is_ci(caller.certificate.spiffe_id)

# A caller that the policy does not know may do what is granted to anyone.
stranger(asked) := found if {
	is_null(asked.objection)
	found := conclusion(asked, "unknown_principal")
	found.reason == "granted"
} else := {"reason": "unknown_principal"}

# A caller that isolation leaves alone, unless a grant decides. Odd paths and methods are its own affair, but not a way around a grant
# that denies it something.
ungoverned(asked) := conclusion(asked, "not_governed") if {
	is_null(asked.objection)
} else := {"reason": asked.objection} if {
	some name in candidates(asked)
	data.access.policy.services[asked.service].rules[name].effect == "deny"
	in_force(data.access.policy.services[asked.service].rules[name], asked)
} else := {"reason": "not_governed"}

conclusion(asked, otherwise) := {"reason": "denied_by_grant", "grant": min(matching.deny)} if {
	matching := matches(asked)
	count(matching.deny) > 0
} else := {"reason": "granted", "grant": min(matching.allow)} if {
	matching := matches(asked)
	count(matching.allow) > 0
} else := {"reason": otherwise}

matches(asked) := {
	"allow": {name | matched[name] == "allow"},
	"deny": {name | matched[name] == "deny"},
} if {
	matched := {name: rule.effect |
		some name in candidates(asked)
		rule := data.access.policy.services[asked.service].rules[name]
		paths.permits(rule.permissions, asked.method, asked.path)
		in_force(rule, asked)
	}
}

# The names of the rules that are for the principal, or for anyone.
candidates(asked) := (narrow(asked) | broad(asked)) | anyone(asked)

narrow(asked) := {name | some name in data.access.policy.services[asked.service].narrow[asked.principal]}

broad(asked) := {rule.grant |
	some rule in data.access.policy.services[asked.service].broad
	data.access.policy.sets[rule.set][asked.principal]
}

anyone(asked) := {name | some name in data.access.policy.services[asked.service].anyone}

# Nobody is allowed on what is unknown, and nobody escapes a deny by leaving a claim out.
in_force(rule, asked) if {
	has_begun(rule, asked.now)
	has_not_ended(rule, asked.now)
	suffices(rule.effect, conditions.holds(object.get(rule, "when", null), asked.claims))
}

has_begun(rule, _) if not rule.from

has_begun(rule, now) if rule.from <= now

has_not_ended(rule, _) if not rule.until

has_not_ended(rule, now) if now < rule.until

suffices("allow", held) if held == conditions.true_value

suffices("deny", held) if held != conditions.false_value
