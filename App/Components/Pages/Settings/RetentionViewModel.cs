using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Retention;
using AccessConsole.SignIn;
using Microsoft.Extensions.Options;

namespace AccessConsole.Components.Pages.Settings;

/// <summary>What the console keeps, how much that is, and what becomes of it.</summary>
public sealed class RetentionViewModel(IRetentionStore store, IAuditLog audit, IOptions<RetentionOptions> options, IOptions<DecisionOptions> decisions, IOptionsMonitor<SignInOptions> signIn)
{
    public IReadOnlyList<HoldingRow> Rows { get; private set; } = [];

    /// <summary>All that the database holds, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The last time that something was removed; null where nothing ever was.</summary>
    public AuditRecord? Last { get; private set; }

    public TimeSpan SessionLifetime => signIn.CurrentValue.SessionLifetime;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var tables = (await store.ListTablesAsync(cancellationToken)).ToDictionary(t => t.Name, StringComparer.Ordinal);
        var holdings = Holding.All(options.Value, decisions.Value);
        var named = holdings.SelectMany(h => h.Tables).ToHashSet(StringComparer.Ordinal);
        var others = Holding.Other([.. tables.Keys.Where(name => !named.Contains(name))]);
        Rows = [.. holdings.Append(others).Select(holding => HoldingRow.Of(holding, tables)).OfType<HoldingRow>()];
        Bytes = tables.Values.Sum(t => t.Bytes);
        var last = await audit.ListAsync(new AuditFilter(AuditActions.RetentionApplied), null, 1, cancellationToken);
        Last = last.Count == 0 ? null : last[0];
    }
}

/// <param name="Entries">Rows of all its tables, as the database estimates them.</param>
public sealed record HoldingRow(Holding Holding, long Entries, long Bytes)
{
    /// <returns>Null where this database has none of its tables.</returns>
    public static HoldingRow? Of(Holding holding, IReadOnlyDictionary<string, StoredTable> tables)
    {
        var found = holding.Tables.Select(name => tables.GetValueOrDefault(name)).OfType<StoredTable>().ToArray();
        return found.Length == 0 ? null : new HoldingRow(holding, found.Sum(t => t.Rows), found.Sum(t => t.Bytes));
    }
}
