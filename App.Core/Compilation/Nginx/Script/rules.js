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
