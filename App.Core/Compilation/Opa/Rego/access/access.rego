# The decision on one request, asked in the words of the policy's own tests: a pipeline or workload by name, or a token, or verified claims,
# and/or a verified SPIFFE ID; environment, service, method, path and, for simulations, a time. Answers as the console does.
package access

import rego.v1

import data.access.callers
import data.access.evaluation

# Whatever has not even the shape of a request is asked of no environment that is known here.
default decision := {"effect": "deny", "reason": "unknown_environment"}

decision := evaluation.answer({
	"environment": object.get(input, "environment", null),
	"service": object.get(input, "service", null),
	"method": object.get(input, "method", null),
	"path": object.get(input, "path", null),
	"now": asked_time,
	"malformed": malformed,
	"caller": caller,
})

default caller := {}

caller := callers.of(input, asked_time) if not malformed

# A time that cannot be read makes the request malformed; the clock then stands in for it, and decides nothing.
default asked_time := 0

asked_time := nanoseconds(input.time)

asked_time := time.now_ns() if object.get(input, "time", null) == null

member_types := {
	"pipeline": "string",
	"workload": "string",
	"claims": "object",
	"token": "string",
	"spiffeId": "string",
	"branch": "string",
	"tag": "string",
	"source": "string",
	"queue": "string",
	"cluster": "string",
	"step": "string",
	"environment": "string",
	"service": "string",
	"method": "string",
	"path": "string",
	"time": "string",
}

default malformed := false

# A misspelt member must not read as an absent one.
malformed if {
	some name, value in input
	value != null
	type_name(value) != object.get(member_types, name, "none")
}

malformed if {
	is_string(input.time)
	not nanoseconds(input.time)
}

malformed if {
	is_string(input.token)
	some other in ["pipeline", "workload", "claims"]
	object.get(input, other, null) != null
}

# RFC 3339 in nanoseconds since 1970. The calendar repeats every 400 years (146,097 days), so that years beyond the reach of 64 bits are
# read as their like between 1700 and 2099 and moved back.
nanoseconds(text) := nearby + ((cycles * 146097) * 86400000000000) if {
	regex.match(`^[0-9]{4}-`, text)
	year := to_number(trim_left(substring(text, 0, 4), "0"))
	cycles := floor((year - 1700) / 400)
	nearby := time.parse_rfc3339_ns(concat("", [format_int(year - (cycles * 400), 10), substring(text, 4, -1)]))
}
