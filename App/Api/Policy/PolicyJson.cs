using System.Text.Json.Serialization;

namespace AccessConsole.Api.Policy;

/// <summary>The revision that a change was published as.</summary>
/// <param name="Changed">False where the document says what the policy already said.</param>
/// <param name="Problems">Warnings.</param>
public sealed record PublishedJson(int Revision, bool Changed, IReadOnlyList<ProblemJson> Problems);

/// <summary>What became of a change that was sent: it is published, or kept as a draft.</summary>
/// <param name="Revision">The revision that holds it; left out where it is a draft.</param>
/// <param name="Changed">False where it says what the policy already said; left out where it is a draft.</param>
/// <param name="Draft">The draft's id; left out where it is none.</param>
/// <param name="Problems">Warnings.</param>
public sealed record SentChangeJson(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Revision, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Changed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Draft, IReadOnlyList<ProblemJson> Problems)
{
    public static SentChangeJson Published(int revision, bool changed, IReadOnlyList<ProblemJson> problems) => new(revision, changed, null, problems);

    public static SentChangeJson Kept(Guid draft, IReadOnlyList<ProblemJson> problems) => new(null, null, draft, problems);
}
