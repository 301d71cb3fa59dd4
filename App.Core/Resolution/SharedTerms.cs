using System.Collections.Immutable;

namespace AccessConsole.Core.Resolution;

/// <summary>Makes equal terms one instance, within a policy and from it to its successors.</summary>
/// <param name="known">The terms that stand already; those of grants that are gone stay until the whole policy is resolved again.</param>
internal sealed class SharedTerms(ImmutableDictionary<RuleTerms, RuleTerms> known)
{
    private readonly ImmutableDictionary<RuleTerms, RuleTerms>.Builder terms = known.ToBuilder();

    public RuleTerms Share(RuleTerms wanted)
    {
        if (terms.TryGetValue(wanted, out var standing))
            return standing;
        terms.Add(wanted, wanted);
        return wanted;
    }

    public ImmutableDictionary<RuleTerms, RuleTerms> ToImmutable() => terms.ToImmutable();
}
