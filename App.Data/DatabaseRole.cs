using Npgsql;

namespace AccessConsole.Data;

/// <summary>
/// The role that the console runs as. Migrations create it as a group without login and grant it what the stores need: no DDL, no DELETE,
/// no change to what is append-only. Operators make their login a member; an owner's connection can take it on.
/// </summary>
public static class DatabaseRole
{
    public const string Name = "access_app";

    /// <summary>The same connection with the runtime role's rights only; its login must be a superuser or a member of the role.</summary>
    public static string Assume(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Options = $"{builder.Options} -c role={Name}".TrimStart();
        return builder.ConnectionString;
    }
}
