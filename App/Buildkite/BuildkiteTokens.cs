using System.Security.Cryptography;
using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.DataProtection;

namespace AccessConsole.Buildkite;

/// <summary>
/// Protects stored API tokens by the console's Data Protection keys. A token is bound to its connection and to the address that it goes to: whoever can
/// change rows of the database, and not the console, gets it sent nowhere else.
/// </summary>
public sealed class BuildkiteTokens(IDataProtectionProvider protection)
{
    private const string Purpose = "AccessConsole.Buildkite.Token";

    public string Protect(Guid connection, string organization, string address, string token) => Protector(connection, organization, address).Protect(token);

    /// <returns>Null where this replica's keys do not open it.</returns>
    public string? Open(BuildkiteConnection connection)
    {
        try
        {
            return Protector(connection.Id, connection.Organization, connection.Address).Unprotect(connection.ProtectedToken);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector(Guid connection, string organization, string address) => protection.CreateProtector(Purpose, connection.ToString(), organization, address);
}
