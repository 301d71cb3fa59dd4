namespace AccessConsole.Requests;

/// <summary>Section <c>Requests</c>: how far access goes that somebody asks for.</summary>
public sealed class RequestOptions
{
    public const string Section = "Requests";

    /// <summary>How long access may last from one approval on.</summary>
    public TimeSpan LongestDuration { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a request waits for its approvals before it lapses.</summary>
    public TimeSpan OpenFor { get; set; } = TimeSpan.FromDays(7);
}
