using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>Samples of analyses as requests that can be asked.</summary>
internal static class WitnessRequest
{
    // What is written is shown by encoders of its own wherever it is shown.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The caller as its claims or its SPIFFE ID show it, whatever the policy calls it.</summary>
    public static DecisionRequest ByCredential(IdentityRef identity, string environment, string service, RequestSample sample) => Asking(environment, service, sample) with
    {
        Claims = identity.HasToken ? ClaimsJson(identity, sample) : null,
        SpiffeId = identity.Kind is IdentityKind.Certificate or IdentityKind.AnyCertificate ? IdentityProbe.SpiffeIdOf(identity).Text : null,
    };

    /// <summary>The caller by name, with its build; null for a certificate, a class, and claims that no build has.</summary>
    public static DecisionRequest? ByName(IdentityRef identity, string environment, string service, RequestSample sample)
    {
        if (identity is not { Kind: IdentityKind.Token, Principal: { } principal } || sample.Claims.Values.Any(v => v.Kind == ClaimKind.Other))
            return null;
        if (KeyOrId(ClaimNames.QueueKey, ClaimNames.QueueId) is not (true, var queue) || KeyOrId(ClaimNames.ClusterName, ClaimNames.ClusterId) is not (true, var cluster))
            return null;
        return Asking(environment, service, sample) with
        {
            Pipeline = principal.Kind == PolicyKind.Pipeline ? principal.Name : null,
            Workload = principal.Kind == PolicyKind.Workload ? principal.Name : null,
            Branch = Text(ClaimNames.Branch),
            Tag = Text(ClaimNames.Tag),
            Source = Text(ClaimNames.Source),
            Queue = queue,
            Cluster = cluster,
            Step = Text(ClaimNames.Step),
        };

        string? Text(string name) => sample.Claims.TryGetValue(name, out var value) && value.IsString ? value.Text : null;

        // A name gives one of the two; which one, its spelling says.
        (bool CanBeSaid, string? Text) KeyOrId(string key, string id) => (Text(key), Text(id)) switch
        {
            (null, null) => (true, null),
            ({ } text, null) => (!Guid.TryParseExact(text, "D", out _), text),
            (null, { } text) => (Guid.TryParseExact(text, "D", out _), text),
            _ => (false, null),
        };
    }

    private static DecisionRequest Asking(string environment, string service, RequestSample sample) =>
        new() { Environment = environment, Service = service, Method = sample.Method, Path = sample.Path, Time = sample.Time };

    private static string ClaimsJson(IdentityRef identity, RequestSample sample)
    {
        var claims = IdentityProbe.ClaimsOf(identity, sample.Claims);
        claims[ClaimNames.Issuer] = ClaimValue.Of(identity.Issuer);
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Plain))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in claims.Where(c => c.Value.Kind != ClaimKind.Absent).OrderBy(c => c.Key, StringComparer.Ordinal))
            {
                if (value.IsString)
                    writer.WriteString(name, value.Text);
                else
                    writer.WriteNumber(name, 1);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
