# Conditions against a token's claims, in Kleene's logic: a condition on a claim that the caller did not show is neither met nor failed.
# False, unknown and true are 0, 1 and 2, so that AND is the least and OR the greatest. Branches and tags are alternatives, the rest is ANDed.
package access.conditions

import rego.v1

false_value := 0

unknown_value := 1

true_value := 2

# `claims` is null for a caller without a verified token: every condition is then unknown.
holds(when, claims) := true_value if {
	is_null(when)
} else := unknown_value if {
	is_null(claims)
} else := min([ref(when, claims), source(when, claims), queue(when, claims), cluster(when, claims), step(when, claims)])

claim(claims, name) := object.get(claims, name, null)

ref(when, claims) := true_value if {
	not when.branches
	not when.tags
} else := max([branch(when, claims), tag(when, claims)])

# A branch condition holds only for a build without a tag: a tag that is named like a branch gives that branch's name.
branch(when, claims) := false_value if {
	not when.branches
} else := min([is_none(claim(claims, "build_tag")), matches_any(when.branches, claim(claims, "build_branch"))])

tag(when, claims) := false_value if {
	not when.tags
} else := known_none(when.tags, claim(claims, "build_tag"))

source(when, claims) := true_value if {
	not when.sources
} else := matches_any(when.sources, claim(claims, "build_source"))

# A pattern that is a UUID speaks of the id, any other of the key or name.
queue(when, claims) := true_value if {
	not when.queues
} else := either(when.queues, claim(claims, "queue_key"), claim(claims, "queue_id"))

cluster(when, claims) := true_value if {
	not when.clusters
} else := either(when.clusters, claim(claims, "cluster_name"), claim(claims, "cluster_id"))

step(when, claims) := true_value if {
	not when.steps
} else := known_none(when.steps, claim(claims, "step_key"))

either(patterns, name, id) := max([matches_any(patterns.names, name), matches_any(patterns.ids, id)]) if {
	patterns.names
	patterns.ids
} else := matches_any(patterns.names, name) if {
	patterns.names
} else := matches_any(patterns.ids, id)

# An absent claim that is the known value "none".
known_none(patterns, value) := false_value if {
	is_null(value)
} else := matches_any(patterns, value)

is_none(value) := true_value if {
	is_null(value)
} else := false_value if {
	is_string(value)
} else := unknown_value

matches_any(patterns, value) := unknown_value if {
	not is_string(value)
} else := true_value if {
	value in patterns.exact
} else := true_value if {
	some prefix in patterns.prefixes
	startswith(value, prefix)
} else := false_value
