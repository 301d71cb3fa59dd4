using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

/// <summary>Writes the archives of one publish.</summary>
internal sealed class BundleWriter(AccessDbContext context)
{
    /// <param name="published">The revision whose publish writes them.</param>
    public async Task WriteAsync(IReadOnlyList<StoredBundle> bundles, int published, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var rows = await connection.BeginBinaryImportAsync(SqlScripts.Read("copy_bundles"), cancellationToken);
        foreach (var signedByEachKey in bundles.GroupBy(b => (b.Scope, b.Revision)))
        {
            foreach (var (keyOrder, bundle) in signedByEachKey.Index())
                await WriteAsync(rows, bundle, keyOrder, published, cancellationToken);
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
