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
