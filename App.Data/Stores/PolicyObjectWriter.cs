using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

/// <summary>Writes a patch as the ends of old states and the beginnings of new ones.</summary>
internal sealed class PolicyObjectWriter(AccessDbContext context)
{
    public async Task WriteAsync(PolicyPatch patch, int revision, CancellationToken cancellationToken)
    {
        // As in applying a patch to a list: of two upserts of one name the later counts.
        var upserts = patch.Upserts.GroupBy(o => o.Reference).Select(same => same.Last()).ToList();
        await EndByNameAsync([.. patch.Deletes, .. upserts.Select(o => o.Reference)], revision, cancellationToken);
        await EndByIdAsync([.. upserts.Where(o => o.Id is not null)], revision, cancellationToken);
        await CopyAsync(upserts, revision, cancellationToken);
    }

    private Task EndByNameAsync(List<PolicyReference> references, int revision, CancellationToken cancellationToken) =>
        context.ExecuteScriptAsync(
            "end_objects_by_name",
            cancellationToken,
            new NpgsqlParameter("revision", revision),
            new NpgsqlParameter("kinds", references.Select(r => r.Kind.DocumentKey()).ToArray()),
            new NpgsqlParameter("names", references.Select(r => r.Name).ToArray()));

    /// <summary>Ends what a known id was called before: a rename.</summary>
    private Task EndByIdAsync(List<PolicyObject> objects, int revision, CancellationToken cancellationToken) =>
        context.ExecuteScriptAsync(
            "end_objects_by_id",
            cancellationToken,
            new NpgsqlParameter("revision", revision),
            new NpgsqlParameter("kinds", objects.Select(o => o.Kind.DocumentKey()).ToArray()),
            new NpgsqlParameter("ids", objects.Select(o => o.Id!.Value).ToArray()));

    // COPY for few rows too: one way to write them, and an import of 100,000 objects takes seconds.
    private async Task CopyAsync(List<PolicyObject> objects, int revision, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var rows = await connection.BeginBinaryImportAsync(SqlScripts.Read("copy_objects"), cancellationToken);
        foreach (var policyObject in objects)
        {
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync(policyObject.Kind.DocumentKey(), NpgsqlDbType.Text, cancellationToken);
            await rows.WriteAsync(policyObject.Name, NpgsqlDbType.Text, cancellationToken);
            await rows.WriteAsync(policyObject.Id, NpgsqlDbType.Uuid, cancellationToken);
            await rows.WriteAsync(PolicyObjectJson.Write(policyObject), NpgsqlDbType.Jsonb, cancellationToken);
            await rows.WriteAsync(revision, NpgsqlDbType.Integer, cancellationToken);
        }

        await rows.CompleteAsync(cancellationToken);
    }
}
