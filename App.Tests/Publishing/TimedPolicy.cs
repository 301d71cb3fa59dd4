using System.Globalization;
using System.Text;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>The small policy with a service behind Istio, whose grants begin and end as a test wants.</summary>
internal static class TimedPolicy
{
    public static string Document { get; } = SmallPolicy.With(
        "roles:\n",
        """
          - name: ledger
            deployments:
              - { environment: staging, hosts: [ledger.staging.example], upstream: "https://10.0.4.13:8443", hops: [istio], kubernetes: { namespace: ledger, selector: { app: api }, port: 8443 } }
          - name: watched
            deployments:
              - { environment: staging, hosts: [watched.staging.example], upstream: "https://10.0.4.14:8443", hops: [istio], mode: shadow }
        roles:
          - name: ledger-reader
            permissions:
              - { services: { names: [ledger] }, methods: [GET], paths: ["/report"] }
          - name: watched-reader
            permissions:
              - { services: { names: [watched] }, methods: [GET], paths: ["/report"] }

        """);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Publishes a grant of that name to anyone.</summary>
    public static async Task<int> GrantAsync(
        this ConsoleHost host, string name, DateTimeOffset? from = null, DateTimeOffset? expires = null, string role = "ledger-reader") =>
        (await host.Bootstrap.PatchPolicyAsync(Patch(name, from, expires, role)).JsonAsync()).Number("revision");

    public static string Patch(string name, DateTimeOffset? from = null, DateTimeOffset? expires = null, string role = "ledger-reader")
    {
        var bounds = (from is { } begin ? $",\"validFrom\":\"{Text(begin)}\"" : "") + (expires is { } end ? $",\"expires\":\"{Text(end)}\"" : "");
        return $$$"""
            {"upsert":{"grants":[{"name":"{{{name}}}","effect":"allow","principals":{"anyone":true},"role":"{{{role}}}","environments":["staging"],"reason":"in a test"{{{bounds}}}}]}}
            """;
    }

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The bundle of the environment as a puller takes it, without a look at its signature.</summary>
    public static async Task<VerifiedBundle> PullAsync(this ConsoleHost host, string target = "istio")
    {
        var token = await host.Bootstrap.CallAsync("POST", "/api/v1/tokens", $$"""{"kind":"puller","environment":"staging","target":"{{target}}"}""").JsonAsync();
        using var answer = await host.WithToken(token.Text("token")).PullAsync(path: $"/v1/bundles/staging/{target}");
        var files = BundleArchive.Read(await answer.Content.ReadAsByteArrayAsync(Cancellation));
        var manifest = BundleManifest.Read(files.Single(f => f.Path == BundlePaths.Manifest).Content);
        return new VerifiedBundle(manifest, [.. files.Where(f => !f.Path.StartsWith('.'))], "");
    }

    /// <summary>What the bundle lets in at an instant, of the grants that tests make, and until when.</summary>
    public static (string Grants, DateTimeOffset? Until) At(this VerifiedBundle bundle, DateTimeOffset instant)
    {
        var states = BundleStates.Read(bundle);
        Assert.True(states.IsVerified, states.Refusal?.Message);
        var state = states.Value.At(instant);
        var text = Encoding.UTF8.GetString(state.Files.Single().Content.Span);
        return (string.Join(' ', new[] { "brief", "later", "added" }.Where(name => text.Contains($"grant.{name}", StringComparison.Ordinal))), state.Until);
    }

    public static Task<IReadOnlyList<Revision>> RevisionsAsync(this ConsoleHost host) => host.Get<IPolicyStore>().ListRevisionsAsync(null, 100, Cancellation);

    public static int Head(this ConsoleHost host) => host.Get<LivePolicy>().Current.Revision;

    public static Task ReachesAsync(this ConsoleHost host, int revision) => Eventually.HoldsAsync(() => Task.FromResult(host.Head() == revision), $"revision {revision}");

    /// <summary>Tries by hand what the console tries at each boundary.</summary>
    public static async Task<Revision?> PublishBoundaryAsync(this ConsoleHost host) =>
        (await host.Get<Publisher>().PublishAsync(
            new PublishRequest { User = new ConsoleUser(Actor.System, []), IsBoundary = true, IsAutomatic = true }, Cancellation)).Revision;
}
