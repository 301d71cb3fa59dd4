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
