// ---- tokens ----

const SKEW_SECONDS = 60;
const MAX_WHOLE_NUMBER = 9007199254740992;

// A token with its first defect, in the order in which the evaluator looks for them; `unverified` where all that is left to ask is whether the
// signature is good, and then what the claims say.
function readToken(asked) {
    const presented = asked.tokens[0];
    const token = asked.tokens.length > 1 ? null : parse(presented);
    if (token === null)
        return { defect: 'malformed' };
    const issuer = token.claims.iss;
    const provider = typeof issuer === 'string' ? POLICY.issuers[issuer] : undefined;
    if (!provider || provider.header !== presented.header)
        return { defect: 'issuer' };
    const keyId = token.head.kid;
    const key = typeof keyId === 'string' ? provider.keys[keyId] : undefined;
    if (!key)
        return { defect: 'unknown_key' };
    if (token.head.alg !== key.algorithm)
        return { defect: 'algorithm' };
    token.provider = provider;
    token.key = key;
    token.memory = memoryOf(token, asked.variables.access_signatures);
    if (token.memory !== null && isRemembered(token.memory))
        judge(asked, token);
    return token;
}

function settle(asked, token, isSigned) {
    if (!isSigned) {
        token.defect = 'signature';
        return;
    }
    if (token.memory !== null)
        remember(token.memory);
    judge(asked, token);
}

function parse(presented) {
    let text = presented.value;
    if (presented.header === 'authorization') {
        if (!text.startsWith('Bearer '))
            return null;
        text = text.slice(7);
    }
    const parts = text.split('.');
    if (parts.length !== 3)
        return null;
    const signature = bytesOf(parts[2]);
    const head = signature === null ? null : parseObject(parts[0]);
    const claims = head !== null && head.crit === undefined ? parseObject(parts[1]) : null;
    return claims === null ? null : { defect: 'unverified', head: head, claims: claims, signature: signature, parts: parts, text: text };
}

// The bytes of a segment of canonical base64url, or null. The decoder stops at what it does not know and drops bits that are left over, so a
// segment is canonical when it comes back as it was.
function bytesOf(segment) {
    const bytes = Buffer.from(segment, 'base64url');
    return bytes.toString('base64url') === segment ? bytes : null;
}

function parseObject(segment) {
    const bytes = bytesOf(segment);
    if (bytes === null)
        return null;
    try {
        const value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
        return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.setPrototypeOf(value, null) : null;
    } catch (e) {
        return null;
    }
}

// What is wrong with the claims of a token whose signature is good.
function judge(asked, token) {
    token.defect = claimDefect(token.provider, asked.service, token.claims, asked.now / 1000);
}

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
