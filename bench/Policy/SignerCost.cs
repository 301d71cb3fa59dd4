using System.Collections.Immutable;
using System.Diagnostics;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Signing;
using AccessConsole.Signer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccessConsole.Bench.Policy;

/// <summary>What one changed grant costs a signer of its own, from the request's bytes to the answer that is written through to the disk, at three sizes side by side.</summary>
internal static class SignerCost
{
    private static readonly ImmutableSortedDictionary<string, JwkSet> NoKeys = ImmutableSortedDictionary.Create<string, JwkSet>(StringComparer.Ordinal);

    public static async Task<int> RunAsync()
    {
        Console.WriteLine("grants    begin ms   first ms (archives)   one more ms, median (archives)   state MB");
        foreach (var grants in (int[])[1_000, 10_000, 100_000])
            await MeasureAsync(grants);
        return 0;
    }

    private static async Task MeasureAsync(int grants)
    {
        var directory = Directory.CreateTempSubdirectory("access-signer-").FullName;
        try
        {
            await using var signer = Build(directory);
            var now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            var state = SignedState.Beginning(1, 1, "", new CompilationInput(PolicySet.Of(BigPolicy.Document(grants)), NoKeys, now.AddDays(-1)));
            var begin = Time(() => signer.Services.GetRequiredService<SignerFiles>().Begin(state));
            var desk = signer.Services.GetRequiredService<SigningDesk>();
            var (first, archives, digest) = await SignAsync(desk, 2, "", BigPolicy.Grant(7));
            var others = new List<double>();
            var changed = 0;
            for (var revision = 3; revision < 10; revision++)
            {
                (var elapsed, changed, digest) = await SignAsync(desk, revision, digest, BigPolicy.Grant(7 + revision));
                others.Add(elapsed);
            }

            var size = new FileInfo(Path.Combine(directory, "state", "pending.json")).Length;
            Console.WriteLine($"{grants,7}   {begin,8:F0}   {first,8:F0} ({archives})   {others.Order().ElementAt(others.Count / 2),16:F0} ({changed})   {size / 1e6,8:F1}");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<(double Elapsed, int Archives, string Digest)> SignAsync(SigningDesk desk, int revision, string digest, Grant grant)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        var patch = new PolicyPatch { Upserts = [grant with { Expires = now.AddYears(1), Id = Guid.CreateVersion7() }] };
        var request = SigningRequestJson.Write(new SigningRequest
        {
            Kind = SigningKind.Change,
            BaseRevision = revision - 1,
            BaseDigest = digest,
            Revision = revision,
            ReviewedAt = now,
            EffectiveAt = now,
            Patch = patch,
            IssuerKeys = NoKeys,
        });
        var started = Stopwatch.GetTimestamp();
        var answer = await desk.SignAsync(request, CancellationToken.None);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (answer.Refusal is { } refusal)
            throw new InvalidOperationException(refusal.Message);
        return (elapsed, SigningAnswerJson.Read(answer.Json).Count, PolicyDigest.After(digest, patch));
    }

    private static WebApplication Build(string directory)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(Keys(directory).Concat(
        [
            new("Signer:Listen", $"unix:{directory}/signer.sock"), new("Signer:CredentialFile", Put(directory, "credential", new string('c', 40))), new("Signer:StateDirectory", $"{directory}/state"),
        ]));
        builder.Logging.ClearProviders();
        builder.AddSigner();
        return builder.Build();
    }

    private static IEnumerable<KeyValuePair<string, string?>> Keys(string directory)
    {
        using var root = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var list = KeyList.SignAsync(new KeyList([SigningKeys.PublicPartOf(key)], 1, DateTimeOffset.UtcNow.AddDays(1)), new EcdsaSigner(root), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        File.WriteAllBytes(Path.Combine(directory, "keys.json"), list);
        return
        [
            new("Signing:KeyFile", Put(directory, "key.pem", SigningKeys.ExportPrivatePem(key))),
            new("Signing:RootPublicKeyFile", Put(directory, "root.pub", SigningKeys.ExportPublicPem(SigningKeys.PublicPartOf(root)))),
            new("Signing:KeyListFile", Path.Combine(directory, "keys.json")),
        ];
    }

    private static string Put(string directory, string name, string text)
    {
        File.WriteAllText(Path.Combine(directory, name), text);
        return Path.Combine(directory, name);
    }

    private static double Time(Action act)
    {
        var started = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
