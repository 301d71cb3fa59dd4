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
