// Decides every request of the compiled policy, just as the console's evaluator does, and then lets nginx forward or refuse it.
// The policy is data (policy.json); this file is the same in every bundle.
//
// Written for njs 0.7.9: no for-of, no destructuring, no optional chaining, no await inside call arguments, no closures that outlive
// an await, and no methods on the policy's arrays (a preloaded array has none). Each request starts a machine of its own, so that every
// function out here costs each request, and a call of nginx's or of the language's own far more than an operator. So what not every request
// needs is inside of a function that is called when it is needed: only then njs makes the functions inside. A function sees only constants
// that stand above it.

// INVARIANT (own members only): nothing that is asked by a caller's text inherits anything. The policy's objects have no prototype, for nginx
// preloads them without one, and those of tokens lose theirs when they are read.
const POLICY = access_policy;

// ---- conditions ----

// Kleene's logic: "and" is the smaller, "or" the greater. What is false already is judged no further.
const FALSE = 0;
const UNKNOWN = 1;
const TRUE = 2;

// How they are judged: by the conditions and the claims of a token.
function conditionLogic() {
    function conditionsHold(when, claims) {
        let holds = refHolds(when, claims);
        if (holds !== FALSE && when.sources)
            holds = and(holds, matchesAny(when.sources, claims.build_source));
        if (holds !== FALSE && when.queues)
            holds = and(holds, matchesKeyOrId(when.queues, claims.queue_key, claims.queue_id));
        if (holds !== FALSE && when.clusters)
            holds = and(holds, matchesKeyOrId(when.clusters, claims.cluster_name, claims.cluster_id));
        if (holds !== FALSE && when.steps)
            holds = and(holds, matchesAnyOrNone(when.steps, claims.step_key));
        return holds;
    }

    function and(one, other) {
        return one < other ? one : other;
    }

    function or(one, other) {
        return one > other ? one : other;
    }

    // Branches and tags are alternatives; a branch condition holds only for a build without a tag.
    function refHolds(when, claims) {
        const branches = when.branches;
        const tags = when.tags;
        if (!branches && !tags)
            return TRUE;
        const tag = claims.build_tag;
        const isUntagged = isNone(tag) ? TRUE : typeof tag === 'string' ? FALSE : UNKNOWN;
        const byBranch = branches ? and(isUntagged, matchesAny(branches, claims.build_branch)) : FALSE;
        return tags ? or(byBranch, matchesAnyOrNone(tags, tag)) : byBranch;
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
            if (claim === pattern || (pattern.endsWith('*') && claim.startsWith(pattern.slice(0, -1))))
                return TRUE;
        }
        return FALSE;
    }

    function matchesKeyOrId(patterns, key, id) {
        return or(
            patterns.keys.length === 0 ? FALSE : matchesAny(patterns.keys, key),
            patterns.ids.length === 0 ? FALSE : matchesAny(patterns.ids, id));
    }

    return conditionsHold;
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

function permits(permissions, method, path) {
    let permission = null, paths = null;
    for (let i = 0, count = permissions.length; i < count; i++) {
        permission = permissions[i];
        if ((permission.methods & method) === 0)
            continue;
        paths = permission.paths;
        for (let j = 0, size = paths.length; j < size; j++) {
            if (covers(paths[j], path))
                return true;
        }
    }
    return false;
}

// Between the texts of a template stands one segment each, which is not empty.
function covers(template, path) {
    const texts = template.texts;
    const count = texts.length;
    let text = texts[0];
    if (path === text)
        return count === 1;
    if (!path.startsWith(text))
        return false;
    let at = text.length, next = 0;
    for (let i = 1; i < count; i++) {
        next = path.indexOf('/', at);
        if (next < 0)
            next = path.length;
        text = texts[i];
        if (next === at || !path.startsWith(text, next))
            return false;
        at = next + text.length;
    }
    return at === path.length || (template.rest === true && path[at] === '/');
}

// ---- decisions ----

