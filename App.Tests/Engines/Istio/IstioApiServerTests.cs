using System.Globalization;
using System.Text;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Istio;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>A real API server takes what is compiled, by Istio's own definitions and with no field that they do not know.</summary>
public sealed class IstioApiServerTests
{
    private const int Policies = 40;
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Objects_OfRandomPolicies_AreTaken()
    {
        await using var server = await KubernetesRig.StartAsync();
        var seed = Dice.Seed;
        for (var i = 0; i < Policies; i++)
        {
            var policy = PolicySet.Of(IstioPolicies.Document(new Dice(seed + i), Now));
            foreach (var environment in PolicyGen.EnvironmentNames)
                await AssertTaken(server, Text(IstioPolicies.Compile(policy, environment, service: null, Now)), $"seed {seed + i}");
        }
    }

    [Fact]
    public async Task Objects_OfALargeDeployment_AreStored()
    {
        await using var server = await KubernetesRig.StartAsync();
        var policy = PolicySet.Of(IstioPolicies.Large());
        await AssertTaken(server, Text(IstioPolicies.Compile(policy, "production", service: null, Now)), "large", dryRun: false);
    }

    [Theory]
    [InlineData("action: ALLOW", "action: PERHAPS", "Unsupported value")]
    [InlineData("action: ALLOW", "effect: ALLOW", "unknown field")]
    [InlineData("methods:", "verbs:", "unknown field")]
    public async Task Objects_ThatTheDefinitionsDoNotKnow_AreRefused(string text, string instead, string complaint)
    {
        await using var server = await KubernetesRig.StartAsync();
        var policy = PolicySet.Of(IstioPolicies.Small("/b", null, webSocket: false, "api.acme.example"));
        var allow = Documents(Text(IstioPolicies.Compile(policy, "production", "api", Now))).Last();
        Assert.Null(await server.CreateAsync(allow));
        Assert.Contains(complaint, await server.CreateAsync(allow.Replace(text, instead, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static async Task AssertTaken(KubernetesRig server, string yaml, string context, bool dryRun = true)
    {
        foreach (var document in Documents(yaml))
        {
            var o = IstioObject.Read(document)[0];
            var complaint = await server.CreateAsync(document, dryRun);
            Assert.True(complaint is null, string.Create(CultureInfo.InvariantCulture, $"{context}: {o.Kind} {o.Name}: {complaint}\n{document}"));
        }
    }

    private static string Text(IEnumerable<BundleFile> files) => Encoding.UTF8.GetString(files.Single(f => f.Path == IstioCompiler.ResourcesPath).Content.Span);

    private static string[] Documents(string yaml) => yaml.Split("---\n", StringSplitOptions.RemoveEmptyEntries);
}
