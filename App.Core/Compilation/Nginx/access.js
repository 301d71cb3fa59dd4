// Decides every request of the compiled policy, just as the console's evaluator does, and then lets nginx forward or refuse it.
// The policy is data (policy.json); this file is the same in every bundle.
//
// Written for njs 0.7.9: no for-of, no destructuring, no optional chaining, no await inside call arguments, no closures that outlive
// an await, and no methods on the policy's arrays (a preloaded array has none). Objects that come from tokens or are asked by a caller's text are only read through own().

import fs from 'fs';

const SKEW_SECONDS = 60;
const MAX_PATH_BYTES = 2048;
const MAX_WHOLE_NUMBER = 9007199254740992;

// Room for 16^3 remembered signatures.
const SLOT_DIGITS = 3;

// Kleene's logic: "and" is the smaller, "or" the greater.
const FALSE = 0;
const UNKNOWN = 1;
const TRUE = 2;

// One spelling for each path. $ also matches before a final newline here, so the end is said by a look-ahead.
const CANONICAL = /^\/(?:(?!\.\.?(?:\/|(?![\s\S])))(?:[A-Za-z0-9_~!$&'()*+,=:@.-]|%(?:2[02]|3[CE]|5[BDE]|60|7[BCD])|%C2%[AB][0-9A-F]|%(?:C[3-9A-F]|D[0-9A-F])%[89AB][0-9A-F]|%E0%[AB][0-9A-F]%[89AB][0-9A-F]|%E[1-9ABCEF](?:%[89AB][0-9A-F]){2}|%ED%[89][0-9A-F]%[89AB][0-9A-F]|%F0%[9AB][0-9A-F](?:%[89AB][0-9A-F]){2}|%F[123](?:%[89AB][0-9A-F]){3}|%F4%8[0-9A-F](?:%[89AB][0-9A-F]){2})+(?:\/(?!\/)|(?![\s\S])))*(?![\s\S])/;

const SPIFFE_ID = /^[sS][pP][iI][fF][fF][eE]:\/\/([A-Za-z0-9._-]{1,255})((?:\/(?!\.\.?(?:\/|(?![\s\S])))[A-Za-z0-9._-]+)+)(?![\s\S])/;

// Names by which a request could be executed as another than the one that was checked. Those that are known are removed when the
// request is forwarded; nginx cannot remove by prefix, so any other name under these prefixes refuses the request.
const PERILOUS_NAME = /^x-(?:access-|original-|rewrite-|forwarded-|http-method)/i;

// Extensions by the three bytes of their OID: 2.5.29.19, .15 and .17.
const BASIC_CONSTRAINTS = 0x551d13;
const KEY_USAGE = 0x551d0f;
const SUBJECT_ALTERNATIVE_NAME = 0x551d11;
const ABSENT = -1;

// By the hex of the algorithm's OID: ECDSA and RSA, each with SHA-256, 384 and 512.
const SIGNATURE_HASHES = {
    '2a8648ce3d040302': 'SHA-256', '2a8648ce3d040303': 'SHA-384', '2a8648ce3d040304': 'SHA-512',
    '2a864886f70d01010b': 'SHA-256', '2a864886f70d01010c': 'SHA-384', '2a864886f70d01010d': 'SHA-512',
};

function own(object, name) {
    return Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
}

// ---- requests ----

function enforce(r) {
    const service = own(access_policy.services, r.variables.access_service);
    try {
        return answer(r, service, Date.now());
    } catch (e) {
        fail(r, service, e);
    }
}

function answer(r, service, now) {
    const headers = readHeaders(r);
    note(r, service, headers);
    if (!isAddressed(r, headers.host)) {
        refuse(r, service, 421, { reason: 'unknown_service' });
        return;
    }
    if (headers.perilous && !service.shadow) {
        refuse(r, service, 400, { reason: 'header_refused' });
        return;
    }
    const certificate = readCertificate(r);
    if (headers.tokens.length > 0 || (certificate !== null && certificate.proof))
        return answerWhenVerified(r, service, headers.tokens, certificate, now);
    conclude(r, service, { token: null, certificate: withoutGateway(service, certificate) }, now, headers.tokens);
}

async function answerWhenVerified(r, service, tokens, certificate, now) {
    try {
        let token = null;
        let proven = certificate;
        if (tokens.length > 0)
            token = await verify(service, tokens, now / 1000, r.variables.access_signatures);
        if (certificate !== null && certificate.proof)
            proven = await prove(certificate);
        conclude(r, service, { token: token, certificate: withoutGateway(service, proven) }, now, tokens);
    } catch (e) {
        fail(r, service, e);
    }
}

// One pass over the headers: which are tokens, which are perilous, and what the connection asks for.
function readHeaders(r) {
    const found = { tokens: [], perilous: false, host: null, upgrade: '' };
    const raw = r.rawHeadersIn;
    const tokenHeaders = access_policy.tokenHeaders;
    for (let i = 0; i < raw.length; i++) {
        const name = raw[i][0].toLowerCase();
        if (own(tokenHeaders, name))
            found.tokens.push({ header: name, value: raw[i][1] });
        else if (name === 'host')
            found.host = raw[i][1];
        else if (name === 'upgrade')
            found.upgrade = raw[i][1].toLowerCase();
        else if (name.startsWith('x-') && PERILOUS_NAME.test(name) && !own(access_policy.removedHeaders, name))
            found.perilous = true;
    }
    return found;
}

// The authority chooses the service, so all that name one must agree: request line, Host, and SNI under TLS.
function isAddressed(r, host) {
    const v = r.variables;
    const authority = v.host;
    if (host !== authority && (host === null || withoutDot(host.toLowerCase().replace(/:[0-9]*(?![\s\S])/, '')) !== authority))
        return false;
    if (!v.https)
        return true;
    const name = v.ssl_server_name || '';
    return name === authority || withoutDot(name.toLowerCase()) === authority;
}

function withoutDot(host) {
    return host.endsWith('.') ? host.slice(0, -1) : host;
}

function note(r, service, headers) {
    const v = r.variables;
    trace(r);
    if (headers.upgrade === 'websocket' && service.webSocket && r.method === 'GET') {
        v.access_upgrade = 'websocket';
        v.access_connection = 'upgrade';
    }
}

// What the log says of a request, and the trace that it belongs to.
function trace(r) {
    const v = r.variables;
    v.access_path = rawPath(r);
    v.access_traceparent = v.http_traceparent || '00-' + v.request_id + '-' + v.request_id.slice(8, 24) + '-01';
}

function rawPath(r) {
    const uri = r.variables.request_uri;
    const query = uri.indexOf('?');
    return query < 0 ? uri : uri.slice(0, query);
}

// ---- answers ----

function conclude(r, service, caller, now, tokens) {
    if (service.shadow && isForeign(caller.token))
        passOn(r, tokens);
    const verdict = decide(service, caller, r.method, r.variables.access_path, now);
    if (service.shadow || verdict.reason === 'granted' || verdict.reason === 'not_governed')
        forward(r, service, verdict);
    else
        refuse(r, service, statusOf(verdict.reason, caller), verdict);
}

// What stands in a token's header and is none of the policy's issuers' may be the upstream's own credential: in shadow it stays.
function isForeign(token) {
    return token !== null && (token.defect === 'malformed' || token.defect === 'issuer');
}

function passOn(r, tokens) {
    for (let i = 0; i < tokens.length; i++)
        r.variables[access_policy.tokenHeaders[tokens[i].header]] = tokens[i].value;
}

function statusOf(reason, caller) {
    if (reason === 'token_invalid' || reason === 'missing_claim')
        return 401;
    return reason === 'unknown_principal' && caller.token === null && caller.certificate === null ? 401 : 403;
}

function record(r, service, verdict) {
    const v = r.variables;
    v.access_decision = verdict.reason === 'granted' || verdict.reason === 'not_governed' ? 'allow' : 'deny';
    v.access_reason = verdict.reason;
    v.access_mode = service.shadow ? 'shadow' : 'enforce';
    // Not by js_set: after the redirect that would run this whole file again for a single word.
    v.access_revision = access_manifest.revision;
    if (verdict.detail)
        v.access_detail = verdict.detail;
    if (verdict.grant)
        v.access_grant = verdict.grant;
    if (verdict.principal)
        v.access_principal = verdict.principal;
}

function forward(r, service, verdict) {
    record(r, service, verdict);
    if (verdict.reason === 'granted') {
        r.variables.access_granted_by = verdict.grant;
        if (verdict.limit !== undefined && !service.shadow)
            r.variables[verdict.limit] = service.name + ' ' + (verdict.principal || 'anyone');
    }
    r.internalRedirect('@access_forward');
}

// What an outsider may know: that it was refused, for which kind of reason, by which revision.
function refuse(r, service, status, verdict) {
    record(r, service, verdict);
    send(r, service, status, verdict.reason);
}

function send(r, service, status, reason) {
    const headers = r.headersOut;
    headers['X-Access-Reason'] = reason;
    headers['X-Access-Revision'] = access_manifest.revision;
    headers['Cache-Control'] = 'no-store';
    if (service && service.grpc) {
        headers['Content-Type'] = 'application/grpc';
        headers['grpc-status'] = status === 401 ? '16' : status === 429 ? '8' : '7';
        headers['grpc-message'] = reason;
        r.return(200, '');
        return;
    }
    headers['Content-Type'] = 'application/json';
    if (status === 401)
        headers['WWW-Authenticate'] = 'Bearer';
    r.return(status, JSON.stringify({ effect: 'deny', reason: reason, revision: access_manifest.revision }) + '\n');
}

function limited(r) {
    const service = own(access_policy.services, r.variables.access_service);
    r.variables.access_decision = 'deny';
    r.variables.access_reason = 'rate_limited';
    send(r, service, 429, 'rate_limited');
}

function unknownHost(r) {
    trace(r);
    refuse(r, { shadow: false }, 421, { reason: 'unknown_service' });
}

// A mistake in this file denies, but for a deployment in shadow, where nothing may block.
function fail(r, service, error) {
    r.error('access: ' + error + (error && error.stack || ''));
    if (service && service.shadow)
        forward(r, service, { reason: 'internal_error' });
    else
        refuse(r, service || { shadow: false }, 500, { reason: 'internal_error' });
}

// ---- tokens ----

// The token verified for the service, or its first defect in the order in which the evaluator looks for them.
async function verify(service, presented, seconds, directory) {
    if (presented.length > 1)
        return { defect: 'malformed' };
    const token = parse(presented[0]);
    if (token === null)
        return { defect: 'malformed' };
    const provider = typeof token.issuer === 'string' ? own(access_policy.issuers, token.issuer) : undefined;
    if (!provider || provider.header !== presented[0].header)
        return { defect: 'issuer' };
    const key = typeof token.keyId === 'string' ? own(provider.keys, token.keyId) : undefined;
    if (!key)
        return { defect: 'unknown_key' };
    if (token.algorithm !== key.algorithm)
        return { defect: 'algorithm' };
    const isSigned = await isVerified(key, token, directory);
    const defect = isSigned ? claimDefect(provider, service, token.claims, seconds) : 'signature';
    return defect ? { defect: defect } : { defect: null, provider: provider, claims: token.claims };
}

function parse(presented) {
    let text = presented.value;
    if (presented.header === 'authorization') {
        if (!text.startsWith('Bearer '))
            return null;
        text = text.slice(7);
    }
    const first = text.indexOf('.');
    const second = text.indexOf('.', first + 1);
    if (second < 0 || text.indexOf('.', second + 1) >= 0)
        return null;
    const signed = text.slice(0, second);
    const signature = bytesOf(text.slice(second + 1));
    const header = signature === null ? null : parseObject(text.slice(0, first));
    const claims = header && own(header, 'crit') === undefined ? parseObject(text.slice(first + 1, second)) : null;
    if (claims === null)
        return null;
    return {
        algorithm: own(header, 'alg'), keyId: own(header, 'kid'), issuer: own(claims, 'iss'), claims: claims,
        signature: signature, signed: signed, text: text,
    };
}

// The bytes of a segment of canonical base64url, or null. The decoder stops at what it does not know, so a segment is canonical
// when it comes back as it was.
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
        return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
    } catch (e) {
        return null;
    }
}

// Of a signature that was found good once it is remembered that it is, where the host names a directory: nothing else of a token is, so
// that its claims are judged at each request. What is remembered is a digest of the key and the token: it says nothing of any other key.
async function isVerified(key, token, directory) {
    const memory = directory ? await memoryOf(key, token, directory) : null;
    if (memory !== null && isRemembered(memory))
        return true;
    const isSigned = await hasSignature(key, token);
    if (isSigned && memory !== null)
        remember(memory);
    return isSigned;
}

// A digest and the one file that may hold it; a fixed number of files bounds the directory. null where any other account could have
// written there.
async function memoryOf(key, token, directory) {
    try {
        if ((fs.statSync(directory).mode & 0o077) !== 0)
            return null;
        const hash = await crypto.subtle.digest('SHA-256', key.thumbprint + '.' + token.text);
        const digest = Buffer.from(hash).toString('hex');
        return { digest: digest, file: directory + '/' + digest.slice(0, SLOT_DIGITS) };
    } catch (e) {
        return null;
    }
}

function isRemembered(memory) {
    try {
        return fs.readFileSync(memory.file, 'utf8') === memory.digest;
    } catch (e) {
        return false;
    }
}

// Two writers at once leave the one digest or the other: what is read is compared in full.
function remember(memory) {
    try {
        fs.writeFileSync(memory.file, memory.digest, { mode: 0o600 });
    } catch (e) {
        // Verified again the next time.
    }
}

async function hasSignature(key, token) {
    // An ECDSA signature of another length makes verify() throw; no key has use for one.
    if (key.signatureBytes && token.signature.length !== key.signatureBytes)
        return false;
    try {
        const spki = Buffer.from(key.spki, 'base64');
        const imported = await crypto.subtle.importKey('spki', spki, key.parameters, false, ['verify']);
        const isValid = await crypto.subtle.verify(key.parameters, imported, token.signature, token.signed);
        return isValid;
    } catch (e) {
        return false;
    }
}

function claimDefect(provider, service, claims, seconds) {
    if (own(claims, 'aud') !== provider.audience + (provider.isAudienceOfService ? '/' + service.name : ''))
        return 'audience';
    const exp = own(claims, 'exp');
    const iat = own(claims, 'iat');
    const nbf = own(claims, 'nbf');
    if (!isWhole(exp) || !isWhole(iat) || (nbf !== undefined && !isWhole(nbf)))
        return 'lifetime';
    if (exp < iat || exp - iat > provider.maxLifetime)
        return 'lifetime';
    if (Math.max(iat, nbf === undefined ? iat : nbf) > seconds + SKEW_SECONDS)
        return 'not_yet_valid';
    return exp <= seconds - SKEW_SECONDS ? 'expired' : null;
}

function isWhole(value) {
    return typeof value === 'number' && Math.floor(value) === value && Math.abs(value) < MAX_WHOLE_NUMBER;
}

// ---- certificates ----

// null without a certificate, { id: null } for a bad one, else the one SPIFFE ID that it holds.
function readCertificate(r) {
    const result = r.variables.ssl_client_verify;
    if (!result || result === 'NONE')
        return null;
    return result === 'SUCCESS' ? certificateOf(r.variables.ssl_client_raw_cert) : { id: null };
}

// The preceding hop's certificate is transport: its caller is the token that it forwards.
function withoutGateway(service, certificate) {
    return certificate !== null && certificate.id !== null && certificate.id === service.gateway ? null : certificate;
}

function certificateOf(pem) {
    const bad = { id: null };
    const der = Buffer.from(pem.slice(pem.indexOf('\n'), pem.lastIndexOf('\n-----')).split('\n').join(''), 'base64');
    const extensions = extensionsOf(der);
    if (extensions === null || !isLeaf(der, extensions))
        return bad;
    const uri = extensions.names === ABSENT ? null : onlyUri(der, extensions.names);
    const parts = uri === null || uri.length > 2048 ? null : SPIFFE_ID.exec(uri);
    if (parts === null)
        return bad;
    const trustDomain = parts[1].toLowerCase();
    const domain = own(access_policy.trustDomains, trustDomain);
    if (!domain || !domain.hasBundle)
        return bad;
    return {
        id: 'spiffe://' + trustDomain + parts[2], trustDomain: trustDomain, path: parts[2],
        proof: domain.authorities ? { der: der, authorities: domain.authorities } : null,
    };
}

// nginx verifies against all trust bundles at once. Where there are several, the certificate must besides be signed by an authority of
// its own trust domain itself, since nginx does not show the certificates between.
async function prove(certificate) {
    const der = certificate.proof.der;
    const authorities = certificate.proof.authorities;
    const signed = signatureOf(der);
    for (let i = 0; i < authorities.length; i++) {
        if (authorities[i].subject !== signed.issuer)
            continue;
        const isSigned = await isSignedBy(authorities[i], signed);
        if (isSigned)
            return { id: certificate.id, trustDomain: certificate.trustDomain, path: certificate.path };
    }
    return { id: null };
}

async function isSignedBy(authority, signed) {
    const hash = own(SIGNATURE_HASHES, signed.algorithm);
    const isEcdsa = signed.algorithm.startsWith('2a8648ce3d0403');
    if (!hash || isEcdsa !== (authority.curve !== undefined))
        return false;
    try {
        const parameters = isEcdsa ? { name: 'ECDSA', namedCurve: authority.curve, hash: hash } : { name: 'RSASSA-PKCS1-v1_5', hash: hash };
        const signature = isEcdsa ? plainSignature(signed.signature, authority.curve) : signed.signature;
        const spki = Buffer.from(authority.spki, 'base64');
        const key = await crypto.subtle.importKey('spki', spki, parameters, false, ['verify']);
        const isValid = await crypto.subtle.verify(parameters, key, signature, signed.body);
        return isValid;
    } catch (e) {
        return false;
    }
}

// The DER of r and s as the two numbers of fixed length that Web Cryptography reads.
function plainSignature(der, curve) {
    const digits = curve === 'P-256' ? 64 : curve === 'P-384' ? 96 : 132;
    const r = contentOf(der, 0);
    const s = endOf(der, r);
    const numbers = [r, s].map((at) => der.slice(contentOf(der, at), endOf(der, at)).toString('hex').replace(/^(?:00)+/, ''));
    if (numbers[0].length > digits || numbers[1].length > digits)
        throw new Error('certificate: signature');
    return Buffer.from(numbers[0].padStart(digits, '0') + numbers[1].padStart(digits, '0'), 'hex');
}

function signatureOf(der) {
    const start = contentOf(der, 0);
    const end = endOf(der, start);
    const name = contentOf(der, end);
    const bits = endOf(der, end);
    // version (explicit, so optional), serial number, signature algorithm, issuer
    let field = contentOf(der, start);
    for (let i = der[field] === 0xa0 ? 0 : 1; i < 3; i++)
        field = endOf(der, field);
    return {
        body: der.slice(start, end),
        algorithm: der.slice(contentOf(der, name), endOf(der, name)).toString('hex'),
        signature: der.slice(contentOf(der, bits) + 1, endOf(der, bits)),
        issuer: der.slice(contentOf(der, field), endOf(der, field)).toString('base64'),
    };
}

// A DER element is named by the place of its tag: numbers cost less than objects here, and calls more than anything.
// Where the content of the element begins.
function contentOf(der, at) {
    const length = der[at + 1];
    return length < 128 ? at + 2 : at + length - 126;
}

// Where the element ends.
function endOf(der, at) {
    let start = at + 2;
    let length = der[at + 1];
    if (length > 127) {
        const bytes = length - 128;
        if (bytes < 1 || bytes > 4)
            throw new Error('certificate: length');
        length = der.readUIntBE(start, bytes);
        start += bytes;
    }
    if (!(start + length <= der.length))
        throw new Error('certificate: end');
    return start + length;
}

// Where the values of the extensions are that say what a certificate is for and whom it names (contents of their OCTET STRINGs);
// null where any extension comes twice, is damaged, or there are none. Elements are reached by their lengths alone, since what looks
// like an extension inside of another field is a text that somebody chose. Short lengths, nearly all, are read in place.
function extensionsOf(der) {
    if (endOf(der, 0) !== der.length)
        return null;
    const body = contentOf(der, 0);
    const end = endOf(der, body);
    let at = contentOf(der, body);
    while (der[at] !== 0xa3) {
        at = der[at + 1] < 128 ? at + 2 + der[at + 1] : endOf(der, at);
        if (at >= end)
            return null;
    }
    const list = contentOf(der, at);
    const last = endOf(der, list);
    if (endOf(der, at) !== last || last !== end)
        return null;
    const found = { constraints: ABSENT, usage: ABSENT, names: ABSENT };
    const seen = [];
    at = contentOf(der, list);
    while (at < last) {
        const next = der[at + 1] < 128 ? at + 2 + der[at + 1] : endOf(der, at);
        const oid = der[at + 1] < 128 ? at + 2 : contentOf(der, at);
        const octets = oid + 2 + der[oid + 1];
        const value = der[octets] === 0x01 ? octets + 2 + der[octets + 1] : octets;
        if (next > last || der[oid] !== 0x06 || der[value] !== 0x04 || endOf(der, value) !== next)
            return null;
        const name = der[oid + 1] === 3 ? der[oid + 2] << 16 | der[oid + 3] << 8 | der[oid + 4] : der.slice(oid + 2, octets).toString('hex');
        for (let i = 0; i < seen.length; i++) {
            if (seen[i] === name)
                return null;
        }
        seen.push(name);
        if (name === BASIC_CONSTRAINTS)
            found.constraints = wholeContent(der, value, next, 0x30);
        else if (name === KEY_USAGE)
            found.usage = wholeContent(der, value, next, 0x03);
        else if (name === SUBJECT_ALTERNATIVE_NAME)
            found.names = wholeContent(der, value, next, 0x30);
        at = next;
    }
    return found;
}

// The one element that fills an OCTET STRING, of the tag that it must have.
function wholeContent(der, octets, end, tag) {
    const at = contentOf(der, octets);
    if (der[at] !== tag || endOf(der, at) !== end)
        throw new Error('certificate: extension');
    return at;
}

// A signing certificate is no workload's, whatever it says it is.
function isLeaf(der, extensions) {
    if (extensions.constraints !== ABSENT) {
        const first = contentOf(der, extensions.constraints);
        if (endOf(der, extensions.constraints) > first && endOf(der, first) > 0 && der[first] === 0x01 && der[contentOf(der, first)] !== 0)
            return false;
    }
    if (extensions.usage === ABSENT)
        return false;
    const usage = contentOf(der, extensions.usage);
    if (endOf(der, extensions.usage) < usage + 2)
        return false;
    const bits = der[usage + 1];
    return (bits & 0x80) !== 0 && (bits & 0x06) === 0;
}

function onlyUri(der, names) {
    const end = endOf(der, names);
    let uri = null;
    let at = contentOf(der, names);
    while (at < end) {
        const next = endOf(der, at);
        if (der[at] === 0x86) {
            if (uri !== null)
                return null;
            uri = der.slice(contentOf(der, at), next).toString();
        }
        at = next;
    }
    return at === end ? uri : null;
}

// ---- identity ----

function identify(caller) {
    if (caller.token === null)
        return identifyCertificate(caller.certificate);
    if (caller.token.defect)
        return { principal: null, reason: 'token_invalid', detail: caller.token.defect };
    const named = identifyToken(caller.token.provider, caller.token.claims);
    return named.reason ? named : withCertificate(named.principal, caller.certificate);
}

function identifyCertificate(certificate) {
    if (certificate === null)
        return { principal: null };
    if (certificate.id === null)
        return { principal: null, reason: 'unknown_principal', detail: 'certificate' };
    const owners = ownersOf(certificate.id);
    return { principal: owners.length === 1 ? owners[0] : null };
}

function withCertificate(principal, certificate) {
    if (certificate === null)
        return { principal: principal };
    if (certificate.id === null)
        return { principal: null, reason: 'unknown_principal', detail: 'certificate' };
    const owners = ownersOf(certificate.id);
    if (owners.length === 0)
        return { principal: principal };
    if (principal === null)
        return { principal: null, reason: 'unknown_principal' };
    for (let i = 0; i < owners.length; i++) {
        if (owners[i] === principal)
            return { principal: principal };
    }
    return { principal: null, reason: 'ambiguous_identity' };
}

function ownersOf(spiffeId) {
    return own(access_policy.spiffeIds, spiffeId) || [];
}

function identifyToken(provider, claims) {
    const workloads = workloadsOf(provider, claims);
    if (workloads.length > 1)
        return { principal: null, reason: 'ambiguous_identity' };
    const workload = workloads.length === 1 ? workloads[0] : null;
    if (!provider.namesPipelines)
        return { principal: workload };
    const organization = own(claims, provider.organizationClaim);
    const slug = own(claims, provider.pipelineClaim);
    if (typeof organization !== 'string' || typeof slug !== 'string')
        return workload === null
            ? { principal: null, reason: 'missing_claim', detail: provider.organizationClaim + ',' + provider.pipelineClaim }
            : { principal: workload };
    const pipelines = own(provider.pipelines, organization);
    const pipeline = pipelines && own(pipelines, slug) || null;
    if (pipeline !== null && workload !== null)
        return { principal: null, reason: 'ambiguous_identity' };
    return { principal: pipeline || workload };
}

// Workloads are found by the values of the claims that name them, one look-up for each set of claim names in use.
function workloadsOf(provider, claims) {
    const found = [];
    for (let i = 0; i < provider.workloads.length; i++) {
        const key = claimValues(provider.workloads[i].claims, claims);
        const named = key === null ? undefined : own(provider.workloads[i].byValues, key);
        append(found, named || []);
    }
    return found;
}

// Claims' values as one key; null where one is not a string, or has the separator, which no policy's text has.
function claimValues(names, claims) {
    const values = [];
    for (let i = 0; i < names.length; i++) {
        const value = own(claims, names[i]);
        if (typeof value !== 'string' || value.indexOf('\n') >= 0)
            return null;
        values.push(value);
    }
    return values.join('\n');
}

function append(list, more) {
    for (let i = 0; i < more.length; i++)
        list.push(more[i]);
}

// ---- decisions ----

function decide(service, caller, methodName, path, now) {
    const identity = identify(caller);
    if (identity.reason)
        return identity;
    const method = methodBit(methodName);
    const objection = !isCanonical(path) ? 'path_not_canonical' : method === 0 ? 'method_unknown' : null;
    const claims = caller.token === null ? null : caller.token.claims;
    const question = { principal: identity.principal, claims: claims, method: method, segments: path.split('/'), now: now };
    if (!governs(service, caller))
        return decideUngoverned(service, question, objection);
    if (identity.principal === null)
        return decideStranger(service, question, objection);
    return objection ? verdictOf(objection, question) : finish(service, question, 'no_grant');
}

function verdictOf(reason, question) {
    return { reason: reason, principal: question.principal };
}

function isCanonical(path) {
    return path.length <= MAX_PATH_BYTES && CANONICAL.test(path);
}

function methodBit(name) {
    switch (name) {
    case 'GET': return 1;
    case 'HEAD': return 2;
    case 'POST': return 4;
    case 'PUT': return 8;
    case 'PATCH': return 16;
    case 'DELETE': return 32;
    case 'OPTIONS': return 64;
    }
    return 0;
}

function governs(service, caller) {
    if (!service.pipelinesOnly || caller.token !== null)
        return true;
    if (caller.certificate === null)
        return !service.allowsUnidentified;
    return isCi(caller.certificate);
}

function isCi(certificate) {
    const owners = ownersOf(certificate.id);
    for (let i = 0; i < owners.length; i++) {
        if (owners[i].startsWith('pipeline/'))
            return true;
    }
    const domain = own(access_policy.trustDomains, certificate.trustDomain);
    const paths = domain ? domain.ciPaths : [];
    for (let i = 0; i < paths.length; i++) {
        if (certificate.path === paths[i] || certificate.path.startsWith(paths[i] + '/'))
            return true;
    }
    return false;
}

function decideStranger(service, question, objection) {
    const verdict = objection ? null : finish(service, question, 'unknown_principal');
    return verdict !== null && verdict.reason === 'granted' ? verdict : verdictOf('unknown_principal', question);
}

// Odd paths and methods of a caller that is left alone are its own affair, but not a way around a grant that denies it something.
function decideUngoverned(service, question, objection) {
    if (!objection)
        return finish(service, question, 'not_governed');
    return verdictOf(isDeniedSomething(service, question) ? objection : 'not_governed', question);
}

function finish(service, question, otherwise) {
    const rules = service.rules;
    const numbers = rulesFor(service, question.principal);
    let deny = -1;
    let allow = -1;
    let limit = -1;
    for (let i = 0; i < numbers.length; i++) {
        const number = numbers[i];
        const rule = rules[number];
        if (!permits(service.permissions[rule.permissions], question.method, question.segments) || !isInForce(rule, question))
            continue;
        if (rule.deny) {
            deny = deny < 0 ? number : Math.min(deny, number);
            continue;
        }
        allow = allow < 0 ? number : Math.min(allow, number);
        limit = Math.max(limit, rule.limit === undefined ? service.limits.length : rule.limit);
    }
    if (deny >= 0)
        return { reason: 'denied_by_grant', grant: rules[deny].grant, principal: question.principal };
    if (allow < 0)
        return verdictOf(otherwise, question);
    return { reason: 'granted', grant: rules[allow].grant, principal: question.principal, limit: service.limits[limit] };
}

function isDeniedSomething(service, question) {
    const numbers = rulesFor(service, question.principal);
    for (let i = 0; i < numbers.length; i++) {
        const rule = service.rules[numbers[i]];
        if (rule.deny && isInForce(rule, question))
            return true;
    }
    return false;
}

// The numbers of the rules that are for the principal; rules are numbered in the order of their grants' names.
function rulesFor(service, principal) {
    const narrow = principal === null ? undefined : own(service.narrow, principal);
    if (principal === null || (narrow === undefined && service.broad.length === 0))
        return service.anyone;
    if (service.anyone.length === 0 && service.broad.length === 0)
        return narrow;
    const numbers = [];
    append(numbers, service.anyone);
    append(numbers, narrow || []);
    for (let i = 0; i < service.broad.length; i++) {
        const number = service.broad[i];
        if (own(access_policy.principalSets[service.rules[number].members], principal))
            numbers.push(number);
    }
    return numbers;
}

function permits(permissions, method, segments) {
    for (let i = 0; i < permissions.length; i++) {
        const permission = permissions[i];
        if ((permission.methods & method) === 0)
            continue;
        for (let j = 0; j < permission.paths.length; j++) {
            if (covers(permission.paths[j], segments))
                return true;
        }
    }
    return false;
}

// segments[0] is the empty text before the first slash.
function covers(template, segments) {
    const wanted = template.segments;
    const count = segments.length - 1;
    if (template.rest ? count < wanted.length : count !== wanted.length)
        return false;
    for (let i = 0; i < wanted.length; i++) {
        const segment = segments[i + 1];
        if (wanted[i] === null ? segment === '' : segment !== wanted[i])
            return false;
    }
    return true;
}

// Nobody is allowed on what is unknown, and nobody escapes a deny by leaving a claim out.
function isInForce(rule, question) {
    if ((rule.from !== undefined && question.now < rule.from) || (rule.until !== undefined && question.now >= rule.until))
        return false;
    const holds = rule.when === undefined ? TRUE : question.claims === null ? UNKNOWN : conditionsHold(rule.when, question.claims);
    return rule.deny ? holds !== FALSE : holds === TRUE;
}

function conditionsHold(when, claims) {
    let holds = refHolds(when, claims);
    if (when.sources)
        holds = Math.min(holds, matchesAny(when.sources, own(claims, 'build_source')));
    if (when.queues)
        holds = Math.min(holds, matchesKeyOrId(when.queues, own(claims, 'queue_key'), own(claims, 'queue_id')));
    if (when.clusters)
        holds = Math.min(holds, matchesKeyOrId(when.clusters, own(claims, 'cluster_name'), own(claims, 'cluster_id')));
    if (when.steps)
        holds = Math.min(holds, matchesAnyOrNone(when.steps, own(claims, 'step_key')));
    return holds;
}

// Branches and tags are alternatives; a branch condition holds only for a build without a tag.
function refHolds(when, claims) {
    if (!when.branches && !when.tags)
        return TRUE;
    const tag = own(claims, 'build_tag');
    const isUntagged = isNone(tag) ? TRUE : typeof tag === 'string' ? FALSE : UNKNOWN;
    const byBranch = when.branches ? Math.min(isUntagged, matchesAny(when.branches, own(claims, 'build_branch'))) : FALSE;
    const byTag = when.tags ? matchesAnyOrNone(when.tags, tag) : FALSE;
    return Math.max(byBranch, byTag);
}

function isNone(claim) {
    return claim === undefined || claim === null;
}

// For claims whose absence is known to mean "none".
function matchesAnyOrNone(patterns, claim) {
    return isNone(claim) ? FALSE : matchesAny(patterns, claim);
}

function matchesAny(patterns, claim) {
    if (typeof claim !== 'string')
        return UNKNOWN;
    for (let i = 0; i < patterns.length; i++) {
        const pattern = patterns[i];
        if (pattern.endsWith('*') ? claim.startsWith(pattern.slice(0, -1)) : claim === pattern)
            return TRUE;
    }
    return FALSE;
}

function matchesKeyOrId(patterns, key, id) {
    return Math.max(
        patterns.keys.length === 0 ? FALSE : matchesAny(patterns.keys, key),
        patterns.ids.length === 0 ? FALSE : matchesAny(patterns.ids, id));
}

export default { enforce: enforce, limited: limited, unknownHost: unknownHost };
