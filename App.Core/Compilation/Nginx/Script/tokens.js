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
    const memory = signatureMemory();
    const place = memory.placeOf(value, v.access_signatures);
    return place !== null && memory.recall(v, service, header, place) || verification().read(v, header, value, place);
}

// What is wrong with the claims of a token whose signature is good; null where nothing is.
function claimDefect(provider, service, claims, seconds) {
    if (claims.aud !== provider.audience + (provider.isAudienceOfService ? '/' + service.name : ''))
        return 'audience';
    const exp = claims.exp;
    const iat = claims.iat;
    const nbf = claims.nbf;
    if (!isWhole(exp) || !isWhole(iat) || (nbf !== undefined && !isWhole(nbf)))
        return 'lifetime';
    if (exp < iat || exp - iat > provider.maxLifetime)
        return 'lifetime';
    if ((nbf !== undefined && nbf > iat ? nbf : iat) > seconds + SKEW_SECONDS)
        return 'not_yet_valid';
    return exp <= seconds - SKEW_SECONDS ? 'expired' : null;
}

function isWhole(value) {
    return typeof value === 'number' && value % 1 === 0 && value < MAX_WHOLE_NUMBER && value > -MAX_WHOLE_NUMBER;
}

// By way of a variable of nginx's, which makes text of bytes at a twentieth of what njs takes for it, but of any.
function textOf(v, bytes) {
    v.access_bytes = bytes;
    return v.access_bytes;
}

// How a token is read that is not remembered, and what becomes of it once its signature was computed.
function verification() {
    // Whatever is no ASCII is left to a decoder that refuses bytes which are no text.
    const ASCII = /^[\x00-\x7f]*(?![\s\S])/;

    function read(v, header, text, place) {
        const token = parse(v, text);
        if (token === null)
            return { defect: 'malformed' };
        const issuer = token.claims.iss;
        const provider = typeof issuer === 'string' ? POLICY.issuers[issuer] : undefined;
        if (!provider || provider.header !== header)
            return { defect: 'issuer' };
        const keyId = token.head.kid;
        const key = typeof keyId === 'string' ? provider.keys[keyId] : undefined;
        if (!key)
            return { defect: 'unknown_key' };
        if (token.head.alg !== key.algorithm)
            return { defect: 'algorithm' };
        token.provider = provider;
        token.key = key;
        token.place = place;
        return token;
    }

    function parse(v, text) {
        const first = text.indexOf('.');
        const last = text.lastIndexOf('.');
        if (first === last)
            return null;
        const signature = bytesOf(text.slice(last + 1));
        const head = signature === null ? null : parseObject(v, text.slice(0, first));
        const claims = head !== null && head.crit === undefined ? parseObject(v, text.slice(first + 1, last)) : null;
        return claims === null ? null : { defect: 'unverified', head: head, claims: claims, signature: signature, signed: text.slice(0, last) };
    }

    // The bytes of a segment of canonical base64url, or null. The decoder stops at what it does not know and drops bits that are left over, so a
    // segment is canonical when it comes back as it was.
    function bytesOf(segment) {
        const bytes = Buffer.from(segment, 'base64url');
        return bytes.toString('base64url') === segment ? bytes : null;
    }

    function parseObject(v, segment) {
        const bytes = bytesOf(segment);
        if (bytes === null)
            return null;
        try {
            const text = textOf(v, bytes);
            const value = JSON.parse(ASCII.test(text) ? text : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
            return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.setPrototypeOf(value, null) : null;
        } catch (e) {
            return null;
        }
    }

    function settle(service, token, isSigned) {
        if (!isSigned) {
            token.defect = 'signature';
            return;
        }
        token.logged = loggedClaims(token.claims);
        if (token.place !== null)
            signatureMemory().remember(token);
        token.defect = claimDefect(token.provider, service, token.claims, Date.now() / 1000);
    }

    async function hasSignature(token) {
        const key = token.key;
        // An ECDSA signature of another length makes verify() throw; no key has use for one.
        if (key.signatureBytes && token.signature.length !== key.signatureBytes)
            return false;
        try {
            const imported = await crypto.subtle.importKey('spki', Buffer.from(key.spki, 'base64'), key.parameters, false, ['verify']);
            const isValid = await crypto.subtle.verify(key.parameters, imported, token.signature, token.signed);
            return isValid;
        } catch (e) {
            return false;
        }
    }

    return { read: read, hasSignature: hasSignature, settle: settle };
}
