using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessConsole.Data.Stores;

/// <summary>Runs the named scripts on a context's connection, inside its transaction.</summary>
internal static class ScriptExecution
{
    public static Task ExecuteScriptAsync(
        this AccessDbContext context, string script, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        context.Database.ExecuteSqlRawAsync(SqlScripts.Read(script), parameters, cancellationToken);
}
