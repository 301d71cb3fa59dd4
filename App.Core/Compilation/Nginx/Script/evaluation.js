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
