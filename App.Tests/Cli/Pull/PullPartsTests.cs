using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Cli.Pull;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Cli.Pull;

public sealed class PullPartsTests : IDisposable
{
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void BackOff_GrowsFromOneSecondToOneMinuteWithJitter() => Gen.Select(Gen.Int[1, 10_000], Gen.Double[0, 1]).Sample((failures, chance) =>
    {
        var full = Math.Min(Math.Pow(2, failures - 1), 60);
        var delay = BackOff.After(failures, chance, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)).TotalSeconds;
        return delay >= (full / 2) - 0.001 && delay <= full + 0.001;
    });

    [Fact]
    public void Memory_SurvivesItsFile()
    {
        var memory = new PullMemory
        {
            Scope = "production/nginx/*",
            HighestRevision = 7,
            KeyListVersion = 3,
            InForce = "7-abc",
            ActiveSince = DateTimeOffset.UnixEpoch,
            FreshUntil = DateTimeOffset.UnixEpoch.AddHours(1),
        };
        memory.Save(MemoryPath);

        Assert.Equal(memory, PullMemory.Load(MemoryPath, memory.Scope));
        Assert.Equal([MemoryPath], Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public void MemoryOfAnotherScope_IsRefused()
    {
        new PullMemory { Scope = "production/nginx/*" }.Save(MemoryPath);
        Assert.Equal("directory", Assert.Throws<PullException>(() => PullMemory.Load(MemoryPath, "staging/nginx/*")).Code);
    }

    [Fact]
    public void MemoryThatCannotBeRead_IsNotTakenForNone()
    {
        Directory.CreateDirectory(MemoryPath);
        Assert.Equal("directory", Assert.Throws<PullException>(() => PullMemory.Load(MemoryPath, "staging/nginx/*")).Code);
    }

    [Fact]
    public void Directory_IsHeldByOnePullerAtATime()
    {
        var bundles = new BundleDirectory(directory.Path);
        using (bundles.TryLock())
            Assert.Null(bundles.TryLock());
        using var held = bundles.TryLock();
        Assert.NotNull(held);
    }

    [Fact]
    public void Report_IsOpasStatusDocument()
    {
        var report = new StatusReport
        {
            Id = "id-1",
            Name = "gateway-1",
            Labels = ImmutableDictionary<string, string>.Empty.Add("site", "berlin").Add("id", "forged"),
            ActiveRevision = 42,
            ActiveSince = DateTimeOffset.UnixEpoch,
            Slice = "payments-api",
            Error = new PullException("http", "the console answered 500", 500),
        };
        var document = JsonNode.Parse(report.Write())!;
        var bundle = document["bundles"]!["access"]!;

        Assert.Equal("id-1", document["labels"]!["id"]!.GetValue<string>());
        Assert.Equal("berlin", document["labels"]!["site"]!.GetValue<string>());
        Assert.Equal("payments-api", document["labels"]!["slice"]!.GetValue<string>());
        Assert.Equal("42", bundle["active_revision"]!.GetValue<string>());
        Assert.Equal("1970-01-01T00:00:00.000Z", bundle["last_successful_activation"]!.GetValue<string>());
        Assert.Equal("0001-01-01T00:00:00.000Z", bundle["last_request"]!.GetValue<string>());
        Assert.Equal(("http", 500), (bundle["code"]!.GetValue<string>(), bundle["http_code"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("access.example.com")]
    [InlineData("file:///etc")]
    public void ServerThatIsNoAddress_IsRefused(string? server) =>
        Assert.Contains("ACCESS_SERVER", Assert.Throws<FormatException>(() => ServerSettings.Parse(server, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Server_KeepsItsPath() =>
        Assert.Equal("https://example.com/access/v1/keys", new Uri(ServerSettings.Parse("https://example.com/access", " t ").Server, "v1/keys").ToString());

    private string MemoryPath => Path.Combine(directory.Path, "memory.json");
}
