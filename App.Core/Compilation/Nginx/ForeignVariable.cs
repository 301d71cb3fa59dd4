namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>The variable that holds what a deployment in shadow passes on of a token header: whatever is no token of the policy's issuers.</summary>
internal static class ForeignVariable
{
    public static string Of(string header) => "access_foreign_" + header.Replace('-', '_');

    public static NginxArgument Use(string header) => NginxArgument.Code("$" + NginxArgument.Text(Of(header)).Value);
}
