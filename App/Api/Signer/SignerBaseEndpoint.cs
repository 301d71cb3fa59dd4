using AccessConsole.Api.Describing;
using AccessConsole.Core.Signing;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Api.Signer;

/// <summary>What a signer begins with: the policy in force, with the keys of its issuers and the numbers by which both speak of it.</summary>
public static class SignerBaseEndpoint
{
    public static void MapSignerBase(this IEndpointRouteBuilder api) => api.MapGet("/signer/base", Get).WithName("getSignerBase").RequireAuthorization(Policies.Administer)
        .WithTags("Signer").WithSummary("The policy in force as a file that `signer init` takes, once somebody looked at it").Writes(PolicyComponents.SignerBase, "application/json");

    private static IResult Get(LivePolicy live)
    {
        var state = live.Current;
        return Results.Bytes(SignedStateJson.Write(SignedState.Beginning(state.Revision, state.PolicyRevision, state.PolicyDigest, state.Input)).ToArray(), "application/json");
    }
}
