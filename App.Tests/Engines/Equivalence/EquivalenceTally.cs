using System.Globalization;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>What a run has compared so far.</summary>
internal sealed class EquivalenceTally
{
    public int Policies { get; private set; }

    public int Compared { get; private set; }

    public int Allowed { get; private set; }

    /// <summary>By the evaluator's reason.</summary>
    public SortedDictionary<string, int> Reasons { get; } = new(StringComparer.Ordinal);

    /// <summary>Differences by the residual or loss that names them.</summary>
    public SortedDictionary<string, int> Named { get; } = new(StringComparer.Ordinal);

    /// <summary>What the engine answered by itself, and so was not compared, by residual.</summary>
    public SortedDictionary<string, int> OwnAnswers { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether all of these residuals and losses named a difference.</summary>
    public bool Names(params ReadOnlySpan<string> codes)
    {
        foreach (var code in codes)
        {
            if (!Named.ContainsKey(code))
                return false;
        }

        return true;
    }

    public void Add(IReadOnlyList<Finding> findings)
    {
        Policies++;
        foreach (var finding in findings)
        {
            if (finding.Agreement == Agreement.OwnAnswer)
            {
                Count(OwnAnswers, finding.Code!);
                continue;
            }

            Compared++;
            Allowed += finding.IsAllowed ? 1 : 0;
            Count(Reasons, finding.Reason);
            if (finding.Agreement == Agreement.Named)
                Count(Named, finding.Code!);
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Compared} requests at {Policies} policies: {Allowed} allowed; reasons {Text(Reasons)}; differences that coverage names {Text(Named)}; answers of the engine's own {Text(OwnAnswers)}");

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static string Text(SortedDictionary<string, int> counts) =>
        counts.Count == 0 ? "none" : string.Join(", ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}")));
}
