using System.Text;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;
using Xunit;

namespace AccessConsole.Tests.Core.Validation;

public sealed class PatchValidationTests
{
    private static readonly PolicySet Basis = PolicySet.Of(ValidPolicy.Check(ValidPolicy.Text).Document);

    [Theory]
    [InlineData("""{"upsert":{"grants":[{"name":"new","effect":"allow","principals":{"pipelines":{"names":["build"]}},"role":"writer","environments":["staging"]}]}}""", DiagnosticCodes.UnknownReference, "/upsert/grants/0/role")]
    [InlineData("""{"upsert":{"grants":[{"name":"new","effect":"allow","principals":{"pipelines":{"names":["build"]}},"role":"migrator","environments":["production"]}]}}""", DiagnosticCodes.LintNoExpiry, "/upsert/grants/0")]
    [InlineData("""{"upsert":{"roles":[{"name":"new","permissions":[{"services":{"names":["queue"]},"methods":["GET"],"paths":["/"]}]}]}}""", DiagnosticCodes.ProtocolMismatch, "/upsert/roles/0/permissions/0")]
    [InlineData("""{"delete":{"grants":["nothing"]}}""", DiagnosticCodes.DeleteMissing, "/delete/grants/0")]
    [InlineData("""{"delete":{"roles":["migrator"]}}""", DiagnosticCodes.DeleteReferenced, "/delete/roles/0")]
    [InlineData("""{"delete":{"environments":["production"]}}""", DiagnosticCodes.DeleteReferenced, "/delete/environments/0")]
    [InlineData("""{"delete":{"pipelines":["deploy"]}}""", DiagnosticCodes.DeleteReferenced, "/delete/pipelines/0")]
    [InlineData("""{"upsert":{"environments":[{"name":"x"},{"name":"x"}]}}""", DiagnosticCodes.PatchConflict, "/upsert/environments/1/name")]
    [InlineData("""{"upsert":{"environments":[{"name":"staging"}]},"delete":{"environments":["staging"]}}""", DiagnosticCodes.PatchConflict, "/upsert/environments/0/name")]
    [InlineData("""{"upsert":{"roles":[{"name":"reader","permissions":[{"services":{"names":["payments"]},"methods":["POST"],"paths":["/version"]}]}]}}""", DiagnosticCodes.AnyoneRestricted, "")]
    public void Patch_WithAProblem_IsReportedAtItsPlace(string json, string code, string pointer) =>
        Assert.Single(Problems(json), p => p.Code == code && p.Pointer == pointer);

    [Theory]
    [InlineData("""{"delete":{"grants":["deploys"],"pipelines":["deploy"],"tests":["feature branches never migrate"]}}""")]
    [InlineData("""{"delete":{"pipelines":["build"]}}""")]
    [InlineData("""{"upsert":{"environments":[{"name":"development"}]}}""")]
    [InlineData("""{}""")]
    public void Patch_WithoutAProblem_HasNone(string json) => Assert.Empty(Problems(json));

    [Fact]
    public void DeleteOfWhatIsNeeded_NamesWhoNeedsIt() =>
        Assert.Contains("grant `deploys`", Problems("""{"delete":{"roles":["migrator"]}}""").Single(p => p.Code == DiagnosticCodes.DeleteReferenced).Message, StringComparison.Ordinal);

    [Fact]
    public void DeletesOfMuchThatManyNeed_NameTheFirstFiveOfEach()
    {
        var basis = PolicySet.Of(ValidPolicy.Check(ValidPolicy.Text).Document);
        var grants = Enumerable.Range(0, 9).Select(i =>
            $$$"""{"name":"needs-{{{i}}}","effect":"deny","principals":{"pipelines":{"names":["build","deploy"]}},"role":"migrator","environments":["production"]}""");
        var patch = PolicyReader.ReadPatch(Encoding.UTF8.GetBytes($$$"""{"upsert":{"grants":[{{{string.Join(',', grants)}}}]}}""")).Patch;
        var deletes = PolicyReader.ReadPatch("""{"delete":{"roles":["migrator"],"pipelines":["build","deploy"],"environments":["production"]}}"""u8.ToArray()).Patch;

        var found = PolicyValidator.ValidatePatch(basis.Apply(patch), deletes, ValidPolicy.Options).Where(p => p.Code == DiagnosticCodes.DeleteReferenced).ToArray();

        Assert.Equal(["/delete/environments/0", "/delete/pipelines/0", "/delete/pipelines/1", "/delete/roles/0"], found.Select(p => p.Pointer).Order(StringComparer.Ordinal));
        Assert.All(found, problem => Assert.Equal(5, problem.Message.Count(c => c == ',') + 1));
        Assert.All(found, problem => Assert.Contains("and others", problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void PatchWithMoreProblemsThanAreListed_SaysSo()
    {
        var pipelines = Enumerable.Range(0, 1_200).Select(i => $$$"""{"name":"p{{{i}}}","provider":"nobody","organization":{"slug":"acme"},"slug":"p{{{i}}}"}""");
        Assert.Contains(Problems($$$"""{"upsert":{"pipelines":[{{{string.Join(',', pipelines)}}}]}}"""), p => p.Code == DiagnosticCodes.TooManyProblems);
    }

    private static System.Collections.Immutable.ImmutableArray<Diagnostic> Problems(string json)
    {
        var reading = PolicyReader.ReadPatch(Encoding.UTF8.GetBytes(json));
        Assert.False(reading.HasErrors);
        return PolicyValidator.ValidatePatch(Basis, reading.Patch, ValidPolicy.Options);
    }
}
