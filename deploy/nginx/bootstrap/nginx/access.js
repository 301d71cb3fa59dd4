// Decides every request of the compiled policy, just as the console's evaluator does, and then lets nginx forward or refuse it.
// The policy is data (policy.json); this file is the same in every bundle.
//
// Written for njs 0.7.9: no for-of, no destructuring, no optional chaining, no await inside call arguments, no closures that outlive
// an await, and no methods on the policy's arrays (a preloaded array has none). Each request starts a machine of its own, so that every
// function and constant here costs each request, and a call of nginx's or of the language's own far more than an operator. A function sees
// only constants that stand above it.

// INVARIANT (own members only): nothing that is asked by a caller's text inherits anything. The policy's objects have no prototype, for nginx
// preloads them without one, and those of tokens lose theirs when they are read.
const POLICY = access_policy;

// ---- conditions ----

// Kleene's logic: "and" is the smaller, "or" the greater.
const FALSE = 0;
const UNKNOWN = 1;
const TRUE = 2;

function conditionsHold(when, claims) {
    let holds = refHolds(when, claims);
    if (when.sources)
        holds = Math.min(holds, matchesAny(when.sources, claims.build_source));
    if (when.queues)
        holds = Math.min(holds, matchesKeyOrId(when.queues, claims.queue_key, claims.queue_id));
    if (when.clusters)
        holds = Math.min(holds, matchesKeyOrId(when.clusters, claims.cluster_name, claims.cluster_id));
    if (when.steps)
        holds = Math.min(holds, matchesAnyOrNone(when.steps, claims.step_key));
    return holds;
}

