using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Client;

/// <summary>How output, reports and logs name a kind of refusal; stable, for machines.</summary>
internal static class RefusalCodes
{
    public static string Code(this RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed => "malformed",
        RefusalKind.Unsigned => "unsigned",
        RefusalKind.UnknownKey => "unknown_key",
        RefusalKind.Signature => "signature",
        RefusalKind.Scope => "scope",
        RefusalKind.FileHash => "file_hash",
        RefusalKind.UnexpectedFile => "unexpected_file",
        RefusalKind.MissingFile => "missing_file",
        RefusalKind.Expired => "expired",
        RefusalKind.Older => "older",
    };
}
