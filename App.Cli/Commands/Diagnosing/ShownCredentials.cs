using System.CommandLine;
using System.Text;
using AccessConsole.Cli.Commands.Policy;
using AccessConsole.Core.Diagnosis;

namespace AccessConsole.Cli.Commands.Diagnosing;

/// <summary>What the caller showed, as files have it.</summary>
/// <param name="Certificate">The file's text, which may hold the key besides.</param>
/// <param name="Certificates">The certificates alone: a key that stands in the same file goes nowhere.</param>
internal sealed record ShownCredentials(string? Token, string? Certificate, string? Certificates)
{
    private const int MaxLength = 64 << 10;

    /// <summary>How DER begins: a sequence.</summary>
    private const byte Sequence = 0x30;

    /// <exception cref="FormatException">A file does not hold what it is given for: to go on without it would look at another call.</exception>
    public static async Task<ShownCredentials> ReadAsync(Call call, DiagnoseOptions options, Surroundings around)
    {
        var token = await FileAsync(options.TokenFile, "a token");
        if (token is not null && TextOf(token).Length == 0)
            throw new FormatException($"{options.TokenFile.Name} names `{token.Name}`, which is empty: it must hold the caller's token, or leave the option out where the caller showed none");
        var certificate = await FileAsync(options.CertificateFile, "a chain of certificates");
        return new ShownCredentials(
            token is null ? null : TextOf(token), certificate is null ? null : TextOf(certificate), certificate is null ? null : CertificatesOf(certificate, options.CertificateFile.Name));

        async Task<InputFile?> FileAsync(Option<string?> option, string what) =>
            call.Arguments.GetValue(option) is { } path ? await InputFile.ReadAsync(path, around, MaxLength, what, call.CancellationToken) : null;
    }

    private static string CertificatesOf(InputFile file, string option)
    {
        using var chain = CertificateChain.Read(TextOf(file));
        if (chain is not null)
            return chain.Certificates.ExportCertificatePems();
        var mend = file.Text.Span is [Sequence, >= 0x80, ..] ? $"it looks like DER: convert it by `openssl x509 -in {file.Name} -inform der`" : "PEM begins with -----BEGIN CERTIFICATE-----";
        throw new FormatException($"{option} names `{file.Name}`, which must hold 1 to {CertificateChain.MaxLength} certificates in PEM that can be read, the caller's own first: {mend}");
    }

    private static string TextOf(InputFile file) => Encoding.UTF8.GetString(file.Text.Span).Trim();
}
