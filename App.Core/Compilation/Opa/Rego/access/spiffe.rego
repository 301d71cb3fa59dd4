# SPIFFE IDs by the SPIFFE-ID standard, sections 2 and 3: scheme and trust domain in any case, the path exactly.
package access.spiffe

import rego.v1

max_length := 2048

# Of any non-empty segment other than "." and "..".
segment := `(?:\.{0,2}[A-Za-z0-9_-][A-Za-z0-9._-]*|\.{3}[A-Za-z0-9._-]*)`

pattern := concat("", [`^[Ss][Pp][Ii][Ff][Ff][Ee]://([A-Za-z0-9._-]{1,255})((?:/`, segment, `)+)$`])

# A certificate's one SPIFFE ID; nothing where the text is none, which makes it a bad certificate.
certificate(text) := {"spiffe_id": {"text": concat("", ["spiffe://", domain, parts[2]]), "domain": domain, "path": parts[2]}} if {
	count(text) <= max_length
	parts := regex.find_all_string_submatch_n(pattern, text, 1)[0]
	domain := lower(parts[1])
} else := {}

# The principals that hold the ID: one is identified by it, several are only narrowed to.
owners(id) := found if {
	found := data.access.policy.spiffe_ids[id.text]
} else := []

# Whether the ID says that its holder runs in CI, registered or not.
is_ci(id) if {
	some owner in owners(id)
	startswith(owner, "pipeline/")
}

is_ci(id) if {
	some path in data.access.policy.trust_domains[id.domain].ci_paths
	under(id.path, path)
}

under(path, parent) if path == parent

under(path, parent) if startswith(path, concat("", [parent, "/"]))
