using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Authorization;

namespace AccessConsole.SignIn;

/// <summary>The authorization policies of pages and endpoints: what role one must hold somewhere. Where, the action itself checks.</summary>
public static class Policies
{
    public const string Read = "read";
    public const string Edit = "edit";
    public const string Approve = "approve";
    public const string BreakGlass = "break-glass";
    public const string Administer = "administer";

    public static AuthorizationPolicy SignedIn { get; } = new AuthorizationPolicyBuilder().RequireAssertion(c => SessionClaims.ToUser(c.User)?.MayRead ?? false).Build();

    public static AuthorizationBuilder AddConsolePolicies(this AuthorizationBuilder builder) => builder
        .AddPolicy(Read, SignedIn)
        .AddPolicy(Edit, policy => policy.RequireAssertion(c => Has(c, ConsoleRole.Editor)))
        .AddPolicy(Approve, policy => policy.RequireAssertion(c => Has(c, ConsoleRole.Approver)))
        .AddPolicy(BreakGlass, policy => policy.RequireAssertion(c => Has(c, ConsoleRole.BreakGlass)))
        .AddPolicy(Administer, policy => policy.RequireAssertion(c => Has(c, ConsoleRole.Admin)));

    private static bool Has(AuthorizationHandlerContext context, ConsoleRole role) => SessionClaims.ToUser(context.User)?.Has(role) ?? false;
}
