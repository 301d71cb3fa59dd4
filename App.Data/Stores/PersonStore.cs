using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessConsole.Data.Stores;

internal sealed class PersonStore(IDbContextFactory<AccessDbContext> contexts) : IPersonStore
{
    public async Task RecordSignInAsync(
        PersonId person, string name, ConsoleRole highestRole, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.ExecuteScriptAsync(
            "save_person",
            cancellationToken,
            new NpgsqlParameter("issuer", person.Issuer),
            new NpgsqlParameter("subject", person.Subject),
            new NpgsqlParameter("name", name),
            new NpgsqlParameter("role", highestRole.ToString()),
            new NpgsqlParameter("is_admin", highestRole == ConsoleRole.Admin),
            new NpgsqlParameter("at", auditEvent.At.ToUniversalTime()));
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<bool> HasAdminSignedInAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Persons.AnyAsync(p => p.WasAdmin, cancellationToken);
    }
}
