using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Signing;
using AccessConsole.Signer;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AccessConsole.Tests.Signer;

/// <summary>A signer's desk on a directory of its own, composed as the program composes it, without its listener.</summary>
internal sealed class DeskFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SignerPlace place = new();
    private WebApplication app;

    public DeskFixture()
        : this(Policy, Keys)
    {
    }

    /// <param name="keys">The issuers' keys to begin with.</param>
    public DeskFixture(PolicySet policy, ImmutableSortedDictionary<string, JwkSet> keys)
    {
        app = Build();
        var state = SignedState.Beginning(7, 7, "seven", new CompilationInput(policy, keys, Now.AddDays(-1)));
        app.Services.GetRequiredService<SignerFiles>().Begin(state);
    }

    public FakeTimeProvider Clock { get; } = new(Now);

    public SigningDesk Desk => app.Services.GetRequiredService<SigningDesk>();

    public string LogFile => app.Services.GetRequiredService<SignerFiles>().LogFile;

    public KeyList KeyList => KeyList.Verify(
        File.ReadAllBytes(place.ListFile), SigningKeys.ImportPublicPem(File.ReadAllText(place.RootPublicFile)), DateTimeOffset.UtcNow, 0).Value!;

    public static PolicySet Policy { get; } = Read(SmallPolicy.Yaml);

    public static PolicySet Read(string yaml) => PolicySet.Of(WithIds(PolicyReader.Read(Encoding.UTF8.GetBytes(yaml), DocumentFormat.Yaml).Document));

    public static ImmutableSortedDictionary<string, JwkSet> Keys => ImmutableSortedDictionary.Create<string, JwkSet>(StringComparer.Ordinal);

    /// <summary>A change of an environment without approvals.</summary>
    public static SigningRequest Change(string grant, int revision, int baseRevision = 7, string baseDigest = "seven") => new()
    {
        Kind = SigningKind.Change,
        BaseRevision = baseRevision,
        BaseDigest = baseDigest,
        Revision = revision,
        ReviewedAt = Now,
        EffectiveAt = Now,
        Patch = PolicyReader.ReadPatch(Encoding.UTF8.GetBytes(SmallPolicy.GrantPatch("staging", grant))).Patch,
        NewIds = [new Guid(revision, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 9)],
        IssuerKeys = Keys,
    };

    public async Task<DeskAnswer> SignAsync(SigningRequest request) => await Desk.SignAsync(SigningRequestJson.Write(request), CancellationToken.None);

    /// <summary>As after a kill: what the process knew is gone, what it wrote is there.</summary>
    public async Task RestartAsync()
    {
        await app.DisposeAsync();
        app = Build();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        place.Dispose();
    }

    private static PolicyDocument WithIds(PolicyDocument document)
    {
        var ids = 0;
        return PolicyDocument.Of(document.Objects().Select(o => o.Id is null ? o with { Id = new Guid(++ids, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1) } : o));
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection([.. place.OfSigner.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)), new("Console:OutboundAllowed:0", "localhost")]);
        builder.Logging.ClearProviders();
        builder.AddSigner();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        return builder.Build();
    }
}
