using System.Diagnostics;
using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data;
using AccessConsole.Distribution.Decisions;

namespace AccessConsole.Bench.Distribution;

/// <summary>
/// Whoever sends decisions, in a process of its own. Writes the address of a sink, which reads the same bytes and keeps nothing, then obeys lines and answers each once it is
/// done: <c>make N</c> prepares batches; <c>send ADDRESS MICROSECONDS</c> posts one after each so many; <c>write MICROSECONDS</c> writes the same rows into the database itself.
/// </summary>
internal sealed class DecisionSender(string token, string database)
{
    private const int Senders = 4;

    private readonly DecisionBatches batches = new(token);
    private byte[][] requests = [];
    private IReadOnlyList<LoggedDecision>[] rows = [];

    public static async Task<int> RunAsync(string token, string database)
    {
        SharedProcessors.BeginGroup();
        using var sink = new NullSink();
        Console.WriteLine($"{sink.Address} {token}");
        var sender = new DecisionSender(token, database);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            await sender.ObeyAsync(line.Split(' '));
            Console.WriteLine("0");
        }

        return 0;
    }

    private Task ObeyAsync(string[] command) => command switch
    {
        ["make", var count] => MakeAsync(int.Parse(count, CultureInfo.InvariantCulture)),
        ["send", var address, var gap] => SendAsync(new Uri(address), Gap(gap)),
        ["write", var gap] => WriteAsync(Gap(gap)),
        _ => throw new InvalidOperationException($"no such command: {string.Join(' ', command)}"),
    };

    private async Task MakeAsync(int count)
    {
        requests = batches.Make(count);
        rows = new IReadOnlyList<LoggedDecision>[count];
        var reader = new DecisionReader(Token(), DateTimeOffset.UtcNow, TimeSpan.FromDays(30));
        for (var i = 0; i < count; i++)
            rows[i] = (await DecisionUpload.ReadAsync(requests[i].AsMemory(requests[i].AsSpan().IndexOf("\r\n\r\n"u8) + 4), isPacked: true, reader)).Decisions;
        // What was prepared is collected before anything is measured.
        GC.Collect();
    }

    private async Task SendAsync(Uri address, TimeSpan gap)
    {
        var started = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            using var client = new RawClient();
            await client.ConnectAsync(address);
            for (var i = sender; i < requests.Length; i += Senders)
            {
                await Pace.WaitAsync(started, gap * i);
                await DeliverAsync(client, requests[i]);
            }
        })));
    }

    /// <summary>Past the console.</summary>
    private async Task WriteAsync(TimeSpan gap)
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddAccessData(database).BuildServiceProvider();
        var log = services.GetRequiredService<IDecisionLog>();
        var started = Stopwatch.StartNew();
        for (var i = 0; i < rows.Length; i++)
        {
            await Pace.WaitAsync(started, gap * i);
            await log.AddAsync(rows[i], [], CancellationToken.None);
        }
    }

    private static async Task DeliverAsync(RawClient client, byte[] batch)
    {
        while (true)
        {
            await client.SendAsync(batch);
            var answer = await client.ReadAsync();
            if (answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
                return;
            if (!answer.StartsWith("HTTP/1.1 429", StringComparison.Ordinal))
                throw new InvalidOperationException($"expected 200 or 429: {answer}");
            await Task.Delay(100);
        }
    }

    private static TimeSpan Gap(string microseconds) => TimeSpan.FromMicroseconds(int.Parse(microseconds, CultureInfo.InvariantCulture));

    private static AccessToken Token() => new()
    {
        Id = Guid.NewGuid(),
        Kind = TokenKind.Puller,
        Hash = ReadOnlyMemory<byte>.Empty,
        Prefix = "",
        Owner = Actor.System,
        CreatedAt = DateTimeOffset.UtcNow,
        ExpiresAt = DateTimeOffset.UtcNow.AddDays(1),
        Environment = "production",
        Target = Target.Opa,
    };
}
