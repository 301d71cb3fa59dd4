using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Envoy;
using AccessConsole.Tests.Engines.Istio;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>A counterexample loses all that it does not need, and stays one.</summary>
public sealed class ShrinkerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Policy_OfManyObjects_LosesAllButTheOneGrantThatMatters()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var (example, culprit) = Example(seed);
            var smallest = (await Shrinker.ShrinkAsync(example, (scene, request) => Task.FromResult(Judge(scene, request, culprit)))).Scene.Document;
            var grant = Assert.Single(smallest.Grants);
            Assert.Equal((culprit, true, null, null), (grant.Name, grant.When.IsEmpty, grant.ValidFrom, grant.Expires));
            Assert.Single(grant.Environments);
            Assert.Equal(grant.Role, Assert.Single(smallest.Roles).Name);
            Assert.Single(Assert.Single(smallest.Roles[0].Permissions).Paths);
            Assert.Equal(1, smallest.Roles[0].Permissions[0].Methods.Count);
            // What the role is for, and what the bundle is of.
            Assert.InRange(smallest.Services.Count, 1, 2);
            Assert.All(smallest.Services, s => Assert.InRange(s.Deployments.Count, 0, 1));
            Assert.True(smallest.Pipelines.Count + smallest.Workloads.Count <= 1, $"seed {seed}: {smallest.Pipelines.Count} pipelines, {smallest.Workloads.Count} workloads");
        }
    }

    [Fact]
    public async Task Request_OfManyParts_KeepsWhatMatters()
    {
        var (example, culprit) = Example(1);
        var wire = example.Request.Wire with { Method = "POST", Path = "/a/b/c/d/e", Certificate = new ClientCertificate(ClientCertificateKind.TwoUris) };
        example = example with { Request = new EngineRequest(wire) { Host = "API", Query = "?x", ServerName = "api", MoreHeaders = [new("X-More", "1")] } };
        var smallest = (await Shrinker.ShrinkAsync(example, (scene, request) => Task.FromResult(
            request.Wire.Path.Contains("/d", StringComparison.Ordinal) && request.Query.Length > 0 ? Judge(scene, request, culprit) : Same))).Request;
        Assert.Equal(("GET", "/d", "?x", "", ""), (smallest.Wire.Method, smallest.Wire.Path, smallest.Query, smallest.Host, smallest.ServerName));
        Assert.Equal(ClientCertificateKind.None, smallest.Wire.Certificate.Kind);
        Assert.Empty(smallest.Wire.Headers);
        Assert.Empty(smallest.MoreHeaders);
    }

    [Theory]
    [InlineData(Target.Envoy, "denies are grants")]
    [InlineData(Target.Istio, "denies are forgotten")]
    public async Task Mistake_InWhatIsEmitted_IsShownByADenyAndAnAllowAtMost(Target target, string name)
    {
        await using var rig = EngineRigs.All[target]();
        var mutant = (target == Target.Envoy ? EnvoyMutants.All : IstioMutants.All).Single(m => m.Name == name);
        for (var seed = 0; ; seed++)
        {
            var dice = new Dice(seed);
            var scene = rig.MakeScene(dice);
            var asked = EquivalenceRun.Requests(rig, dice, scene);
            if (EquivalenceRun.FirstOf(scene, asked, await rig.DecideAsync(scene, mutant.Alter(rig.Compile(scene)), asked)) is not { } found)
                continue;
            var smallest = await Shrinker.ShrinkAsync(rig, found, mutant.Alter);
            Assert.Equal(Agreement.Disagreement, smallest.Finding.Agreement);
            Assert.InRange(smallest.Scene.Document.Grants.Count, 1, 2);
            Assert.Contains(smallest.Scene.Document.Grants, g => g.Effect == Effect.Deny);
            Assert.Contains("effect: deny", smallest.ToString(), StringComparison.Ordinal);
            return;
        }
    }

    private static Finding Same { get; } = new(Agreement.Same, "", false, null, "");

    /// <summary>A random policy with many grants, and one of them that is to blame.</summary>
    private static (Counterexample Example, string Culprit) Example(int seed)
    {
        for (var at = seed * 1_000; ; at++)
        {
            var dice = new Dice(at);
            var document = PolicyGen.Document(dice, Now);
            if (document.Grants.Count < 6 || document.Grants.All(g => g.Principals.Anyone) || !PolicySet.Of(document).DeploymentsIn("production").Any())
                continue;
            var scene = new Scene(document, "production", null, Now);
            return (new Counterexample(scene, new EngineRequest(RequestGen.Request(dice, document, Now)), Same), document.Grants.First(g => !g.Principals.Anyone).Name);
        }
    }

    private static Finding Judge(Scene scene, EngineRequest request, string culprit) =>
        scene.Document.Grants.Any(g => g.Name == culprit) && request.Wire.Path.Length > 0 ? new(Agreement.Disagreement, "", false, null, "blamed") : Same;
}
