# Verifies a compact token for one service: by the key that its issuer has under the token's `kid`, with the one algorithm of that key.
# Reports the first defect in the order of the policy's meaning.
package access.tokens

import rego.v1

skew_ns := 60000000000

second_ns := 1000000000

# Whole numbers up to here have one value in every engine.
number_limit := 9007199254740992

# `header` is where the token was found, in lower case; null where it was handed over by itself.
evidence(text, header, service, now) := checked(token, text, header, service, now) if {
	token := parsed(text)
} else := {"defect": "malformed"}

checked(token, text, header, service, now) := verified(provider, token, text, service, now) if {
	provider := data.access.policy.issuers[token.payload.iss]
	expects(provider, header)
} else := {"defect": "issuer"}

expects(_, header) if is_null(header)

expects(provider, header) if data.access.policy.providers[provider].token_header == header

# INVARIANT (positive proof): a token counts only where everything was found to hold; the defects are told apart afterwards.
verified(provider, token, text, service, now) := {"provider": provider, "claims": token.payload} if {
	has_known_key(provider, token)
	has_algorithm_of_key(provider, token)
	is_signed(provider, token, text)
	is_for(provider, service, token)
	lives_as_long_as_allowed(provider, token)
	has_begun(token, now)
	has_not_ended(token, now)
} else := {"defect": defect(provider, token, text, service, now)}

defect(provider, token, text, service, now) := "unknown_key" if {
	not has_known_key(provider, token)
} else := "algorithm" if {
	not has_algorithm_of_key(provider, token)
} else := "signature" if {
	not is_signed(provider, token, text)
} else := "audience" if {
	not is_for(provider, service, token)
} else := "lifetime" if {
	not lives_as_long_as_allowed(provider, token)
} else := "not_yet_valid" if {
	not has_begun(token, now)
} else := "expired"

has_known_key(provider, token) if data.access.policy.providers[provider].keys[token.header.kid]

has_algorithm_of_key(provider, token) if {
	token.header.alg == data.access.policy.providers[provider].keys[token.header.kid].algorithm
}

is_signed(provider, token, text) if signed(text, data.access.policy.providers[provider].keys[token.header.kid])

is_for(provider, service, token) if token.payload.aud == audience(provider, service)

lives_as_long_as_allowed(provider, token) if {
	is_whole(token.payload.exp)
	is_whole(token.payload.iat)
	is_whole(not_before(token.payload))
	token.payload.exp >= token.payload.iat
	(token.payload.exp - token.payload.iat) * 1000 <= data.access.policy.providers[provider].max_lifetime_ms
}

has_begun(token, now) if max([token.payload.iat, not_before(token.payload)]) * second_ns <= now + skew_ns

has_not_ended(token, now) if token.payload.exp * second_ns > now - skew_ns

not_before(payload) := object.get(payload, "nbf", payload.iat)

is_whole(value) if {
	is_number(value)
	floor(value) == value
	abs(value) < number_limit
}

audience(provider, service) := concat("/", array.concat([data.access.policy.providers[provider].audience], within)) if {
	within := {
		"service": [data.access.policy.environment, service],
		"environment": [data.access.policy.environment],
		"provider": [],
	}[data.access.policy.providers[provider].audience_scope]
}

# Unpadded base64url whose unused last bits are zero: one spelling for each sequence of bytes.
canonical_segment := `^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$`

# Well-formed UTF-8 (RFC 3629, section 4), byte by byte in hexadecimal.
utf8 := concat("", [
	`^(?:[0-7][0-9a-f]|(?:c[2-9a-f]|d[0-9a-f])TT|e0[ab][0-9a-f]TT|e[1-9abcef]TTTT|ed[89][0-9a-f]TT`,
	`|f0[9ab][0-9a-f]TTTT|f[123]TTTTTT|f48[0-9a-f]TTTT)*$`,
])

utf8_pattern := replace(utf8, "TT", "[89ab][0-9a-f]")

# A token that demands an extension (`crit`) is one that nobody here can read.
parsed(text) := {"header": header, "payload": payload} if {
	segments := split(text, ".")
	count(segments) == 3
	every segment in segments { regex.match(canonical_segment, segment) }
	header := parsed_object(segments[0])
	not "crit" in object.keys(header)
	payload := parsed_object(segments[1])
}

parsed_object(segment) := value if {
	decoded := base64url.decode(segment)
	regex.match(utf8_pattern, hex.encode(decoded))
	value := json.unmarshal(decoded)
	is_object(value)
}

signed(text, key) if {
	key.algorithm == "RS256"
	io.jwt.verify_rs256(text, key.public_key)
}

signed(text, key) if {
	key.algorithm == "RS384"
	io.jwt.verify_rs384(text, key.public_key)
}

signed(text, key) if {
	key.algorithm == "RS512"
	io.jwt.verify_rs512(text, key.public_key)
}

signed(text, key) if {
	key.algorithm == "PS256"
	io.jwt.verify_ps256(text, key.public_key)
}

signed(text, key) if {
	key.algorithm == "PS384"
	io.jwt.verify_ps384(text, key.public_key)
}

signed(text, key) if {
	key.algorithm == "PS512"
	io.jwt.verify_ps512(text, key.public_key)
}

signed(text, key) if {
	key.algorithm == "ES256"
	io.jwt.verify_es256(text, key.public_key)
}

signed(text, key) if {
	key.algorithm == "ES384"
	io.jwt.verify_es384(text, key.public_key)
}

signed(text, key) if {
	key.algorithm == "ES512"
	io.jwt.verify_es512(text, key.public_key)
}