const MAX_PATH_BYTES = 2048;

// One spelling for each path. $ also matches before a final newline here, so the end is said by a look-ahead.
const CANONICAL = /^\/(?:(?!\.\.?(?:\/|(?![\s\S])))(?:[A-Za-z0-9_~!$&'()*+,=:@.-]|%(?:2[02]|3[CE]|5[BDE]|60|7[BCD])|%C2%[AB][0-9A-F]|%(?:C[3-9A-F]|D[0-9A-F])%[89AB][0-9A-F]|%E0%[AB][0-9A-F]%[89AB][0-9A-F]|%E[1-9ABCEF](?:%[89AB][0-9A-F]){2}|%ED%[89][0-9A-F]%[89AB][0-9A-F]|%F0%[9AB][0-9A-F](?:%[89AB][0-9A-F]){2}|%F[123](?:%[89AB][0-9A-F]){3}|%F4%8[0-9A-F](?:%[89AB][0-9A-F]){2})+(?:\/(?!\/)|(?![\s\S])))*(?![\s\S])/;

function decide(r, v, service, token, certificate) {
    const identity = identify(token, certificate);
    if (identity.reason)
        return identity;
    const principal = identity.principal;
    const claims = token === null ? null : token.claims;
    // Nearly every path nginx finds to be canonical by itself, at a fraction of the cost.
    const path = v.access_plain_path || oddPath(v.request_uri);
    const method = methodBit(r.method);
    const objection = path.length > MAX_PATH_BYTES || path === '' ? 'path_not_canonical' : method === 0 ? 'method_unknown' : null;
    const ungoverned = service.pipelinesOnly ? isolation()(service, principal, claims, token, certificate, method, path, objection) : null;
    if (ungoverned !== null)
        return ungoverned;
    if (principal === null)
        return decideStranger(service, claims, method, path, objection);
    return objection ? { reason: objection, principal: principal } : finish(service, principal, claims, method, path, 'no_grant');
}

// '' where it is not canonical.
function oddPath(uri) {
    const query = uri.indexOf('?');
    const path = query < 0 ? uri : uri.slice(0, query);
    return CANONICAL.test(path) ? path : '';
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

function decideStranger(service, claims, method, path, objection) {
    const verdict = objection ? null : finish(service, null, claims, method, path, 'unknown_principal');
    return verdict !== null && verdict.reason === 'granted' ? verdict : { reason: 'unknown_principal', principal: null };
}

function finish(service, principal, claims, method, path, otherwise) {
    const rules = service.rules;
    const limits = service.limits;
    const numbers = rulesFor(service, principal);
    const now = service.isTimed ? Date.now() : 0;
    let holds = null;
    let deny = -1, allow = -1, limit = -1;
    let number = 0, rule = null, width = 0;
    for (let i = 0, count = numbers.length; i < count; i++) {
        number = numbers[i];
        rule = rules[number];
        if (!permits(service.permissions[rule.permissions], method, path))
            continue;
        if (holds === null && rule.when !== undefined && claims !== null)
            holds = conditionLogic();
        if (!isInForce(rule, claims, now, holds))
            continue;
        if (rule.deny) {
            deny = deny < 0 || number < deny ? number : deny;
            continue;
        }
        allow = allow < 0 || number < allow ? number : allow;
        if (limits !== undefined) {
            width = rule.limit === undefined ? limits.length : rule.limit;
            limit = width > limit ? width : limit;
        }
    }
    if (deny >= 0)
        return { reason: 'denied_by_grant', principal: principal, grant: rules[deny].grant };
    if (allow < 0)
        return { reason: otherwise, principal: principal };
    return { reason: 'granted', principal: principal, grant: rules[allow].grant, limit: limits === undefined ? undefined : limits[limit] };
}

// Nobody is allowed on what is unknown, and nobody escapes a deny by leaving a claim out.
function isInForce(rule, claims, now, conditionsHold) {
    // No number is less than a bound that is undefined, nor greater.
    if (now < rule.from || now >= rule.until)
        return false;
    const when = rule.when;
    const holds = when === undefined ? TRUE : claims === null ? UNKNOWN : conditionsHold(when, claims);
    return rule.deny ? holds !== FALSE : holds === TRUE;
}

// Whom `isolation: pipelines` leaves alone: the verdict on a caller that the policy does not govern there, and null for one that it does.
function isolation() {
    function governs(service, token, certificate) {
        if (token !== null)
            return true;
        if (certificate === null)
            return !service.allowsUnidentified;
        return isCi(certificate);
    }

    function isCi(certificate) {
        const owners = ownersOf(certificate);
        for (let i = 0; i < owners.length; i++) {
            if (owners[i].startsWith('pipeline/'))
                return true;
        }
        const trustDomain = trustDomainOf(certificate);
        const path = certificate.slice(9 + trustDomain.length);
        const domain = POLICY.trustDomains[trustDomain];
        const paths = domain ? domain.ciPaths : [];
        for (let i = 0; i < paths.length; i++) {
            if (path === paths[i] || path.startsWith(paths[i] + '/'))
                return true;
        }
        return false;
    }

    function isDeniedSomething(service, principal, claims) {
        const numbers = rulesFor(service, principal);
        const now = Date.now();
        const holds = claims === null ? null : conditionLogic();
        for (let i = 0; i < numbers.length; i++) {
            const rule = service.rules[numbers[i]];
            if (rule.deny && isInForce(rule, claims, now, holds))
                return true;
        }
        return false;
    }

    // Odd paths and methods of a caller that is left alone are its own affair, but not a way around a grant that denies it something.
    function decideUngoverned(service, principal, claims, token, certificate, method, path, objection) {
        if (governs(service, token, certificate))
            return null;
        if (!objection)
            return finish(service, principal, claims, method, path, 'not_governed');
        return { reason: isDeniedSomething(service, principal, claims) ? objection : 'not_governed', principal: principal };
    }

    return decideUngoverned;
}

// ---- identity ----

function identify(token, certificate) {
    if (token !== null)
        return token.defect ? { principal: null, reason: 'token_invalid', detail: token.defect } : tokenIdentity()(token, certificate);
    if (certificate === null)
        return { principal: null };
    if (certificate === '')
        return { principal: null, reason: 'unknown_principal', detail: 'certificate' };
    const owners = POLICY.spiffeIds[certificate];
    return { principal: owners !== undefined && owners.length === 1 ? owners[0] : null };
}

function ownersOf(spiffeId) {
    return POLICY.spiffeIds[spiffeId] || [];
}

function append(list, more) {
    for (let i = 0; i < more.length; i++)
        list.push(more[i]);
}

// Of a token that is good, with a certificate or without.
function tokenIdentity() {
    function identityOf(token, certificate) {
        const named = identifyToken(token.provider, token.claims);
        return named.reason || certificate === null ? named : withCertificate(named.principal, certificate);
    }

    function withCertificate(principal, certificate) {
        if (certificate === '')
            return { principal: null, reason: 'unknown_principal', detail: 'certificate' };
        const owners = ownersOf(certificate);
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

    function identifyToken(provider, claims) {
        const workloads = provider.workloads.length === 0 ? null : workloadsOf(provider, claims);
        if (workloads !== null && workloads.length > 1)
            return { principal: null, reason: 'ambiguous_identity' };
        const workload = workloads !== null && workloads.length === 1 ? workloads[0] : null;
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

    return identityOf;
}

// ---- the bytes of a certificate ----
//
// A DER element is named by the place of its tag: numbers cost less than objects here, and calls more than anything, so that short lengths,
// nearly all, are read in place. Elements are reached by their lengths alone, since what looks like an extension inside of another field is a
// text that somebody chose.

// What stands before the base64 of a certificate, and how long its lines are: OpenSSL wrote it for nginx.
const PEM_HEADER = 28;
const PEM_LINE = 64;
const PEM_FOOTER = 27;

// Where the content of the element begins.
function contentOf(der, at) {
    const length = der[at + 1];
    return length < 128 ? at + 2 : at + length - 126;
}

// Where the element ends, which is not behind the limit.
function endOf(der, at, limit) {
    const length = der[at + 1];
    let end = at + 2 + length;
    if (length === 0x82) {
        end = at + 4 + (der[at + 2] << 8 | der[at + 3]);
    } else if (length > 127) {
        if (length === 0x80 || length > 0x84)
            throw new Error('certificate: length');
        end = at + length - 126 + der.readUIntBE(at + 2, length - 128);
    }
    if (!(end <= limit))
        throw new Error('certificate: end');
    return end;
}

// The decoder stops at an end of line, so that whatever is not laid out like this is too short to be a certificate.
function derOf(pem) {
    const end = pem.length - PEM_FOOTER;
    let text = '', at = PEM_HEADER;
    for (let next = at + PEM_LINE; next < end; next += PEM_LINE + 1) {
        text += pem.slice(at, next);
        at = next + 1;
    }
    return Buffer.from(text + pem.slice(at, end), 'base64');
}

// ---- certificates ----

// null without a certificate, '' for a bad one, else the one SPIFFE ID that it holds.
function readCertificate(v) {
    const result = v.ssl_client_verify;
    if (!result || result === 'NONE')
        return null;
    return result === 'SUCCESS' ? certificateReader()(derOf(v.ssl_client_raw_cert)) : '';
}

// Of a SPIFFE ID that was read: 'spiffe://' comes before it and the path after it.
function trustDomainOf(spiffeId) {
    return spiffeId.slice(9, spiffeId.indexOf('/', 9));
}

// How the SPIFFE ID of a certificate is read that nginx verified.
function certificateReader() {
    const SPIFFE_ID = /^[sS][pP][iI][fF][fF][eE]:\/\/([A-Za-z0-9._-]{1,255})((?:\/(?!\.\.?(?:\/|(?![\s\S])))[A-Za-z0-9._-]+)+)(?![\s\S])/;

    // An OBJECT IDENTIFIER of 2.5.29 with one more number below 128, which is added: nearly every extension has such a name.
    const ID_CE = 0x0603551d00;
    const KEY_USAGE = 15;
    const SUBJECT_ALTERNATIVE_NAME = 17;
    const BASIC_CONSTRAINTS = 19;
    const ABSENT = -1;

    // A policy names nobody of a trust domain without a bundle, and in no other spelling than this one.
    function spiffeIdOf(der) {
        const uri = nameOf(der);
        if (uri === null || uri.length > 2048)
            return '';
        if (POLICY.spiffeIds[uri] !== undefined)
            return uri;
        const parts = SPIFFE_ID.exec(uri);
        if (parts === null)
            return '';
        const trustDomain = parts[1].toLowerCase();
        const domain = POLICY.trustDomains[trustDomain];
        return domain && domain.hasBundle ? 'spiffe://' + trustDomain + parts[2] : '';
    }

    // The one URI that a leaf names; null where it is no leaf, names none or several, or any extension comes twice or is damaged.
    function nameOf(der) {
        const size = der.length;
        if (endOf(der, 0, size) !== size)
            return null;
        const body = contentOf(der, 0);
        const last = endOf(der, body, size);
        const list = extensionsOf(der, contentOf(der, body), last);
        return list === ABSENT ? null : nameIn(der, contentOf(der, list), last);
    }

    // The list of extensions, which ends where the certificate's body does; ABSENT where there is none.
    function extensionsOf(der, at, last) {
        let length = 0;
        while (der[at] !== 0xa3) {
            length = der[at + 1];
            at = length < 128 ? at + 2 + length : endOf(der, at, last);
            if (at >= last)
                return ABSENT;
        }
        length = der[at + 1];
        const list = length < 128 ? at + 2 : contentOf(der, at);
        if ((length < 128 ? list + length : endOf(der, at, last)) !== last)
            return ABSENT;
        length = der[list + 1];
        return (length < 128 ? list + 2 + length : endOf(der, list, last)) === last ? list : ABSENT;
    }

    function nameIn(der, at, last) {
        let names = ABSENT, usage = ABSENT, constraints = ABSENT, low = 0, high = 0, others = '';
        let length = 0, oid = 0, next = 0, octets = 0, value = 0, id = 0, bit = 0;
        while (at < last) {
            length = der[at + 1];
            oid = length < 128 ? at + 2 : contentOf(der, at);
            next = length < 128 ? oid + length : endOf(der, at, last);
            id = der.readUIntBE(oid, 5) - ID_CE;
            octets = id >= 0 && id < 128 ? oid + 5 : oid + 2 + der[oid + 1];
            value = der[octets] === 0x01 ? octets + 2 + der[octets + 1] : octets;
            length = der[value + 1];
            if (next > last || der[value] !== 0x04 || (length < 128 ? value + 2 + length : endOf(der, value, last)) !== next)
                return null;
            bit = 1 << (id & 31);
            if (id >= 0 && id < 32) {
                if ((low & bit) !== 0)
                    return null;
                low |= bit;
            } else if (id >= 32 && id < 64) {
                if ((high & bit) !== 0)
                    return null;
                high |= bit;
            } else {
                bit = ' ' + der.toString('hex', oid, octets) + ' ';
                if (der[oid] !== 0x06 || others.indexOf(bit) >= 0)
                    return null;
                others += bit;
            }
            if (id === SUBJECT_ALTERNATIVE_NAME)
                names = wholeContent(der, value, next, 0x30);
            else if (id === KEY_USAGE)
                usage = wholeContent(der, value, next, 0x03);
            else if (id === BASIC_CONSTRAINTS)
                constraints = wholeContent(der, value, next, 0x30);
            at = next;
        }
        return names !== ABSENT && isLeaf(der, constraints, usage, last) ? onlyUri(der, names, last) : null;
    }

    // The one element that fills an OCTET STRING, of the tag that it must have.
    function wholeContent(der, octets, end, tag) {
        const at = der[octets + 1] < 128 ? octets + 2 : contentOf(der, octets);
        const length = der[at + 1];
        if (der[at] !== tag || (length < 128 ? at + 2 + length : endOf(der, at, end)) !== end)
            throw new Error('certificate: extension');
        return at;
    }

    // A signing certificate is no workload's, whatever it says it is.
    function isLeaf(der, constraints, usage, limit) {
        if (usage === ABSENT || (constraints !== ABSENT && der[constraints + 1] !== 0 && isAuthority(der, constraints, limit)))
            return false;
        const first = contentOf(der, usage);
        const bits = der[first + 1];
        return endOf(der, usage, limit) >= first + 2 && (bits & 0x80) !== 0 && (bits & 0x06) === 0;
    }

    function isAuthority(der, constraints, limit) {
        const first = contentOf(der, constraints);
        return endOf(der, first, limit) > 0 && der[first] === 0x01 && der[contentOf(der, first)] !== 0;
    }

    function onlyUri(der, names, limit) {
        const end = endOf(der, names, limit);
        let uri = null, length = 0, next = 0;
        let at = contentOf(der, names);
        while (at < end) {
            length = der[at + 1];
            next = length < 128 ? at + 2 + length : endOf(der, at, end);
            if (der[at] === 0x86) {
                if (uri !== null || next > end)
                    return null;
                uri = der.toString('utf8', length < 128 ? at + 2 : contentOf(der, at), next);
            }
            at = next;
        }
        return at === end ? uri : null;
    }

    return spiffeIdOf;
}

// ---- authorities ----

// nginx verifies against all trust bundles at once. Where there are several, the certificate must besides be signed by an authority of
// its own trust domain itself, since nginx does not show the certificates between.
function authorityProof() {
    async function prove(spiffeId, der) {
        const authorities = POLICY.trustDomains[trustDomainOf(spiffeId)].authorities;
        const signed = signatureOf(der);
        for (let i = 0; i < authorities.length; i++) {
            if (authorities[i].subject !== signed.issuer)
                continue;
            const isSigned = await isSignedBy(authorities[i], signed);
            if (isSigned)
                return spiffeId;
        }
        return '';
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
        const size = der.length;
        const r = contentOf(der, 0);
        const s = endOf(der, r, size);
        const numbers = [r, s].map((at) => der.slice(contentOf(der, at), endOf(der, at, size)).toString('hex').replace(/^(?:00)+/, ''));
        if (numbers[0].length > digits || numbers[1].length > digits)
            throw new Error('certificate: signature');
        return Buffer.from(numbers[0].padStart(digits, '0') + numbers[1].padStart(digits, '0'), 'hex');
    }

    function signatureOf(der) {
        const size = der.length;
        const start = contentOf(der, 0);
        const end = endOf(der, start, size);
        const name = contentOf(der, end);
        const bits = endOf(der, end, size);
        // version (explicit, so optional), serial number, signature algorithm, issuer
        let field = contentOf(der, start);
        for (let i = der[field] === 0xa0 ? 0 : 1; i < 3; i++)
            field = endOf(der, field, end);
        return {
            body: der.slice(start, end),
            algorithm: der.slice(contentOf(der, name), endOf(der, name, bits)).toString('hex'),
            signature: der.slice(contentOf(der, bits) + 1, endOf(der, bits, size)),
            issuer: der.slice(contentOf(der, field), endOf(der, field, end)).toString('base64'),
        };
    }

    return prove;
}

// ---- signatures ----
//
// Of a signature that was found good once it is remembered that it is, where the host names a directory, together with what it signs, so that
// whoever shows the same again is believed without its being computed. Its claims are judged at each request. A signature itself is not kept,
// but a digest, so that what is read there is no token; the key's thumbprint has it say nothing of any other key.

import fs from 'fs';
import digests from 'crypto';

function signatureMemory() {
    // Room for 16^3 remembered signatures.
    const SLOT_DIGITS = 3;
    const DIGEST_DIGITS = 64;

    // What stands before the last dot of a token, the digest of what stands behind it, and the one file that may hold both; a fixed number of files
    // bounds the directory. null where there is no directory, or any other account could have written there.
    function placeOf(text, directory) {
        try {
            if (!directory || (fs.statSync(directory).mode & 0o077) !== 0)
                return null;
            const dot = text.lastIndexOf('.');
            // Not by crypto.subtle, whose promises cost more than the digest.
            const digest = digests.createHash('sha256').update(text.slice(dot + 1)).digest('hex');
            return { signed: text.slice(0, dot), digest: digest, file: directory + '/' + digest.slice(0, SLOT_DIGITS) };
        } catch (e) {
            return null;
        }
    }

    // A token that is remembered, under a key that its issuer still has; null for any other. It was read as strictly as any when it came first.
    function recall(v, service, header, place) {
        const known = place.digest + place.signed + '\n';
        const content = contentOfFile(v, place.file);
        if (!content.startsWith(known) || !content.endsWith(place.digest))
            return null;
        const at = known.length;
        const payload = Buffer.from(place.signed.slice(place.signed.indexOf('.') + 1), 'base64url');
        const claims = Object.setPrototypeOf(JSON.parse(textOf(v, payload)), null);
        const provider = POLICY.issuers[claims.iss];
        if (!provider || provider.header !== header || !provider.thumbprints[content.slice(at, at + DIGEST_DIGITS)])
            return null;
        return {
            defect: claimDefect(provider, service, claims, Date.now() / 1000), provider: provider, claims: claims, logged: content.slice(at + DIGEST_DIGITS, -DIGEST_DIGITS),
        };
    }

    function contentOfFile(v, file) {
        try {
            return textOf(v, fs.readFileSync(file));
        } catch (e) {
            return '';
        }
    }

    // Two writers at once may leave some of both, and a reader see half: what is believed begins and ends with the same digest.
    function remember(token) {
        const place = token.place;
        try {
            fs.writeFileSync(place.file, place.digest + place.signed + '\n' + token.key.thumbprint + token.logged + place.digest, { mode: 0o600 });
        } catch (e) {
            // Verified again the next time.
        }
    }

    return { placeOf: placeOf, recall: recall, remember: remember };
}

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

// ---- answers ----

function conclude(r, v, service, token, certificate) {
    if (token !== null) {
        if (token.defect === null)
            v.access_claims = token.logged || loggedClaims(token.claims, false);
        else if (service.shadow && (token.defect === 'malformed' || token.defect === 'issuer'))
            passOn(r, v);
    }
    const caller = certificate !== null && certificate === service.gateway ? null : certificate;
    const verdict = decide(r, v, service, token, caller);
    const reason = verdict.reason;
    if (reason === 'granted' || reason === 'not_governed' || service.shadow)
        forward(r, v, service, verdict);
    else
        refuse(r, v, service, statusOf(reason, token, caller), verdict);
}

// What stands in a token's header and is none of the policy's issuers' may be the upstream's own credential: in shadow it stays.
function passOn(r, v) {
    const headers = POLICY.tokenHeaders;
    for (let i = 0; i < headers.length; i++)
        v[headers[i].foreign] = r.headersIn[headers[i].name];
}

// Of a token that is good: what names build and job, and what conditions read. Nothing else of it reaches the log. In claims
// that are plain no text needs an escape.
function loggedClaims(claims, isPlain) {
    const names = POLICY.loggedClaims;
    let logged = '', name = '', value = null, isText = false;
    for (let i = 0, count = names.length; i < count; i++) {
        name = names[i];
        value = claims[name];
        if (value === undefined)
            continue;
        isText = typeof value === 'string';
        if (isText ? value.length <= 200 : typeof value === 'number')
            logged += (logged === '' ? '{"' : ',"') + name + (isText && isPlain ? '":"' + value + '"' : '":' + JSON.stringify(value));
    }
    return logged === '' ? '{}' : logged + '}';
}

function statusOf(reason, token, certificate) {
    if (reason === 'token_invalid' || reason === 'missing_claim')
        return 401;
    return reason === 'unknown_principal' && token === null && certificate === null ? 401 : 403;
}

function record(v, verdict) {
    const grant = verdict.grant;
    const principal = verdict.principal;
    v.access_reason = verdict.reason;
    // Not by js_set: after the redirect that would run this whole file again for a single word.
    v.access_revision = access_manifest.revision;
    if (grant)
        v.access_grant = grant;
    else if (verdict.detail)
        v.access_detail = verdict.detail;
    if (principal)
        v.access_principal = principal;
}

function forward(r, v, service, verdict) {
    record(v, verdict);
    if (verdict.limit && !service.shadow)
        v[verdict.limit] = service.name + ' ' + (verdict.principal || 'anyone');
    r.internalRedirect('@access_forward');
}

// What an outsider may know: that it was refused, for which kind of reason, by which revision.
function refuse(r, v, service, status, verdict) {
    record(v, verdict);
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
    r.variables.access_reason = 'rate_limited';
    send(r, POLICY.services[r.variables.access_service], 429, 'rate_limited');
}

function unknownHost(r) {
    refuse(r, r.variables, undefined, 421, { reason: 'unknown_service' });
}

// A mistake in this file denies, but for a deployment in shadow, where nothing may block.
function fail(r, service, error) {
    r.error('access: ' + error + (error && error.stack || ''));
    if (service && service.shadow)
        forward(r, r.variables, service, { reason: 'internal_error' });
    else
        refuse(r, r.variables, service, 500, { reason: 'internal_error' });
}

// ---- requests ----

// Names by which a request could be executed as another than the one that was checked. Those that are known are removed when the
// request is forwarded; nginx cannot remove by prefix, so any other name under these prefixes refuses the request.
const PERILOUS_NAME = /^x-(?:access-|original-|rewrite-|forwarded-|http-method)/;

function enforce(r) {
    const v = r.variables;
    const service = POLICY.services[v.access_service];
    try {
        if (POLICY.constructor !== undefined)
            throw new Error('the policy inherits members');
        answer(r, v, service);
    } catch (e) {
        fail(r, service, e);
    }
}

function answer(r, v, service) {
    const headers = r.headersIn;
    if (!isAddressed(v))
        return refuse(r, v, service, 421, { reason: 'unknown_service' });
    if (isPerilous(headers) && !service.shadow)
        return refuse(r, v, service, 400, { reason: 'header_refused' });
    const token = readToken(v, service, headers);
    const certificate = readCertificate(v);
    if ((token !== null && token.defect === 'unverified') || (certificate && POLICY.provesAuthorities))
        answerWhenVerified(r, v, service, token, certificate);
    else
        conclude(r, v, service, token, certificate);
}

async function answerWhenVerified(r, v, service, token, certificate) {
    let isSigned = false, proven = certificate;
    try {
        if (token !== null && token.defect === 'unverified') {
            try {
                const key = token.key;
                // An ECDSA signature of another length makes verify() throw; no key has use for one.
                if (!key.signatureBytes || token.signature.length === key.signatureBytes) {
                    // The host's own, where it has one, keeps the keys that have to be imported here each time.
                    const told = v.access_verifier ? (await r.subrequest('access-verifier', { args: key.algorithm + ',' + key.spki + ',' + token.text })).status : 0;
                    if (told === 204 || told === 403) {
                        isSigned = told === 204;
                    } else {
                        const imported = await crypto.subtle.importKey('spki', Buffer.from(key.spki, 'base64'), key.parameters, false, ['verify']);
                        isSigned = await crypto.subtle.verify(key.parameters, imported, token.signature, token.text.slice(0, token.text.lastIndexOf('.')));
                    }
                }
            } catch (e) {
                isSigned = false;
            }
            settle(service, token, isSigned);
        }
        if (certificate && POLICY.provesAuthorities)
            proven = await authorityProof()(certificate, derOf(v.ssl_client_raw_cert));
        conclude(r, v, service, token, proven);
    } catch (e) {
        fail(r, service, e);
    }
}

// What becomes of a token once its signature was computed.
function settle(service, token, isSigned) {
    if (!isSigned) {
        token.defect = 'signature';
        return;
    }
    token.logged = loggedClaims(token.claims, token.isPlain);
    if (token.place !== null)
        signatureMemory().remember(token);
    token.defect = claimDefect(token.provider, service, token.claims, Date.now() / 1000);
}

// The names are few and most begin with another letter, so that they are compared as they came before anything else is asked of one.
function isPerilous(headers) {
    const names = Object.keys(headers);
    let name = '';
    for (let i = 0, count = names.length; i < count; i++) {
        name = names[i];
        if (name < 'X-' || (name > 'X.' && name < 'x-') || name > 'x.')
            continue;
        name = name.toLowerCase();
        if (!POLICY.removedHeaders[name] && PERILOUS_NAME.test(name))
            return true;
    }
    return false;
}

// The authority chooses the service, so all that name one must agree: request line, Host, and SNI under TLS.
function isAddressed(v) {
    function withoutDot(host) {
        return host.endsWith('.') ? host.slice(0, -1) : host;
    }

    const authority = v.host;
    const host = v.http_host;
    if (host !== authority && (host === undefined || withoutDot(host.toLowerCase().replace(/:[0-9]*(?![\s\S])/, '')) !== authority))
        return false;
    if (!v.https)
        return true;
    const name = v.ssl_server_name || '';
    return name === authority || withoutDot(name.toLowerCase()) === authority;
}

export default { enforce: enforce, limited: limited, unknownHost: unknownHost };
