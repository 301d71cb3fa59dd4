// ---- tokens ----

const SKEW_SECONDS = 60;
const MAX_WHOLE_NUMBER = 9007199254740992;

// A token with its first defect, in the order in which the evaluator looks for them; `unverified` where all that is left to ask is whether the
// signature is good, and then what the claims say. null without one. Of a header that comes twice njs joins the values, which makes no token.
function readToken(v, service, headers) {
    const tokenHeaders = POLICY.tokenHeaders;
    let header = '', value = '', name = '', found;
    for (let i = 0, count = tokenHeaders.length; i < count; i++) {
        name = tokenHeaders[i].name;
        found = headers[name];
        if (found === undefined)
            continue;
        if (header !== '')
            return { defect: 'malformed' };
        header = name;
        value = found;
    }
    if (header === '')
        return null;
    if (header === 'authorization')
        value = value.startsWith('Bearer ') ? value.slice(7) : '';
    const directory = v.access_signatures;
    const memory = directory ? signatureMemory() : null;
    const place = memory === null ? null : memory.placeOf(value, directory);
    return place !== null && memory.recall(v, service, header, place) || tokenReader()(v, header, value, place);
}

// What is wrong with the claims of a token whose signature is good; null where nothing is.
function claimDefect(provider, service, claims, seconds) {
    if (claims.aud !== provider.audience + (provider.isAudienceOfService ? '/' + service.name : ''))
        return 'audience';
    const exp = claims.exp;
    const iat = claims.iat;
    const nbf = claims.nbf;
    // Neither ends before it begins, so that each of the two bounds one for both.
    if (typeof exp !== 'number' || typeof iat !== 'number' || exp % 1 !== 0 || iat % 1 !== 0 || exp >= MAX_WHOLE_NUMBER || iat <= -MAX_WHOLE_NUMBER)
        return 'lifetime';
    if (nbf !== undefined && (typeof nbf !== 'number' || nbf % 1 !== 0 || nbf >= MAX_WHOLE_NUMBER || nbf <= -MAX_WHOLE_NUMBER))
        return 'lifetime';
    if (exp < iat || exp - iat > provider.maxLifetime)
        return 'lifetime';
    if ((nbf !== undefined && nbf > iat ? nbf : iat) > seconds + SKEW_SECONDS)
        return 'not_yet_valid';
    return exp <= seconds - SKEW_SECONDS ? 'expired' : null;
}

// By way of a variable of nginx's, which makes text of bytes at a twentieth of what njs takes for it, but of any.
function textOf(v, bytes) {
    v.access_bytes = bytes;
    return v.access_bytes;
}

// How a token is read that is not remembered.
function tokenReader() {
    const NOT_ASCII = /[^\x00-\x7f]/;
    // Neither anything that JSON has to escape nor, but for the quotes around a text, anything that was escaped.
    const NOT_PLAIN = /[^\x20-\x5b\x5d-\x7e]/;

    // The signature by an RSA key of 2048 bits, which nearly all are, with the dot before it.
    const RSA_SIGNATURE = 343;

    function read(v, header, text, place) {
        const first = text.indexOf('.');
        const end = text.length - RSA_SIGNATURE;
        // No segment that is read has a dot inside, so that any other place of the last one makes no token.
        const last = end > first && text[end] === '.' ? end : text.lastIndexOf('.');
        const signature = first === last ? null : bytesOf(text.slice(last + 1));
        if (signature === null)
            return { defect: 'malformed' };
        const segment = text.slice(0, first);
        // Most are written as the policy expects of its keys.
        const head = POLICY.heads[segment] || headIn(v, segment);
        const payload = head === null ? null : bytesOf(text.slice(first + 1, last));
        const written = payload === null ? '' : textOf(v, payload);
        const isPlain = !NOT_PLAIN.test(written);
        const claims = objectIn(written, payload, isPlain);
        if (claims === null)
            return { defect: 'malformed' };
        const provider = typeof claims.iss === 'string' ? POLICY.issuers[claims.iss] : undefined;
        if (!provider || provider.header !== header)
            return { defect: 'issuer' };
        const key = typeof head.kid === 'string' ? provider.keys[head.kid] : undefined;
        if (!key)
            return { defect: 'unknown_key' };
        if (head.alg !== key.algorithm)
            return { defect: 'algorithm' };
        return {
            defect: 'unverified', provider: provider, key: key, claims: claims, isPlain: isPlain, signature: signature, text: text, place: place,
        };
    }

    // The bytes of a segment of canonical base64url, or null. The decoder stops at what it does not know and drops bits that are left over, so a
    // segment is canonical when it comes back as it was.
    function bytesOf(segment) {
        const bytes = Buffer.from(segment, 'base64url');
        return bytes.toString('base64url') === segment ? bytes : null;
    }

    function headIn(v, segment) {
        const bytes = bytesOf(segment);
        const head = bytes === null ? null : objectIn(textOf(v, bytes), bytes, false);
        return head === null || head.crit !== undefined ? null : head;
    }

    // Whatever is no ASCII is left to a decoder that refuses bytes which are no text.
    function objectIn(text, bytes, isAscii) {
        try {
            const value = JSON.parse(isAscii || !NOT_ASCII.test(text) ? text : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
            return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.setPrototypeOf(value, null) : null;
        } catch (e) {
            return null;
        }
    }

    return read;
}
