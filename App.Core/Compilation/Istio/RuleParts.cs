using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>Cuts rules into objects that the API server takes: 512 rules at most, and well below the 1.5 MiB that it stores.</summary>
internal static class RuleParts
{
    private const int MaxRules = 500;
    private const int MaxCharacters = 500_000;

    public static IEnumerable<ImmutableArray<IstioRule>> Of(IEnumerable<IstioRule> rules)
    {
        var part = ImmutableArray.CreateBuilder<IstioRule>();
        var size = 0;
        foreach (var rule in rules)
        {
            if (part.Count > 0 && (part.Count == MaxRules || size + rule.Size > MaxCharacters))
            {
                yield return part.DrainToImmutable();
                size = 0;
            }

            part.Add(rule);
            size += rule.Size;
        }

        if (part.Count > 0)
            yield return part.DrainToImmutable();
    }
}
