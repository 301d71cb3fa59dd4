using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace AccessConsole.Data;

/// <summary>Lets a failed save surface as the <see cref="NpgsqlException"/> it is, as queries and commits do.</summary>
internal sealed class UnwrapSaveErrors : SaveChangesInterceptor
{
    public static readonly UnwrapSaveErrors Instance = new();

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Exception.InnerException is NpgsqlException error)
            ExceptionDispatchInfo.Throw(error);
        return Task.CompletedTask;
    }
}
