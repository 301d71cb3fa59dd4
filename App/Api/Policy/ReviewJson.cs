using System.Text.Json.Serialization;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Api.Policy;

/// <summary>A review as the API tells it: sentences for people beside the figures that programs need.</summary>
/// <param name="Digest">What an approval binds.</param>
/// <param name="Publishable">Whether nothing but approvals is missing.</param>
public sealed record ReviewJson(
    int BaseRevision, bool Changed, bool Publishable, string Digest, IReadOnlyList<ProblemJson> Problems, DiffJson AccessDiff, DiffJson ConfigurationDiff,
    TestsJson Tests, IReadOnlyList<CoverageJson> Coverage, IReadOnlyDictionary<string, int> RequiredApprovals, IReadOnlyList<PlaceJson> Places)
{
    /// <summary>What engines' own configuration gains and loses; only where it was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ArtefactsJson? Artefacts { get; init; }

    /// <param name="read">Problems found in the text, where there was one.</param>
    /// <param name="draft">What may have approvals already.</param>
    public static ReviewJson Of(ChangeReview review, IEnumerable<Diagnostic>? read = null, Draft? draft = null) => new(
        review.BaseRevision,
        !review.Patch.IsEmpty,
        review.IsPublishable,
        review.Digest,
        [.. (read ?? review.Problems).Concat(read is null ? [] : review.Problems.Where(p => p.Code is CoverageCodes.Insufficient or CoverageCodes.Residual)).Select(Api.Problems.ToJson)],
        new DiffJson([.. review.Access.Sentences], [.. review.Access.Environments]),
        new DiffJson([.. review.Configuration.Changes.Select(c => c.Sentence)], [.. review.Configuration.Changes.SelectMany(c => c.Environments).Distinct()]),
        new TestsJson([.. review.Tests.Select(TestJson.Of)], [.. review.RetiredTests.Select(TestJson.Of)]),
        [.. review.Coverage.Select(CoverageJson.Of)],
        review.RequiredApprovals,
        PlacesOf(review, Approvals.ByPlace(draft, review).ToDictionary(at => at.Place)));

    private static IReadOnlyList<PlaceJson> PlacesOf(ChangeReview review, IReadOnlyDictionary<Place, PlaceApproval> approvals) =>
        [.. review.Places.Select(touched => PlaceJson.Of(touched, approvals.GetValueOrDefault(touched.Place)))];
}

public sealed record DiffJson(IReadOnlyList<string> Sentences, IReadOnlyList<string> Environments);

/// <param name="Retired">The base's tests that the change takes out or rewrites, run on the draft.</param>
public sealed record TestsJson(IReadOnlyList<TestJson> Results, IReadOnlyList<TestJson> Retired)
{
    public int Passed => Results.Count(r => r.Passed);

    public int Failed => Results.Count(r => !r.Passed);
}

public sealed record TestJson(string Name, bool Passed, string Expected, string Effect, string Reason, string? Grant)
{
    public static TestJson Of(EmbeddedTestResult result) => new(
        result.Test.Name, result.Passed, result.Test.Expect.ToString().ToLowerInvariant(), result.Decision.Effect.ToString().ToLowerInvariant(),
        result.Decision.Reason.Name(), result.Decision.Grant);
}
