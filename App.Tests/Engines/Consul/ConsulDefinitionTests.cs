using System.Text.Json.Nodes;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>A real API server takes what is compiled, by Consul's own resource definitions and with no member that they do not know.</summary>
public sealed class ConsulDefinitionTests
{
    private const int Policies = 40;
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Entries_OfRandomPolicies_AreTaken()
    {
        await using var server = await KubernetesRig.StartAsync();
        var seed = Dice.Seed;
        for (var i = 0; i < Policies; i++)
        {
            var policy = PolicySet.Of(ConsulPolicies.Document(new Dice(seed + i), Now));
            foreach (var entry in ConsulPolicies.Compile(policy, "production", service: null, Now).Select(e => e!.AsObject()))
            {
                var complaint = await server.CreateAsync(ConsulEntry.ToKubernetes(entry));
                Assert.True(complaint is null, $"seed {seed + i}: {complaint}\n{entry.ToJsonString()}");
            }
        }
    }

    [Fact]
    public async Task Bootstrap_IsTaken()
    {
        await using var server = await KubernetesRig.StartAsync();
        var text = await File.ReadAllTextAsync(Repository.PathTo("deploy", "consul", "bootstrap", "deny-all.json"), TestContext.Current.CancellationToken);
        Assert.Null(await server.CreateAsync(ConsulEntry.ToKubernetes(JsonNode.Parse(text)!.AsObject())));
    }
}
