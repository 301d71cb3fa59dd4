using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>What stands at the ends of the tree of callers: decisions by one filter, buckets by another.</summary>
internal interface ICallerSteps
{
    /// <summary>What refuses the caller, before anything else.</summary>
    Step Refusing(IEnumerable<(Predicate When, Step Then)> refusals, Step otherwise);

    /// <summary>What every governed caller has to keep to.</summary>
    Step Governed(Step inner);

    /// <summary>For a governed caller's request.</summary>
    /// <param name="principal">Null for a caller that the policy does not know, who may do what is granted to anyone.</param>
    Step Of(Principal? principal, bool hasToken);

    /// <summary>For a caller that isolation leaves alone, unless a grant decides: one that shows a certificate at most.</summary>
    Step OfUngoverned(Principal? principal);
}
