using System.Globalization;
using AccessConsole.Configuration;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.Extensions.Options;

namespace AccessConsole.Sample;

/// <summary>Puts the sample organisation into an empty store, once, with decisions of its last days.</summary>
public sealed class SampleLoader(IOptions<ConsoleOptions> options, LivePolicy live, Publisher publisher, PolicyCompiler compiler, IDecisionLog decisions, IAuditLog audit, TimeProvider clock)
{
    private const string Summary = "The sample organisation";

    public static string DocumentPath => Path.Combine(AppContext.BaseDirectory, "samples", "acme", "policy.yaml");

    public async Task LoadOnceAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Sample || live.Current.Revision > 0)
            return;
        var text = await File.ReadAllBytesAsync(DocumentPath, cancellationToken);
        var read = DocumentCheck.Check(text, DocumentFormat.Yaml, new ValidationOptions(compiler.Targets, IsDevelopment: true, clock.GetUtcNow()));
        if (read.HasErrors)
            throw new InvalidDataException($"the sample organisation is not valid: {read.Problems[0].Message}");
        var outcome = await publisher.PublishAsync(
            new PublishRequest
            {
                User = new ConsoleUser(Actor.System, []),
                Patch = PolicyDiffPatch.Between(PolicyObjects.None, read.Document, Guid.CreateVersion7),
                Summary = Summary,
                IsAutomatic = true,
            },
            cancellationToken);
        if (outcome.Refusal is { } refusal)
            throw new InvalidDataException($"the sample organisation was refused: {refusal.Message}: {string.Join("; ", refusal.Problems.Select(p => p.Message))}");
        var loaded = new AuditEvent(clock.GetUtcNow(), Actor.System, AuditActions.SampleLoaded, $"revision/{live.Current.Revision.ToString(CultureInfo.InvariantCulture)}", new Dictionary<string, string?> { ["summary"] = Summary });
        await audit.AppendAsync(loaded, cancellationToken);
        await decisions.AddAsync(SampleDecisions.Of(live.Current.Policy, live.Current.Revision, clock.GetUtcNow()), [], cancellationToken);
    }
}
