using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;
using AccessConsole.Tests.Core.Analysis;
using Xunit;

namespace AccessConsole.Tests.Core.Validation;

public sealed class NobodyLintTests
{
    private static readonly ValueMap NoOnes = new([new("team", "nobody")]);

    [Fact]
    public void Validate_OfAGrantByLabelsThatNoPipelineHas_WarnsAtThem() =>
        Assert.Equal(["/upsert/grants/0/principals/pipelines/labels"], Warnings(PolicyScene.Migrates with { Principals = new PrincipalSelector { Pipelines = new Selector.Labels(NoOnes) } }));

    [Fact]
    public void Validate_OfARoleForNoService_WarnsAtItsLabels() => Assert.Equal(["/upsert/roles/0/permissions/0/services/labels"], Warnings(Role(new Selector.Labels(NoOnes))));

    [Fact]
    public void Validate_OfARoleForAServiceThatIsDeployedNowhere_WarnsAtIt() =>
        Assert.Equal(["/upsert/roles/0/permissions/0/services"], Warnings(new Service { Name = "idle" }, Role(new Selector.Names(["idle"]))));

    [Fact]
    public void Validate_OfAGrantWhereItsServicesAreNotDeployed_WarnsAtItsEnvironments() => Assert.Equal(
        ["/upsert/grants/0/environments"], Warnings(Role(new Selector.Names(["search"])), PolicyScene.Migrates with { Role = "empty", Environments = ["staging"] }));

    [Theory]
    [InlineData("main", false)]
    [InlineData("release/*", false)]
    [InlineData("dependabot/npm_and_yarn/@scope/x-1.2", false)]
    [InlineData("refs/heads/main", true)]
    [InlineData("my branch", true)]
    [InlineData("release/", true)]
    [InlineData("a..b", true)]
    [InlineData("feature?", true)]
    [InlineData("/main", true)]
    public void Validate_OfABranchPattern_WarnsWhereNoBranchCanBeNamedSo(string pattern, bool isWarned) => Assert.Equal(
        isWarned ? ["/upsert/grants/0/when/branches/0"] : Array.Empty<string>(),
        Warnings(PolicyScene.Migrates with { When = new Conditions { Branches = [Pattern.Parse(pattern)], Sources = [Pattern.Parse("webhook")] } }));

    private static Role Role(Selector services) => new()
    {
        Name = "empty",
        Permissions = [new Permission { Services = services, Methods = MethodSet.Get, Paths = [PathTemplate.Parse("/")] }],
    };

    private static string[] Warnings(params PolicyObject[] upserts) =>
    [
        .. PolicyValidator.ValidatePatch(PolicyScene.Bare, PolicyScene.Upsert(upserts), new ValidationOptions(TargetCompilers.Targets, true, PolicyScene.Now))
            .Where(p => p.Code == DiagnosticCodes.LintMatchesNobody).Select(p => p.Pointer),
    ];
}
