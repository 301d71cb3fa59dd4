using System.Globalization;
using AccessConsole.LeastPrivilege;

namespace AccessConsole.Components.Pages.LeastPrivilege;

/// <summary>What is shown, as the address says it.</summary>
/// <param name="Days">How long ago the window begins.</param>
/// <param name="Show">unused, unproven or used; <see cref="Proposals"/> for grants that are proposed; empty for all grants.</param>
/// <param name="Text">Of which the names of grants hold some.</param>
public sealed record LeastPrivilegeQuery(int Days = AccessUse.UsualDays, string Show = "", string Text = "", int Page = 1)
{
    public const string Proposals = "proposals";

    public string Address => Addresses.Of("/least-privilege", ("show", Show), ("days", Days == AccessUse.UsualDays ? "" : Number(Days)), ("q", Text), ("page", Page > 1 ? Number(Page) : ""));

    public string ApiAddress => Show == Proposals
        ? $"/api/v1/least-privilege/proposals?days={Number(Days)}"
        : Addresses.Of("/api/v1/least-privilege/grants", ("days", Number(Days)), ("state", Show));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
