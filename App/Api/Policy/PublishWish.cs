namespace AccessConsole.Api.Policy;

/// <summary>What is to become of a change that was sent.</summary>
public enum PublishWish
{
    /// <summary>It is kept as a draft.</summary>
    Keep,

    /// <summary>It is published to everybody at once.</summary>
    Publish,

    /// <summary>It is published to the first stage of each environment that has stages.</summary>
    Staged,
}

internal static class PublishWishes
{
    /// <summary>For an address that asks for stages and for no publish.</summary>
    public const string StagedAlone = "`staged=true` says how to publish: send `publish=true` beside it, or leave it out";

    /// <summary>As addresses say it: <c>?publish=true</c>, with <c>&amp;staged=true</c> in stages. Null where they ask for stages and for no publish.</summary>
    public static PublishWish? Of(bool? publish, bool? staged) => (publish == true, staged == true) switch
    {
        (false, false) => PublishWish.Keep,
        (true, false) => PublishWish.Publish,
        (true, true) => PublishWish.Staged,
        (false, true) => null,
    };
}
