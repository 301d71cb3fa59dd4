using System.Globalization;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Objects;

/// <summary>What of one kind's objects is shown, as the address says it.</summary>
public sealed record ObjectQuery(PolicyKind Kind, string Text = "", int Page = 1)
{
    public string Address => Addresses.Of(ObjectAddresses.ListOf(Kind), ("q", Text), ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""));
}
