using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Auditing;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Auditing;

public sealed class AuditEncodingTests
{
    private static readonly Gen<string> Texts =
        Gen.OneOf(Gen.String[Gen.Char["aZé\"\\/<>&'\b\t\n\f\r\u0001\u001f\u007f\u2028"], 0, 8], Gen.Const("🔑"));

    private static readonly Gen<Actor> Actors =
        from kind in Gen.Enum<ActorKind>()
        from issuer in Texts
        from subject in Texts
        from name in Texts
        from token in Gen.OneOf(Gen.Guid.Select(id => (Guid?)id), Gen.Const((Guid?)null))
        select new Actor(kind, issuer, subject, name, token);

    private static readonly Gen<AuditEvent> Events =
        from microseconds in Gen.Long[0, 4_000_000_000_000_000]
        from actor in Actors
        from action in Texts
        from subject in Texts
        from details in Gen.Dictionary(Texts, Gen.OneOf(Texts.Select(t => (string?)t), Gen.Const((string?)null)))[0, 4]
        select new AuditEvent(DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), actor, action, subject, details);

    [Fact]
    public void Encode_OfAnEvent_IsTheDocumentedText()
    {
        var token = new Guid("01980000-ABCD-7000-8000-000000000001");
        var auditEvent = new AuditEvent(
            new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(1_234_567),
            new Actor(ActorKind.Token, "https://idp.example", "a/1", "Zoë \"Z\" 🔑", token),
            AuditActions.DraftEdited,
            "draft/1",
            new Dictionary<string, string?> { ["b"] = "\u0001\n<&>\u2028", ["a"] = null, ["B"] = "\ud800" });
        Assert.Equal(
            """
            {"sequence":7,"at":"2026-03-01T12:00:00.123456Z","actor":{"kind":"Token","issuer":"https://idp.example","subject":"a/1","name":"Zoë \"Z\" 🔑","token":"01980000-abcd-7000-8000-000000000001"},"action":"draft.edited","subject":"draft/1","details":{"B":"
            """ + "\ufffd\",\"a\":null,\"b\":\"\\u0001\\n<&>\u2028\"}}",
            Encoding.UTF8.GetString(AuditEncoding.Encode(7, auditEvent)));
    }

    [Fact]
    public void Decode_OfWhatWasEncoded_IsTheEvent() => Gen.Select(Gen.Long[0, long.MaxValue], Events).Sample((sequence, auditEvent) =>
    {
        var (readSequence, read) = AuditEncoding.Decode(AuditEncoding.Encode(sequence, auditEvent));
        Assert.Equal((sequence, auditEvent.At, auditEvent.Actor, auditEvent.Action), (readSequence, read.At, read.Actor, read.Action));
        Assert.Equal(auditEvent.Subject, read.Subject);
        Assert.Equal(auditEvent.Details.OrderBy(d => d.Key, StringComparer.Ordinal), read.Details.OrderBy(d => d.Key, StringComparer.Ordinal));
    });

    [Fact]
    public void LeafHash_OfBytes_PutsZeroBeforeThem() => Assert.Equal(SHA256.HashData([0, 1, 2]), AuditEncoding.LeafHash([1, 2]));
}
