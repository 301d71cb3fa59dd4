using System.Security.Cryptography;
using System.Text;

namespace AccessConsole.Signer;

/// <summary>The secret that console and signer share, so that nobody else keeps the signer busy. It lets nobody have anything signed that the rules refuse.</summary>
internal sealed class Credential(string secret)
{
    private readonly byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {secret}"));

    /// <returns>What is wrong with the file; null where nothing is.</returns>
    public static string? Objection(string key, string file)
    {
        if (file.Length == 0)
            return $"{key} is missing: make one with `openssl rand -hex 32`, for console and signer alike";
        try
        {
            return Read(file).Length < ValidateSignerOptions.MinimumCredential ? $"{key} names `{file}`, which holds fewer than {ValidateSignerOptions.MinimumCredential} characters" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{key} names `{file}`, which cannot be read: {e.Message}";
        }
    }

    public static string Read(string file) => File.ReadAllText(file).Trim();

    public bool IsIn(string authorization) => CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(authorization)));
}
