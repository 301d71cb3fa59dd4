using AccessConsole.Core.Bundles;
using AccessConsole.Distribution.Health;
using Microsoft.Extensions.Options;

namespace AccessConsole.Distribution.Catalog;

/// <summary>Signs statements of freshness when they are first asked for, and keeps them for an hour or until the policy changes.</summary>
internal sealed class FreshnessSigner(
    BundleCatalog catalog, IFreshnessStatements statements, NewestCheckpoint checkpoint, IOptions<DistributionOptions> options, DegradedParts degraded, TimeProvider clock, ILogger<FreshnessSigner> logger)
{
    private const int RenewedPerLifetime = 4;
    private static readonly TimeSpan RenewedAfter = TimeSpan.FromHours(1);

    private readonly TimeSpan lifetime = options.Value.FreshnessLifetime;
    private long lastSequence;

    /// <summary>
    /// The statement for an archive by a live key. Null where the signer fails and the last statement is over: the archive is served all the same.
    /// </summary>
    public ValueTask<string?> CurrentAsync(ServedBundle bundle, DateTimeOffset now)
    {
        var seal = bundle.Seal;
        // A statement for a newer revision than this request began with is as good.
        return seal is not null && now < seal.RenewAt && seal.Revision >= catalog.FreshRevisionOf(bundle)
            ? new(seal.Jws)
            : RenewAsync(bundle, seal, now);
    }

    private async ValueTask<string?> RenewAsync(ServedBundle bundle, FreshnessSeal? outdated, DateTimeOffset now)
    {
        try
        {
            var seal = await bundle.RenewSealAsync(outdated, SignAsync);
            degraded.Clear(DegradedParts.Signing);
            return seal.Jws;
        }
        catch (Exception e)
        {
            if (degraded.Report(DegradedParts.Signing, "freshness cannot be signed; bundles are served with the last statements, then without"))
                logger.LogError(e, "freshness of `{Scope}` could not be signed", bundle.Stored.Scope);
            return outdated is not null && now < outdated.NotAfter ? outdated.Jws : null;
        }
    }

    private async Task<FreshnessSeal> SignAsync(ServedBundle bundle)
    {
        var now = clock.GetUtcNow();
        var revision = catalog.NewestRevisionOf(bundle);
        var wanted = new Freshness(bundle.Stored.Scope, bundle.Digest, revision, NextSequence(now), now, now + lifetime, checkpoint.Note);
        var (jws, freshness) = await statements.MakeAsync(wanted, bundle.Stored.KeyId);
        var renewAfter = lifetime / RenewedPerLifetime < RenewedAfter ? lifetime / RenewedPerLifetime : RenewedAfter;
        return new FreshnessSeal(jws, revision, now + renewAfter, freshness.NotAfter);
    }

    /// <summary>The time in milliseconds, or one more than the last: it grows over restarts without being stored.</summary>
    private long NextSequence(DateTimeOffset now)
    {
        while (true)
        {
            var last = Volatile.Read(ref lastSequence);
            var next = Math.Max(last + 1, now.ToUnixTimeMilliseconds());
            if (Interlocked.CompareExchange(ref lastSequence, next, last) == last)
                return next;
        }
    }
}
