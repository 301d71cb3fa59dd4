using System.Text.Json;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Api.Drafts;

/// <summary>One entry of a draft's story: an act, or a comment.</summary>
/// <param name="Id">Its place in the story.</param>
/// <param name="Kind">commented, edited, submitted, approved, declined, withdrawn, published, scheduled, unscheduled or scheduleFailed.</param>
/// <param name="Text">The comment, or the reason of the act.</param>
/// <param name="About">What of the change it speaks of; null for the whole.</param>
/// <param name="Voided">Whose approvals fell by it.</param>
/// <param name="OfSubmitted">Whether it took off its way what waited for approval.</param>
/// <param name="Revision">The revision that it became.</param>
/// <param name="PublishAt">For when publishing was set, or for when the act took it off.</param>
public sealed record DraftEntryJson(
    long Id, string Kind, DateTimeOffset At, ActorJson By, string? Text, TopicJson? About, IReadOnlyList<ActorJson> Voided, bool OfSubmitted, int? Revision,
    DateTimeOffset? PublishAt)
{
    private static readonly DraftEntryKind[] Kinds = Enum.GetValues<DraftEntryKind>();

    public static DraftEntryJson Of(DraftEntry entry) => new(
        entry.Id, Name(entry.Kind), entry.At, ActorJson.Of(entry.Actor), entry.Text, entry.About is { } about ? TopicJson.Of(about) : null,
        [.. entry.Fallen.Select(ActorJson.Of)], entry.OfSubmitted, entry.Revision, entry.PublishAt);

    /// <returns>The kind, null for all of them, or what is wrong with the word.</returns>
    public static (DraftEntryKind? Kind, string? Problem) ReadKind(string? word) =>
        word is null ? (null, null)
        : Kinds.Where(k => Name(k) == word).Select(k => (DraftEntryKind?)k).FirstOrDefault() is { } kind ? (kind, null)
        : (null, $"`kind` is `{word}`: use {string.Join(", ", Kinds.Select(Name))}");

    private static string Name(DraftEntryKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}

/// <summary>What a comment speaks of: an object or a place of the change.</summary>
/// <param name="Kind">Of an object, as documents call its list, such as <c>grants</c>.</param>
/// <param name="Name">The object's, as the draft names it.</param>
/// <param name="Place">A place of the change, where it speaks of no object.</param>
public sealed record TopicJson(string? Kind, string? Name, TopicPlaceJson? Place)
{
    public static TopicJson Of(DraftTopic topic) => new(
        topic.Object?.Kind.DocumentKey(), topic.Object?.Name, topic.Place is { } place ? new TopicPlaceJson(place.Environment, place.Labels?.ToDictionary()) : null);

    /// <returns>The topic, or what is wrong with it.</returns>
    public (DraftTopic? Topic, string? Problem) Read()
    {
        if (Place is not null && (Kind ?? Name) is null)
            return (new DraftTopic(null, new Place(Place.Environment, Place.Labels is { } labels ? new ValueMap(labels) : null)), null);
        if (Place is not null || string.IsNullOrEmpty(Name))
            return (null, "`about` names an object by `kind` and `name`, or a `place` of the change");
        return PolicyKinds.All.Where(k => k.DocumentKey() == Kind).Select(k => (PolicyKind?)k).FirstOrDefault() is { } kind
            ? (new DraftTopic(new PolicyReference(kind, Name), null), null)
            : (null, $"`about.kind` is `{Kind}`: use {string.Join(", ", PolicyKinds.All.Select(k => k.DocumentKey()))}");
    }
}

/// <summary>A place as the review of the draft has it.</summary>
/// <param name="Environment">Null for what lies in no environment.</param>
/// <param name="Labels">Of the service there; null for what is no single service's.</param>
public sealed record TopicPlaceJson(string? Environment, IReadOnlyDictionary<string, string>? Labels);

/// <summary>A comment on a draft.</summary>
/// <param name="Text">What there is to say.</param>
/// <param name="About">What of the change it speaks of; left out for the whole.</param>
public sealed record CommentRequest(string? Text, TopicJson? About)
{
    /// <returns>The topic, null for the whole change, or what is wrong with it.</returns>
    public (DraftTopic? Topic, string? Problem) ReadTopic() => About is null ? (null, null) : About.Read();
}

/// <summary>Why a draft is taken back.</summary>
public sealed record WithdrawRequest(string? Reason);
