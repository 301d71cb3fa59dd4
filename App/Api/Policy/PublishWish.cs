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
    /// <summary>As addresses say it: <c>?publish=true</c>, with <c>&amp;staged=true</c> in stages.</summary>
    public static PublishWish Of(bool? publish, bool? staged) => publish != true ? PublishWish.Keep : staged == true ? PublishWish.Staged : PublishWish.Publish;
}
