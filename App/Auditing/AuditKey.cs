using System.Security.Cryptography;
using System.Text;
using AccessConsole.Configuration;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Bundles;
using AccessConsole.Distribution.DiskCache;
using Microsoft.Extensions.Options;

namespace AccessConsole.Auditing;

/// <summary>The key that signs the audit log's checkpoints.</summary>
public sealed record AuditKey(NoteKey Public, ISigner Signer)
{
    private const string OwnOrigin = "localhost/access-console/audit";

    /// <returns>Null where none is configured, outside Development.</returns>
    /// <exception cref="OptionsValidationException">The file or the name is not usable.</exception>
    internal static AuditKey? Of(AuditOptions options, IHostEnvironment host, DataPaths paths) =>
        Configured(options) ?? (host.IsDevelopment() ? Open(Own(paths), OwnOrigin) : null);

    /// <returns>Null where none is configured.</returns>
    /// <exception cref="OptionsValidationException">The file or the name is not usable.</exception>
    internal static AuditKey? Configured(AuditOptions options)
    {
        if (options is { KeyFile: "", Origin: "" })
            return null;
        try
        {
            return options.KeyFile.Length > 0
                ? Open(options.KeyFile, options.Origin)
                : throw Failure("Audit__KeyFile is missing: make a key with `accessctl keys new`, or leave Audit__Origin out as well");
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Failure($"Audit__KeyFile names `{options.KeyFile}` and Audit__Origin `{options.Origin}`, which cannot be used: {e.Message}");
        }
    }

    private static AuditKey Open(string file, string origin)
    {
        var signer = new EcdsaSigner(SigningKeys.ImportPrivatePem(File.ReadAllText(file)));
        return new AuditKey(new NoteKey(origin, signer.VerificationKey), signer);
    }

    private static string Own(DataPaths paths)
    {
        var file = Path.Combine(paths.Keys, "audit.pem");
        if (File.Exists(file))
            return file;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PrivateFile.Write(file, Encoding.ASCII.GetBytes(SigningKeys.ExportPrivatePem(key)));
        return file;
    }

    private static OptionsValidationException Failure(string message) => new(AuditOptions.Section, typeof(AuditOptions), [message]);
}
