using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;

namespace AccessConsole.Core.Changes;

/// <summary>
/// Reviews changes: the one place where a change is checked, diffed and tested, for the console, the API, imports, rollbacks and, once more,
/// under the publish lock.
/// </summary>
public sealed class ChangeReviewer(PolicyCompiler compiler, bool isDevelopment)
{
    /// <summary>What policies are judged against.</summary>
    public ValidationOptions JudgedBy(DateTimeOffset now) => new(compiler.Targets, isDevelopment, now);

    public ChangeReview Review(int baseRevision, PolicySet basis, PolicyPatch patch, DateTimeOffset now)
    {
        var problems = PolicyValidator.ValidatePatch(basis, patch, JudgedBy(now));
        // A change with errors has no meaning to compare: what is shown is the base, unchanged, beside the errors.
        var isMeaningful = problems.All(p => p.Severity != Severity.Error);
        var draft = isMeaningful ? basis.Apply(patch) : basis;
        var access = AccessDiff.Between(basis, draft, now);
        var configuration = ConfigurationDiff.Between(basis, draft, patch);
        var coverage = Coverage(basis, draft);
        return new ChangeReview
        {
            BaseRevision = baseRevision,
            Patch = patch,
            Draft = draft,
            IsMeaningful = isMeaningful,
            Problems = [.. problems, .. CoverageProblems(basis, coverage), .. isMeaningful ? GrantLint.Check(basis, draft, patch, now) : []],
            Access = access,
            Configuration = configuration,
            Tests = EmbeddedTests.Run(draft, now),
            RetiredTests = EmbeddedTests.Run(draft, RetiredTests(basis, draft), now),
            Coverage = coverage,
            RequiredApprovals = RequiredApprovals.For(basis, draft, patch, access, configuration).Where(r => r.Value > 0).ToImmutableSortedDictionary(StringComparer.Ordinal),
            Places = ChangePlaces.Of(basis, draft, patch, access, configuration),
            Digest = Digest(baseRevision, patch, access, configuration),
        };
    }

    /// <summary>What the change does, as its title; null where it has errors, or does nothing that either diff says.</summary>
    public string? TitleOf(PolicySet basis, PolicyPatch patch, DateTimeOffset now)
    {
        if (PolicyValidator.ValidatePatch(basis, patch, JudgedBy(now)).Any(p => p.Severity == Severity.Error))
            return null;
        var draft = basis.Apply(patch);
        return ChangeTitle.Of(AccessDiff.Between(basis, draft, now), () => ConfigurationDiff.Between(basis, draft, patch));
    }

    /// <summary>
    /// The deployments whose meaning or environment the change touches, and those that engines enforce otherwise for what all share: a second
    /// trust bundle, say.
    /// </summary>
    private ImmutableArray<DeploymentCoverage> Coverage(PolicySet basis, PolicySet draft) =>
    [
        .. (from deployment in draft.Deployments
            let before = basis.Find(deployment.Environment.Name, deployment.Service.Name)
            where !ReferenceEquals(deployment, before) || !ReferenceEquals(draft.Principals, basis.Principals)
            let coverage = compiler.Cover(draft.Principals, deployment)
            where !ReferenceEquals(deployment, before) || !coverage.SaysTheSameAs(compiler.Cover(basis.Principals, before))
            select coverage)
            .OrderBy(c => c.Environment, StringComparer.Ordinal).ThenBy(c => c.Service, StringComparer.Ordinal),
    ];

    private static IEnumerable<Diagnostic> CoverageProblems(PolicySet basis, ImmutableArray<DeploymentCoverage> coverage) =>
        coverage.SelectMany(c => CoverageGate.Check(c, CoverageGate.Strictest(c.Deployment.Environment, basis.Environments.GetValueOrDefault(c.Environment))));

    private static IEnumerable<PolicyTest> RetiredTests(PolicySet basis, PolicySet draft) =>
        basis.Tests.Values.Where(test => draft.Tests.GetValueOrDefault(test.Name) is not { } kept || (kept.Given, kept.Expect) != (test.Given, test.Expect));

    private static string Digest(int baseRevision, PolicyPatch patch, AccessDiff access, ConfigurationDiff configuration)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(baseRevision.ToString(CultureInfo.InvariantCulture) + "\n"));
        hash.AppendData(PatchJson.Write(patch));
        hash.AppendData(Encoding.ASCII.GetBytes($"\n{access.Digest}\n"));
        foreach (var change in configuration.Changes)
            hash.AppendData(Encoding.UTF8.GetBytes(change.Sentence + "\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
