using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary>How the document spells the values of an enum.</summary>
internal sealed class Words<T>(params (T Value, string Word)[] words)
    where T : struct, Enum
{
    public IEnumerable<string> All => words.Select(w => w.Word);

    public T? Find(string word)
    {
        foreach (var (value, spelled) in words)
        {
            if (string.Equals(spelled, word, StringComparison.Ordinal))
                return value;
        }

        return null;
    }

    public string Word(T value) => Array.Find(words, w => EqualityComparer<T>.Default.Equals(w.Value, value)).Word;
}

/// <summary>The document's words, enum by enum.</summary>
internal static class Words
{
    public static readonly Words<Effect> Effect = new((Model.Effect.Allow, "allow"), (Model.Effect.Deny, "deny"));

    public static readonly Words<RatePeriod> RatePeriod = new((Model.RatePeriod.Second, "second"), (Model.RatePeriod.Minute, "minute"));

    public static readonly Words<AudienceScope> AudienceScope = new(
        (Model.AudienceScope.Service, "service"), (Model.AudienceScope.Environment, "environment"), (Model.AudienceScope.Provider, "provider"));

    public static readonly Words<IdentifyBy> IdentifyBy = new((Model.IdentifyBy.Uuid, "uuid"), (Model.IdentifyBy.Slug, "slug"));

    public static readonly Words<SigningAlgorithm> Algorithm = new([.. Enum.GetValues<SigningAlgorithm>().Select(a => (a, a.ToString()))]);

    public static readonly Words<Exactness> Exactness = new(
        (Model.Exactness.AtLeastOneHop, "at-least-one-hop"), (Model.Exactness.EveryHop, "every-hop"));

    public static readonly Words<Acceptance> Acceptance = new((Model.Acceptance.Refuse, "refuse"), (Model.Acceptance.Accept, "accept"));

    public static readonly Words<OnStale> OnStale = new((Model.OnStale.Keep, "keep"), (Model.OnStale.Deny, "deny"));

    public static readonly Words<Protocol> Protocol = new((Model.Protocol.Http, "http"), (Model.Protocol.Grpc, "grpc"), (Model.Protocol.Tcp, "tcp"));

    public static readonly Words<Mode> Mode = new((Model.Mode.Enforce, "enforce"), (Model.Mode.Shadow, "shadow"));

    public static readonly Words<Isolation> Isolation = new((Model.Isolation.All, "all"), (Model.Isolation.Pipelines, "pipelines"));

    public static readonly Words<Unidentified> Unidentified = new((Model.Unidentified.Deny, "deny"), (Model.Unidentified.Allow, "allow"));

    public static readonly Words<Target> Engine = new([.. Enum.GetValues<Target>().Select(t => (t, t.Name()))]);
}
