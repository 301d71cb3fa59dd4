namespace AccessConsole.Outbound;

/// <summary>What a service is asked that the console is connected to.</summary>
/// <param name="Token">Goes with the request, and nowhere else.</param>
/// <param name="MaxBytes">An answer that is longer is a failure.</param>
/// <param name="Timeout">For the whole answer.</param>
public sealed record OutboundQuestion(Uri Address, string Token, int MaxBytes, TimeSpan Timeout)
{
    public override string ToString() => $"GET {Address.GetLeftPart(UriPartial.Path)}";
}
