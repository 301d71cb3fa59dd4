using AccessConsole.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace AccessConsole.Migrations;

/// <summary>Gives <c>dotnet ef</c> a context. Adding and comparing migrations connects to nothing.</summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<AccessDbContext>
{
    public AccessDbContext CreateDbContext(string[] args)
    {
        var connectionString = Environment.GetEnvironmentVariable("ConnectionStrings__Access") ?? "Host=localhost;Database=access";
        var options = new DbContextOptionsBuilder<AccessDbContext>();
        options.UseAccessStore(NpgsqlDataSource.Create(connectionString));
        return new AccessDbContext(options.Options);
    }
}
