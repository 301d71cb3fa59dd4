# Reads Envoy's ext_authz request (v3) and writes the answer. The service is chosen by the authority, the path is the raw one before `?`,
# the token stands in its provider's one header, and the certificate counts only where Envoy sends it (`include_peer_certificate: true`).
package access.ext_authz

import rego.v1

import data.access.evaluation
import data.access.identification
import data.access.spiffe
import data.access.tokens

response(attributes) := allowed(asked, decision) if {
	asked := request(attributes)
	decision := evaluation.answer(asked)
	passes(decision)
} else := object.union(refused(evaluation.answer(asked)), {"log": logged(asked)}) if {
	asked := request(attributes)
}

passes(decision) if decision.effect == "allow"

# Shadow mode decides and records, and lets everything pass.
passes(decision) if decision.mode == "shadow"

allowed(asked, decision) := {
	"allowed": true,
	"headers": told,
	"request_headers_to_remove": sort([name | some name, _ in asked.headers; is_removed(name, asked.service); not told[name]]),
	"dynamic_metadata": decision,
	"decision": decision,
	"log": logged(asked),
} if {
	told := told_upstream(asked, decision)
}

refused(decision) := {
	"allowed": false,
	"http_status": status(decision.reason),
	"headers": object.union({"content-type": "application/json"}, challenge(decision.reason)),
	"body": json.marshal({"reason": decision.reason}),
	"dynamic_metadata": decision,
	"decision": decision,
}

# For decision logs, which see no token: the service, who was identified, and of a good token what names build and job and what conditions read.
logged(asked) := {name: value |
	some name, value in {
		"service": asked.service,
		"principal": object.get(identification.of(asked.caller), "principal", null),
		"claims": {claim: asked.caller.token.claims[claim] | some claim in data.access.policy.logged_claims},
	}
	value != null
}

# What identifies is missing or bad: 401, which Envoy tells gRPC callers as 16 (unauthenticated). All else is 403, there 7 (denied).
credential_reasons := {"token_invalid", "missing_claim", "unknown_principal"}

status(reason) := 401 if {
	reason in credential_reasons
} else := 403

challenge(reason) := {"www-authenticate": "Bearer"} if {
	reason in credential_reasons
} else := {}

told_upstream(asked, decision) := {name: value |
	some name, value in {
		"x-access-effect": decision.effect,
		"x-access-grant": object.get(decision, "grant", null),
		"x-access-mode": decision.mode,
		"x-access-principal": object.get(identification.of(asked.caller), "principal", null),
		"x-access-reason": decision.reason,
	}
	value != null
}

# Names by which an upstream might execute something else than what was checked, or believe somebody else than the engines before it.
removed_names := {
	"x-http-method",
	"x-http-method-override",
	"x-method-override",
	"x-original-uri",
	"x-original-url",
	"x-rewrite-url",
	"x-forwarded-client-cert",
}

is_removed(name, _) if name in removed_names

is_removed(name, _) if startswith(name, "x-access-")

is_removed(name, _) if contains(name, "_")

# The last hop removes the token before the upstream.
is_removed(name, service) if {
	name in data.access.policy.token_headers
	not data.access.policy.services[service].forwards_token
}

request(attributes) := {
	"environment": data.access.policy.environment,
	"service": service,
	"method": method(http, service),
	"path": raw_path(http),
	"headers": headers(http),
	"now": now,
	"malformed": is_malformed(http),
	"caller": object.union(shown_token(headers(http), service, now), shown_certificate(attributes)),
} if {
	http := object.get(attributes, ["request", "http"], {})
	service := service_at(attributes)
	now := time.now_ns()
}

service_at(attributes) := data.access.policy.hosts[authority(attributes)] if {
	not is_misdirected(attributes)
} else := null

# A TCP connection has no authority but the server name of its TLS handshake.
authority(attributes) := host(attributes.request.http.host) if {
	attributes.request.http.host
} else := host(attributes.tls_session.sni)

host(text) := trim_suffix(regex.replace(lower(text), `:[0-9]*$`, ""), ".")

# The server name of the TLS handshake, where Envoy sends it, names another host than the request.
is_misdirected(attributes) if {
	object.get(attributes, ["tls_session", "sni"], "") != ""
	host(attributes.tls_session.sni) != authority(attributes)
}

# An upgrade passes only as WebSocket and only where the deployment has it; it is decided as its GET.
method(http, service) := null if {
	protocol := headers(http).upgrade
	not is_allowed_upgrade(protocol, service)
} else := object.get(http, "method", null)

is_allowed_upgrade(protocol, service) if {
	lower(protocol) == "websocket"
	data.access.policy.services[service].web_socket
}

raw_path(http) := split(http.path, "?")[0] if {
	is_string(http.path)
} else := null

headers(http) := http.headers if {
	is_object(http.headers)
} else := {}

default is_malformed(_) := false

# A request whose headers are sent in another form (`encode_raw_headers`) could hide its token.
is_malformed(http) if {
	count(http) > 0
	not http.headers
}

is_malformed(http) if {
	some value in http.headers
	not is_string(value)
}

is_malformed(http) if {
	found := http.headers
	not is_object(found)
}

# One request, one token: a second one is refused whichever provider it is for.
shown_token(found, service, now) := {"token": token_in(presented[0], found[presented[0]], service, now)} if {
	presented := token_headers(found)
	count(presented) == 1
} else := {"token": {"defect": "malformed"}} if {
	count(token_headers(found)) > 1
} else := {}

token_headers(found) := [name |
	some name in data.access.policy.token_headers
	found[name]
]

token_in(header, value, service, now) := tokens.evidence(value, header, service, now) if {
	header != "authorization"
} else := tokens.evidence(trim_prefix(value, "Bearer "), header, service, now) if {
	startswith(value, "Bearer ")
} else := {"defect": "malformed"}

# A gateway's certificate is transport: the caller is the token that it forwards.
shown_certificate(attributes) := {} if {
	object.get(attributes, ["source", "certificate"], "") == ""
	object.get(attributes, ["source", "principal"], "") == ""
} else := {} if {
	is_gateway(attributes, service_at(attributes))
} else := {"certificate": peer(attributes)}

is_gateway(attributes, service) if peer(attributes).spiffe_id.text in data.access.policy.services[service].gateways

# The one SPIFFE ID of the peer's certificate, in a trust domain whose certificates can be verified at all; nothing for any other.
peer(attributes) := spiffe.certificate(uris[0]) if {
	leaf := crypto.x509.parse_certificates(urlquery.decode(attributes.source.certificate))[0]
	uris := leaf.URIStrings
	count(uris) == 1
	data.access.policy.trust_domains[spiffe.certificate(uris[0]).spiffe_id.domain].has_bundle
} else := {}
