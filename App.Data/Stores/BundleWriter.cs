using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Rows;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

/// <summary>Writes archives: of one publish, or of the same content by further keys.</summary>
internal sealed class BundleWriter(AccessDbContext context)
{
    /// <param name="published">The revision whose publish writes them.</param>
    public Task WriteAsync(IReadOnlyList<StoredBundle> bundles, int published, CancellationToken cancellationToken) =>
        WriteAsync(bundles, [], published, cancellationToken);

    /// <param name="beside">The archives of the same scopes that are stored: what is added comes after them in the order of keys.</param>
    /// <param name="head">The newest revision.</param>
    public Task AddAsync(IReadOnlyList<StoredBundle> added, IEnumerable<BundleRow> beside, int head, CancellationToken cancellationToken) =>
        WriteAsync(added, beside.GroupBy(row => row.Scope).ToDictionary(scope => scope.Key, scope => scope.Max(row => row.KeyOrder) + 1), head, cancellationToken);

    private async Task WriteAsync(
        IReadOnlyList<StoredBundle> bundles, Dictionary<string, int> firstOrders, int published, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var rows = await connection.BeginBinaryImportAsync(SqlScripts.Read("copy_bundles"), cancellationToken);
        foreach (var signedByEachKey in bundles.GroupBy(b => (b.Scope, b.Revision)))
        {
            var first = firstOrders.GetValueOrDefault(signedByEachKey.Key.Scope.ToString());
            foreach (var (index, bundle) in signedByEachKey.Index())
                await WriteAsync(rows, bundle, first + index, published, cancellationToken);
        }

        await rows.CompleteAsync(cancellationToken);
    }

    private static async Task WriteAsync(
        NpgsqlBinaryImporter rows, StoredBundle bundle, int keyOrder, int published, CancellationToken cancellationToken)
    {
        await rows.StartRowAsync(cancellationToken);
        await rows.WriteAsync(bundle.Scope.ToString(), NpgsqlDbType.Text, cancellationToken);
        await rows.WriteAsync(bundle.Scope.Environment, NpgsqlDbType.Text, cancellationToken);
        await rows.WriteAsync(bundle.Scope.Target.Name(), NpgsqlDbType.Text, cancellationToken);
        await rows.WriteAsync(bundle.Scope.Service, NpgsqlDbType.Text, cancellationToken);
        await rows.WriteAsync(bundle.Revision, NpgsqlDbType.Integer, cancellationToken);
        await rows.WriteAsync(bundle.KeyId, NpgsqlDbType.Text, cancellationToken);
        await rows.WriteAsync(keyOrder, NpgsqlDbType.Integer, cancellationToken);
        await rows.WriteAsync(published, NpgsqlDbType.Integer, cancellationToken);
        await rows.WriteAsync(bundle.ContentDigest, NpgsqlDbType.Text, cancellationToken);
        await rows.WriteAsync(bundle.Sha256, NpgsqlDbType.Bytea, cancellationToken);
        await rows.WriteAsync(bundle.Archive, NpgsqlDbType.Bytea, cancellationToken);
        await rows.WriteAsync(bundle.IsTombstone, NpgsqlDbType.Boolean, cancellationToken);
    }
}
