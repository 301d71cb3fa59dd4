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
/// <param name="BaseRevision">The revision that it is against.</param>
/// <param name="Changed">Whether anything changes.</param>
/// <param name="Publishable">Whether nothing but approvals is missing.</param>
/// <param name="Digest">What an approval binds.</param>
/// <param name="Problems">Errors and warnings.</param>
/// <param name="AccessDiff">Who gains and loses what.</param>
/// <param name="ConfigurationDiff">Which settings change.</param>
/// <param name="Tests">The policy's own tests, before and after.</param>
/// <param name="Coverage">How deployments that are touched are enforced.</param>
/// <param name="RequiredApprovals">How many approvals each environment needs.</param>
/// <param name="Places">The places that it touches.</param>
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
        [.. (read ?? review.Problems).Concat(read is null ? [] : review.CoverageProblems).Select(Api.Problems.ToJson)],
        new DiffJson([.. review.Access.Sentences], [.. review.Access.Environments]),
        new DiffJson([.. review.Configuration.Changes.Select(c => c.Sentence)], [.. review.Configuration.Changes.SelectMany(c => c.Environments).Distinct()]),
        new TestsJson([.. review.Tests.Select(TestJson.Of)], [.. review.RetiredTests.Select(TestJson.Of)]),
        [.. review.Coverage.Select(CoverageJson.Of)],
        review.RequiredApprovals,
        PlacesOf(review, Approvals.ByPlace(draft, review).ToDictionary(at => at.Place)));

    private static IReadOnlyList<PlaceJson> PlacesOf(ChangeReview review, IReadOnlyDictionary<Place, PlaceApproval> approvals) =>
        [.. review.Places.Select(touched => PlaceJson.Of(touched, approvals.GetValueOrDefault(touched.Place)))];
}

/// <summary>What changes, in sentences, and in which environments.</summary>
/// <param name="Environments">Where something changes.</param>
public sealed record DiffJson(IReadOnlyList<string> Sentences, IReadOnlyList<string> Environments);

/// <summary>The policy's own tests, run on a change.</summary>
/// <param name="Results">The change's own tests.</param>
/// <param name="Retired">The base's tests that the change takes out or rewrites, run on the draft.</param>
public sealed record TestsJson(IReadOnlyList<TestJson> Results, IReadOnlyList<TestJson> Retired)
{
    /// <summary>How many decide as expected.</summary>
    public int Passed => Results.Count(r => r.Passed);

    /// <summary>How many do not.</summary>
    public int Failed => Results.Count(r => !r.Passed);
}

/// <summary>One test of the policy: what it expects, and what was decided.</summary>
/// <param name="Passed">Whether it decides as expected.</param>
/// <param name="Expected">What the test expects: <c>allow</c> or <c>deny</c>.</param>
/// <param name="Effect">What was decided.</param>
/// <param name="Reason">Why, for programs.</param>
/// <param name="Grant">The grant that decided; null where none did.</param>
public sealed record TestJson(string Name, bool Passed, string Expected, string Effect, string Reason, string? Grant)
{
    public static TestJson Of(EmbeddedTestResult result) => new(
        result.Test.Name, result.Passed, result.Test.Expect.ToString().ToLowerInvariant(), result.Decision.Effect.ToString().ToLowerInvariant(),
        result.Decision.Reason.Name(), result.Decision.Grant);
}
