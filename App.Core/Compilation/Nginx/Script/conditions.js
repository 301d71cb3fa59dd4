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