// Branches and tags are alternatives; a branch condition holds only for a build without a tag.
function refHolds(when, claims) {
    if (!when.branches && !when.tags)
        return TRUE;
    const tag = claims.build_tag;
    const isUntagged = isNone(tag) ? TRUE : typeof tag === 'string' ? FALSE : UNKNOWN;
    const byBranch = when.branches ? Math.min(isUntagged, matchesAny(when.branches, claims.build_branch)) : FALSE;
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

// ---- rules ----

// The numbers of the rules that are for the principal; rules are numbered in the order of their grants' names.
function rulesFor(service, principal) {
    const anyone = service.anyone;
    if (principal === null)
        return anyone;
    const broad = service.broad;
    const narrow = service.narrow[principal];
    if (broad.length === 0 && narrow === undefined)
        return anyone;
    if (broad.length === 0 && anyone.length === 0)
        return narrow;
    const numbers = [];
    append(numbers, anyone);
    append(numbers, narrow || []);
    let number = 0;
    for (let i = 0, count = broad.length; i < count; i++) {
        number = broad[i];
        if (POLICY.principalSets[service.rules[number].members][principal])
            numbers.push(number);
    }
    return numbers;
}

function permits(permissions, method, segments) {
    let permission = null, paths = null;
    for (let i = 0, count = permissions.length; i < count; i++) {
        permission = permissions[i];
        if ((permission.methods & method) === 0)
            continue;
        paths = permission.paths;
        for (let j = 0, size = paths.length; j < size; j++) {
            if (covers(paths[j], segments))
                return true;
        }
    }
    return false;
}

// segments[0] is the empty text before the first slash.
function covers(template, segments) {
    const wanted = template.segments;
    const size = wanted.length;
    const count = segments.length - 1;
    if (count !== size && (count < size || !template.rest))
        return false;
    let segment = '', text = '';
    for (let i = 0; i < size; i++) {
        segment = segments[i + 1];
        text = wanted[i];
        if (text === null ? segment === '' : segment !== text)
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

// ---- decisions ----

const MAX_PATH_BYTES = 2048;

// One spelling for each path. $ also matches before a final newline here, so the end is said by a look-ahead.
const CANONICAL = /^\/(?:(?!\.\.?(?:\/|(?![\s\S])))(?:[A-Za-z0-9_~!$&'()*+,=:@.-]|%(?:2[02]|3[CE]|5[BDE]|60|7[BCD])|%C2%[AB][0-9A-F]|%(?:C[3-9A-F]|D[0-9A-F])%[89AB][0-9A-F]|%E0%[AB][0-9A-F]%[89AB][0-9A-F]|%E[1-9ABCEF](?:%[89AB][0-9A-F]){2}|%ED%[89][0-9A-F]%[89AB][0-9A-F]|%F0%[9AB][0-9A-F](?:%[89AB][0-9A-F]){2}|%F[123](?:%[89AB][0-9A-F]){3}|%F4%8[0-9A-F](?:%[89AB][0-9A-F]){2})+(?:\/(?!\/)|(?![\s\S])))*(?![\s\S])/;

// Nearly every path, at a fraction of the cost: whatever matches is canonical too.
const PLAIN = /^(?:\/[A-Za-z0-9_~!$&'()*+,=:@-][A-Za-z0-9_~!$&'()*+,=:@.-]*)+\/?(?![\s\S])/;

function decide(asked, caller) {
    const identity = identify(caller);
    if (identity.reason)
        return identity;
    const service = asked.service;
    const path = asked.path;
    const method = methodBit(asked.request.method);
    const objection = path.length > MAX_PATH_BYTES || !(PLAIN.test(path) || CANONICAL.test(path)) ? 'path_not_canonical' : method === 0 ? 'method_unknown' : null;
    const question = {
        principal: identity.principal, claims: caller.token === null ? null : caller.token.claims, method: method, segments: path.split('/'), now: asked.now,
    };
    if (service.pipelinesOnly && !governs(service, caller))
        return decideUngoverned(service, question, objection);
    if (identity.principal === null)
        return decideStranger(service, question, objection);
    return objection ? verdictOf(objection, question) : finish(service, question, 'no_grant');
}

function verdictOf(reason, question) {
    return { reason: reason, principal: question.principal };
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
    if (caller.token !== null)
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
    const domain = POLICY.trustDomains[certificate.trustDomain];
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
    const count = numbers.length;
    let deny = -1, allow = -1, limit = -1;
    let number = 0, rule = null, width = 0;
    for (let i = 0; i < count; i++) {
        number = numbers[i];
        rule = rules[number];
        if (!permits(service.permissions[rule.permissions], question.method, question.segments) || !isInForce(rule, question))
            continue;
        if (rule.deny) {
            deny = deny < 0 || number < deny ? number : deny;
            continue;
        }
        allow = allow < 0 || number < allow ? number : allow;
        width = rule.limit === undefined ? service.limits.length : rule.limit;
        limit = width > limit ? width : limit;
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
    return POLICY.spiffeIds[spiffeId] || [];
}

function identifyToken(provider, claims) {
    const workloads = workloadsOf(provider, claims);
    if (workloads.length > 1)
        return { principal: null, reason: 'ambiguous_identity' };
    const workload = workloads.length === 1 ? workloads[0] : null;
    if (!provider.namesPipelines)
        return { principal: workload };
    const organization = claims[provider.organizationClaim];
    const slug = claims[provider.pipelineClaim];
    if (typeof organization !== 'string' || typeof slug !== 'string')
        return workload === null
            ? { principal: null, reason: 'missing_claim', detail: provider.organizationClaim + ',' + provider.pipelineClaim }
            : { principal: workload };
    const pipelines = provider.pipelines[organization];
    const pipeline = pipelines && pipelines[slug] || null;
    if (pipeline !== null && workload !== null)
        return { principal: null, reason: 'ambiguous_identity' };
    return { principal: pipeline || workload };
}

// Workloads are found by the values of the claims that name them, one look-up for each set of claim names in use.
function workloadsOf(provider, claims) {
    const found = [];
    for (let i = 0; i < provider.workloads.length; i++) {
        const key = claimValues(provider.workloads[i].claims, claims);
        const named = key === null ? undefined : provider.workloads[i].byValues[key];
        append(found, named || []);
    }
    return found;
}

// Claims' values as one key; null where one is not a string, or has the separator, which no policy's text has.
function claimValues(names, claims) {
    const values = [];
    for (let i = 0; i < names.length; i++) {
        const value = claims[names[i]];
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

// ---- the bytes of a certificate ----
//
// A DER element is named by the place of its tag: numbers cost less than objects here, and calls more than anything, so that short lengths,
// nearly all, are read in place. Elements are reached by their lengths alone, since what looks like an extension inside of another field is a
// text that somebody chose.

// Extensions by the three bytes of their OID: 2.5.29.19, .15 and .17.
const BASIC_CONSTRAINTS = 0x551d13;
const KEY_USAGE = 0x551d0f;
const SUBJECT_ALTERNATIVE_NAME = 0x551d11;
const ABSENT = -1;

// Where the content of the element begins.
function contentOf(der, at) {
    const length = der[at + 1];
    return length < 128 ? at + 2 : at + length - 126;
}

// Where the element ends.
function endOf(der, at) {
    const length = der[at + 1];
    let end = at + 2 + length;
    if (length === 0x82) {
        end = at + 4 + (der[at + 2] << 8 | der[at + 3]);
    } else if (length > 127) {
        if (length === 0x80 || length > 0x84)
            throw new Error('certificate: length');
        end = at + length - 126 + der.readUIntBE(at + 2, length - 128);
    }
    if (!(end <= der.length))
        throw new Error('certificate: end');
    return end;
}

// The list of extensions, which ends where the certificate's body does; ABSENT where there is none.
function extensionsOf(der) {
    if (endOf(der, 0) !== der.length)
        return ABSENT;
    const body = contentOf(der, 0);
    const end = endOf(der, body);
    let at = contentOf(der, body);
    let length = 0;
    while (der[at] !== 0xa3) {
        length = der[at + 1];
        at = length < 128 ? at + 2 + length : endOf(der, at);
        if (at >= end)
            return ABSENT;
    }
    const list = contentOf(der, at);
    return endOf(der, at) === end && endOf(der, list) === end ? list : ABSENT;
}

// The one URI that a leaf names; null where it is no leaf, names none or several, or any extension comes twice or is damaged.
function nameOf(der) {
    const list = extensionsOf(der);
    if (list === ABSENT)
        return null;
    const last = endOf(der, list);
    const seen = [];
    let count = 0, constraints = ABSENT, usage = ABSENT, names = ABSENT;
    let length = 0, oid = 0, next = 0, octets = 0, value = 0, name = 0;
    let at = contentOf(der, list);
    while (at < last) {
        length = der[at + 1];
        oid = length < 128 ? at + 2 : contentOf(der, at);
        next = length < 128 ? oid + length : endOf(der, at);
        length = der[oid + 1];
        octets = oid + 2 + length;
        value = der[octets] === 0x01 ? octets + 2 + der[octets + 1] : octets;
        if (next > last || der[oid] !== 0x06 || der[value] !== 0x04)
            return null;
        name = length === 3 ? der[oid + 2] << 16 | der[oid + 3] << 8 | der[oid + 4] : der.toString('hex', oid + 2, octets);
        length = der[value + 1];
        if ((length < 128 ? value + 2 + length : endOf(der, value)) !== next || seen.indexOf(name) >= 0)
            return null;
        seen[count++] = name;
        if (name === BASIC_CONSTRAINTS)
            constraints = wholeContent(der, value, next, 0x30);
        else if (name === KEY_USAGE)
            usage = wholeContent(der, value, next, 0x03);
        else if (name === SUBJECT_ALTERNATIVE_NAME)
            names = wholeContent(der, value, next, 0x30);
        at = next;
    }
    return names !== ABSENT && isLeaf(der, constraints, usage) ? onlyUri(der, names) : null;
}

// The one element that fills an OCTET STRING, of the tag that it must have.
function wholeContent(der, octets, end, tag) {
    const at = der[octets + 1] < 128 ? octets + 2 : contentOf(der, octets);
    const length = der[at + 1];
    if (der[at] !== tag || (length < 128 ? at + 2 + length : endOf(der, at)) !== end)
        throw new Error('certificate: extension');
    return at;
}

// A signing certificate is no workload's, whatever it says it is.
function isLeaf(der, constraints, usage) {
    if (usage === ABSENT || (constraints !== ABSENT && der[constraints + 1] !== 0 && isAuthority(der, constraints)))
        return false;
    const first = contentOf(der, usage);
    const bits = der[first + 1];
    return endOf(der, usage) >= first + 2 && (bits & 0x80) !== 0 && (bits & 0x06) === 0;
}

function isAuthority(der, constraints) {
    const first = contentOf(der, constraints);
    return endOf(der, first) > 0 && der[first] === 0x01 && der[contentOf(der, first)] !== 0;
}

function onlyUri(der, names) {
    const end = endOf(der, names);
    let uri = null, length = 0, next = 0;
    let at = contentOf(der, names);
    while (at < end) {
        length = der[at + 1];
        next = length < 128 ? at + 2 + length : endOf(der, at);
        if (der[at] === 0x86) {
            if (uri !== null || next > end)
                return null;
            uri = der.toString('utf8', length < 128 ? at + 2 : contentOf(der, at), next);
        }
        at = next;
    }
    return at === end ? uri : null;
}

// ---- certificates ----

const SPIFFE_ID = /^[sS][pP][iI][fF][fF][eE]:\/\/([A-Za-z0-9._-]{1,255})((?:\/(?!\.\.?(?:\/|(?![\s\S])))[A-Za-z0-9._-]+)+)(?![\s\S])/;

// What stands before the base64 of a certificate, and how long its lines are: OpenSSL wrote it for nginx.
const PEM_HEADER = 28;
const PEM_LINE = 64;
const PEM_FOOTER = 27;

// null without a certificate, { id: null } for a bad one, else the one SPIFFE ID that it holds.
function readCertificate(v) {
    const result = v.ssl_client_verify;
    if (!result || result === 'NONE')
        return null;
    return result === 'SUCCESS' ? certificateOf(derOf(v.ssl_client_raw_cert)) : { id: null };
}

// The decoder stops at an end of line, so that whatever is not laid out like this is too short to be a certificate.
function derOf(pem) {
    const end = pem.length - PEM_FOOTER;
    let text = '';
    for (let at = PEM_HEADER; at < end; at += PEM_LINE + 1)
        text += pem.slice(at, at + PEM_LINE < end ? at + PEM_LINE : end);
    return Buffer.from(text, 'base64');
}

// The preceding hop's certificate is transport: its caller is the token that it forwards.
function withoutGateway(service, certificate) {
    return certificate !== null && certificate.id !== null && certificate.id === service.gateway ? null : certificate;
}

function certificateOf(der) {
    const uri = nameOf(der);
    const parts = uri === null || uri.length > 2048 ? null : SPIFFE_ID.exec(uri);
    if (parts === null)
        return { id: null };
    const trustDomain = parts[1].toLowerCase();
    const domain = POLICY.trustDomains[trustDomain];
    if (!domain || !domain.hasBundle)
        return { id: null };
    return {
        id: 'spiffe://' + trustDomain + parts[2], trustDomain: trustDomain, path: parts[2],
        proof: domain.authorities ? { der: der, authorities: domain.authorities } : null,
    };
}

// ---- authorities ----

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
    // By the hex of the algorithm's OID: ECDSA and RSA, each with SHA-256, 384 and 512. No member that is inherited is called by hex digits alone.
    const hashes = {
        '2a8648ce3d040302': 'SHA-256', '2a8648ce3d040303': 'SHA-384', '2a8648ce3d040304': 'SHA-512',
        '2a864886f70d01010b': 'SHA-256', '2a864886f70d01010c': 'SHA-384', '2a864886f70d01010d': 'SHA-512',
    };
    const hash = hashes[signed.algorithm];
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

// ---- signatures ----
//
// Of a signature that was found good once it is remembered that it is, where the host names a directory: nothing else of a token is, so
// that its claims are judged at each request. What is remembered is a digest of the key and the token: it says nothing of any other key.

import fs from 'fs';
import digests from 'crypto';

// Room for 16^3 remembered signatures.
const SLOT_DIGITS = 3;

// A digest and the one file that may hold it; a fixed number of files bounds the directory. null where there is no directory, or any other
// account could have written there.
function memoryOf(token, directory) {
    try {
        if (!directory || (fs.statSync(directory).mode & 0o077) !== 0)
            return null;
        // Not by crypto.subtle, whose promises cost more than the digest.
        const digest = digests.createHash('sha256').update(token.key.thumbprint + '.' + token.text).digest('hex');
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

async function hasSignature(token) {
    const key = token.key;
    // An ECDSA signature of another length makes verify() throw; no key has use for one.
    if (key.signatureBytes && token.signature.length !== key.signatureBytes)
        return false;
    try {
        const imported = await crypto.subtle.importKey('spki', Buffer.from(key.spki, 'base64'), key.parameters, false, ['verify']);
        const isValid = await crypto.subtle.verify(key.parameters, imported, token.signature, token.parts[0] + '.' + token.parts[1]);
        return isValid;
    } catch (e) {
        return false;
    }
}

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

// ---- answers ----

function conclude(asked, token, certificate) {
    const service = asked.service;
    if (service.shadow && token !== null && (token.defect === 'malformed' || token.defect === 'issuer'))
        passOn(asked);
    if (token !== null && token.defect === null)
        logClaims(asked.variables, token.claims);
    const caller = { token: token, certificate: withoutGateway(service, certificate) };
    const verdict = decide(asked, caller);
    if (service.shadow || verdict.reason === 'granted' || verdict.reason === 'not_governed')
        forward(asked, verdict);
    else
        refuse(asked, statusOf(verdict.reason, caller), verdict);
}

// What stands in a token's header and is none of the policy's issuers' may be the upstream's own credential: in shadow it stays.
function passOn(asked) {
    for (let i = 0; i < asked.tokens.length; i++)
        asked.variables[POLICY.tokenHeaders[asked.tokens[i].header]] = asked.tokens[i].value;
}

// Of a token that is good: what names build and job, and what conditions read. Nothing else of it reaches the log.
function logClaims(v, claims) {
    const names = POLICY.loggedClaims;
    const logged = {};
    let value = null;
    for (let i = 0, count = names.length; i < count; i++) {
        value = claims[names[i]];
        if (typeof value === 'number' || (typeof value === 'string' && value.length <= 200))
            logged[names[i]] = value;
    }
    v.access_claims = JSON.stringify(logged);
}

function statusOf(reason, caller) {
    if (reason === 'token_invalid' || reason === 'missing_claim')
        return 401;
    return reason === 'unknown_principal' && caller.token === null && caller.certificate === null ? 401 : 403;
}

function record(v, service, verdict) {
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

function forward(asked, verdict) {
    const v = asked.variables;
    record(v, asked.service, verdict);
    if (verdict.reason === 'granted') {
        v.access_granted_by = verdict.grant;
        if (verdict.limit !== undefined && !asked.service.shadow)
            v[verdict.limit] = asked.service.name + ' ' + (verdict.principal || 'anyone');
    }
    asked.request.internalRedirect('@access_forward');
}

// What an outsider may know: that it was refused, for which kind of reason, by which revision.
function refuse(asked, status, verdict) {
    record(asked.variables, asked.service, verdict);
    send(asked.request, asked.service, status, verdict.reason);
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
    r.variables.access_decision = 'deny';
    r.variables.access_reason = 'rate_limited';
    send(r, POLICY.services[r.variables.access_service], 429, 'rate_limited');
}

function unknownHost(r) {
    note(r.variables);
    refuse({ request: r, variables: r.variables, service: { shadow: false } }, 421, { reason: 'unknown_service' });
}

// A mistake in this file denies, but for a deployment in shadow, where nothing may block.
function fail(r, service, error) {
    r.error('access: ' + error + (error && error.stack || ''));
    const asked = { request: r, variables: r.variables, service: service || { shadow: false } };
    if (asked.service.shadow)
        forward(asked, { reason: 'internal_error' });
    else
        refuse(asked, 500, { reason: 'internal_error' });
}

// ---- requests ----

// Names by which a request could be executed as another than the one that was checked. Those that are known are removed when the
// request is forwarded; nginx cannot remove by prefix, so any other name under these prefixes refuses the request.
const PERILOUS_NAME = /^x-(?:access-|original-|rewrite-|forwarded-|http-method)/;

function enforce(r) {
    const service = POLICY.services[r.variables.access_service];
    try {
        if (POLICY.constructor !== undefined)
            throw new Error('the policy inherits members');
        return answer(r, service, Date.now());
    } catch (e) {
        fail(r, service, e);
    }
}

function answer(r, service, now) {
    const v = r.variables;
    const asked = { request: r, variables: v, service: service, path: note(v), now: now, tokens: [] };
    const trouble = readHeaders(asked);
    if (trouble !== null && !(service.shadow && trouble.status === 400))
        return refuse(asked, trouble.status, trouble);
    const token = asked.tokens.length === 0 ? null : readToken(asked);
    const certificate = readCertificate(v);
    if ((token !== null && token.defect === 'unverified') || (certificate !== null && certificate.proof))
        return answerWhenVerified(asked, token, certificate);
    conclude(asked, token, certificate);
}

async function answerWhenVerified(asked, token, certificate) {
    try {
        let proven = certificate;
        if (token !== null && token.defect === 'unverified') {
            const isSigned = await hasSignature(token);
            settle(asked, token, isSigned);
        }
        if (certificate !== null && certificate.proof)
            proven = await prove(certificate);
        conclude(asked, token, proven);
    } catch (e) {
        fail(asked.request, asked.service, e);
    }
}

// One pass over the headers: which are tokens, what the connection asks for, and whether any refuses the request.
function readHeaders(asked) {
    const raw = asked.request.rawHeadersIn;
    const tokenHeaders = POLICY.tokenHeaders;
    const removedHeaders = POLICY.removedHeaders;
    const count = raw.length;
    let host = null, isPerilous = false, name = '';
    for (let i = 0; i < count; i++) {
        name = raw[i][0].toLowerCase();
        if (name === 'host')
            host = raw[i][1];
        else if (tokenHeaders[name])
            asked.tokens.push({ header: name, value: raw[i][1] });
        else if (name === 'upgrade')
            upgrade(asked, raw[i][1]);
        else if (name > 'x-' && name < 'x.' && !removedHeaders[name] && PERILOUS_NAME.test(name))
            isPerilous = true;
    }
    if (!isAddressed(asked.variables, host))
        return { status: 421, reason: 'unknown_service' };
    return isPerilous ? { status: 400, reason: 'header_refused' } : null;
}

// The authority chooses the service, so all that name one must agree: request line, Host, and SNI under TLS.
function isAddressed(v, host) {
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

function upgrade(asked, protocol) {
    const isWebSocket = protocol.toLowerCase() === 'websocket' && asked.service.webSocket && asked.request.method === 'GET';
    asked.variables.access_upgrade = isWebSocket ? 'websocket' : '';
    asked.variables.access_connection = isWebSocket ? 'upgrade' : '';
}

// What the log says of a request, and the trace that it belongs to.
function note(v) {
    const uri = v.request_uri;
    const query = uri.indexOf('?');
    const path = query < 0 ? uri : uri.slice(0, query);
    v.access_path = path;
    let trace = v.http_traceparent;
    if (!trace) {
        const id = v.request_id;
        trace = '00-' + id + '-' + id.slice(8, 24) + '-01';
    }
    v.access_traceparent = trace;
    return path;
}

export default { enforce: enforce, limited: limited, unknownHost: unknownHost };
