using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>
/// How access.js reads the bytes of a certificate, those included that no TLS library would let through: a name is found by the
/// structure alone, and what is damaged names nobody.
/// </summary>
public sealed class CertificateReadingTests : IAsyncLifetime
{
    private const string Id = "spiffe://acme.example/ns/shop/sa/storefront";
    private const string Usage = "2.5.29.15";
    private const string Names = "2.5.29.17";

    private const string Probe =
        """
        function probe(r) {
            let read = '';
            try {
                read = certificateReader()(derOf(r.headersIn['Certificate'].split('|').join('\n')));
            } catch (e) {
                read = '';
            }
            r.return(200, read || 'null');
        }

        export default { probe: probe,
        """;

    private static readonly byte[] DigitalSignature = [0x03, 0x02, 0x07, 0x80];

    private readonly CertificateForge forge = new("acme");
    private readonly NginxRig rig = new();

    public async ValueTask InitializeAsync()
    {
        var document = NginxPolicies.Document(NginxPolicies.DeploymentTo(rig.Upstream), NginxPolicies.Grant);
        var mesh = new IdentityProvider { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = "acme.example", TrustBundle = forge.Bundle } };
        var policy = PolicySet.Of(document with { IdentityProviders = [.. document.IdentityProviders, mesh] });
        await rig.Load(NginxBundles.Of(policy, NginxPolicies.Environment).Select(Probing));
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        forge.Dispose();
    }

    [Fact]
    public async Task WholeCertificate_NamesItsUri() => Assert.Equal(Id, await Read(Certificate(Leaf())));

    [Fact]
    public async Task ManyExtensionsAndLongOnes_AreWalkedOver() => Assert.Equal(
        Id, await Read(Certificate([("1.3.6.1.4.1.99999.1", new byte[300]), ("1.3.6.1.4.1.99999.2", [0x05, 0x00]), ("2.5.29.14", new byte[130]), .. Leaf()])));

    [Fact]
    public async Task ExtensionThatComesTwice_NamesNobody()
    {
        Assert.Equal("null", await Read(Certificate([.. Leaf(), (Names, San(Id))])));
        Assert.Equal("null", await Read(Certificate([.. Leaf(), (Usage, DigitalSignature)])));
        Assert.Equal("null", await Read(Certificate([("1.3.6.1.4.1.99999.1", [0x05, 0x00]), .. Leaf(), ("1.3.6.1.4.1.99999.1", [0x05, 0x00])])));
    }

    [Fact]
    public async Task TwoUris_NameNobody() => Assert.Equal("null", await Read(Certificate([(Usage, DigitalSignature), (Names, San(Id, Id))])));

    [Fact]
    public async Task ExtensionInsideOfAnotherFieldsText_IsNone()
    {
        var planted = new AsnWriter(AsnEncodingRules.DER);
        WriteExtension(planted, Names, San(Id));
        Assert.Equal("null", await Read(Certificate([(Usage, DigitalSignature)], planted.Encode())));
        Assert.Equal("null", await Read(Certificate([(Usage, DigitalSignature), ("1.3.6.1.4.1.99999.1", planted.Encode())])));
    }

    [Fact]
    public async Task NoExtensions_NameNobody() => Assert.Equal("null", await Read(Certificate([])));

    [Fact]
    public async Task IndefiniteLengths_NameNobody()
    {
        var certificate = Certificate(Leaf());
        var name = certificate.AsSpan().IndexOf("spiffe"u8);
        foreach (var place in Enumerable.Range(0, name).Where(i => certificate[i] is 0x30 or 0xa3))
        {
            var changed = certificate.ToArray();
            changed[place + 1] = 0x80;
            Assert.Equal("null", await Read(changed));
        }
    }

    [Fact]
    public async Task Truncated_NamesNobody()
    {
        var certificate = Certificate(Leaf());
        for (var length = 0; length < certificate.Length; length += 7)
            Assert.Equal("null", await Read(certificate[..length]));
    }

    /// <summary>Every length made one greater or smaller: the name that is read, if any, is the one that was written.</summary>
    [Fact]
    public async Task WrongLength_NamesNobodyElse()
    {
        var certificate = Certificate(Leaf());
        for (var i = 1; i < certificate.Length; i++)
        {
            var changed = certificate.ToArray();
            changed[i]++;
            var read = await Read(changed);
            Assert.True(read is "null" or Id || read.Length == Id.Length, $"byte {i}: {read}");
        }
    }

    private static ImmutableArray<(string Oid, byte[] Value)> Leaf() => [(Usage, DigitalSignature), (Names, San(Id))];

    private static byte[] San(params string[] uris)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var uri in uris)
                writer.WriteOctetString(Encoding.ASCII.GetBytes(uri), new Asn1Tag(TagClass.ContextSpecific, 6));
        }

        return writer.Encode();
    }

    private static void WriteExtension(AsnWriter writer, string oid, byte[] value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteBoolean(true);
            writer.WriteOctetString(value);
        }
    }

    /// <param name="subject">Bytes inside of the subject, where whoever asks for a certificate may choose them.</param>
    private static byte[] Certificate(ImmutableArray<(string Oid, byte[] Value)> extensions, byte[]? subject = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                    writer.WriteInteger(2);
                writer.WriteInteger(7);
                foreach (var field in new[] { "algorithm"u8.ToArray(), new byte[140], "validity"u8.ToArray(), subject ?? [], new byte[91] })
                {
                    using (writer.PushSequence())
                        writer.WriteOctetString(field);
                }

                if (!extensions.IsEmpty)
                    WriteExtensions(writer, extensions);
            }

            using (writer.PushSequence())
                writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
            writer.WriteBitString(new byte[70]);
        }

        return writer.Encode();
    }

    private static void WriteExtensions(AsnWriter writer, ImmutableArray<(string Oid, byte[] Value)> extensions)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
        using (writer.PushSequence())
        {
            foreach (var (oid, value) in extensions)
                WriteExtension(writer, oid, value);
        }
    }

    /// <summary>The bundle's script as it is, with one more way in.</summary>
    private static BundleFile Probing(BundleFile file) => file.Path switch
    {
        "nginx/access.js" => Changed(file, "export default {", Probe),
        "nginx/http.conf" => Changed(file, "access.enforce", "access.probe"),
        _ => file,
    };

    private static BundleFile Changed(BundleFile file, string from, string to) =>
        new(file.Path, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(file.Content.Span).Replace(from, to, StringComparison.Ordinal)));

    private async Task<string> Read(byte[] certificate)
    {
        using var connection = new WireConnection(rig.Plain);
        // As nginx shows a certificate; a header cannot hold the ends of its lines.
        var text = PemEncoding.WriteString("CERTIFICATE", certificate).Replace('\n', '|') + "|";
        return (await connection.Send($"GET / HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nCertificate: {text}\r\n\r\n")).Body;
    }
}
