using System.Globalization;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Objects;

/// <summary>What of one kind's objects is shown, as the address says it.</summary>
/// <param name="AtBuildkite">Of pipelines: <see cref="Gone"/>, <see cref="Renamed"/>, or empty for all.</param>
public sealed record ObjectQuery(PolicyKind Kind, string Text = "", int Page = 1, string AtBuildkite = "")
{
    public const string Gone = "gone";
    public const string Renamed = "renamed";

    public string Address => Addresses.Of(ObjectAddresses.ListOf(Kind), ("q", Text), ("buildkite", AtBuildkite), ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""));
}
