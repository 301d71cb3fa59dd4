# Which raw paths are canonical, and which permissions cover a canonical one.
package access.paths

import rego.v1

max_bytes := 2048

# What may stand raw, and what may only stand escaped: nothing has two spellings, and escaped bytes are well-formed UTF-8 (RFC 3629,
# section 4) without control characters. TT is a continuation byte.
character := replace(
	concat("|", [
		`[A-Za-z0-9_~!$&'()*+,=:@-]`,
		`%(?:2[02]|3[CE]|5[BDE]|60|7[BCD])`,
		`%C2%[AB][0-9A-F]`,
		`%(?:C[3-9A-F]|D[0-9A-F])TT`,
		`%E0%[AB][0-9A-F]TT`,
		`%E[1-9ABCEF]TTTT`,
		`%ED%[89][0-9A-F]TT`,
		`%F0%[9AB][0-9A-F]TTTT`,
		`%F[123]TTTTTT`,
		`%F4%8[0-9A-F]TTTT`,
	]),
	"TT",
	"%[89AB][0-9A-F]",
)

# Of any non-empty segment other than "." and "..".
segment := replace(`(?:\.{0,2}(?:CHARACTER)(?:CHARACTER|\.)*|\.{3}(?:CHARACTER|\.)*)`, "CHARACTER", character)

pattern := replace(`^/(?:SEGMENT(?:/SEGMENT)*/?)?$`, "SEGMENT", segment)

is_canonical(path) if {
	is_string(path)
	count(path) <= max_bytes
	regex.match(pattern, path)
}

# Some permission covers the method and the path. `*` as a method asks for all of them.
permits(permissions, method, path) if {
	some permission in permissions
	covers(permission.methods, method)
	leads(permission, path)
}

covers(methods, _) if "*" in methods

covers(methods, method) if method in methods

leads(permission, path) if path in permission.exact

leads(permission, path) if {
	some parent in permission.under
	startswith(concat("", [path, "/"]), concat("", [parent, "/"]))
}

leads(permission, path) if {
	some template in permission.templates
	fits(template, split(path, "/"))
}

fits(template, segments) if {
	is_long_enough(template, segments)
	every i, expected in template.segments { stands_for(expected, segments[i]) }
}

is_long_enough(template, segments) if count(segments) == count(template.segments)

is_long_enough(template, segments) if {
	template.rest
	count(segments) > count(template.segments)
}

# Null stands for exactly one non-empty segment.
stands_for(expected, found) if found == expected

stands_for(expected, found) if {
	is_null(expected)
	found != ""
}
