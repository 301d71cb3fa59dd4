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
