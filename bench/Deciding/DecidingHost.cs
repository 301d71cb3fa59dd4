using System.Collections.Immutable;
using AccessConsole.Bench.Distribution;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;
using AccessConsole.Tokens;

namespace AccessConsole.Bench.Deciding;

/// <summary>The machine side with a policy in force, in a process of its own. Writes its address and a token that may ask for decisions, then serves until its input ends.</summary>
internal static class DecidingHost
{
    public static async Task<int> RunAsync(string policy)
    {
        var document = PolicyReader.Read(await File.ReadAllBytesAsync(policy), DocumentFormat.Json).Document!;
        var directory = Directory.CreateTempSubdirectory("bench-").FullName;
        var text = TokenText.Create(TokenKind.Decide);
        await using var app = MachineHost.Build(directory, new BenchStores { Tokens = [TokenOf(text)] });
        await app.StartAsync();
        var input = new CompilationInput(PolicySet.Of(document), ImmutableSortedDictionary.Create<string, JwkSet>(StringComparer.Ordinal), DateTimeOffset.UtcNow);
        app.Services.GetRequiredService<LivePolicy>().Advance(LiveState.Empty with { Revision = 1, PolicyRevision = 1, Input = input });
        Console.WriteLine($"{app.Urls.Single()} {text}");
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Until the one who measures is done.
        }

        await app.StopAsync();
        Directory.Delete(directory, recursive: true);
        return 0;
    }

    private static AccessToken TokenOf(string text) => new()
    {
        Id = Guid.NewGuid(),
        Kind = TokenKind.Decide,
        Hash = TokenText.Hash(text),
        Prefix = TokenText.Shown(text),
        Owner = Actor.System,
        CreatedAt = DateTimeOffset.UtcNow,
        ExpiresAt = DateTimeOffset.UtcNow.AddDays(1),
        Environment = DecidingLoad.Environment,
    };
}
