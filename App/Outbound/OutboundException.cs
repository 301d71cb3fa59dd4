namespace AccessConsole.Outbound;

/// <summary>A fetch that failed, in words that give nothing of the other side away.</summary>
public sealed class OutboundException(OutboundFailure failure, Uri address, string? detail = null) : Exception(Describe(failure, address, detail))
{
    public OutboundFailure Failure => failure;

    private static string Describe(OutboundFailure failure, Uri address, string? detail) => $"`{address.GetLeftPart(UriPartial.Path)}` " + failure switch
    {
        OutboundFailure.NotHttps => "is not https",
        OutboundFailure.AddressRefused => "resolves to a private address: list it under Console__OutboundAllowed if that is meant",
        OutboundFailure.Connection => "could not be reached",
        OutboundFailure.Timeout => $"did not answer within {detail ?? "5 seconds"}",
        OutboundFailure.Status => $"answered {detail}",
        OutboundFailure.TooLarge => $"answered more than {detail ?? "1 MB"}",
    };
}

public enum OutboundFailure
{
    NotHttps,
    AddressRefused,
    Connection,
    Timeout,
    Status,
    TooLarge,
}
