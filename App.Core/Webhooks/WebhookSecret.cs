using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AccessConsole.Core.Webhooks;

/// <summary>The secret by which a receiver knows that a message is the console's (Standard Webhooks, symmetric signatures).</summary>
public sealed class WebhookSecret
{
    /// <summary>Bytes of a secret.</summary>
    public const int Size = 32;

    private const string Prefix = "whsec_";
    private readonly byte[] key;

    /// <param name="key">Random bytes.</param>
    public WebhookSecret(byte[] key) => this.key = key;

    /// <summary>Reads a secret as <see cref="ToString"/> writes it.</summary>
    /// <exception cref="FormatException">It is anything else.</exception>
    public static WebhookSecret Parse(string text) => text.StartsWith(Prefix, StringComparison.Ordinal)
        ? new WebhookSecret(Convert.FromBase64String(text[Prefix.Length..]))
        : throw new FormatException("it is no secret of a webhook");

    /// <summary>As a receiver is given it.</summary>
    public override string ToString() => Prefix + Convert.ToBase64String(key);

    /// <summary>One entry of the header <c>webhook-signature</c>.</summary>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="at">The header <c>webhook-timestamp</c>, in whole seconds.</param>
    public string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}."));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. head, .. body]));
    }
}
