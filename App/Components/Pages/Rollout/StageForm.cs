using System.Globalization;
using AccessConsole.Core.Ports;
using AccessConsole.Rollouts;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>One stage as the form holds it.</summary>
public sealed class StageForm
{
    public string Name { get; set; } = "";

    /// <summary>Such as <c>stage=canary, region=eu</c>.</summary>
    public string Labels { get; set; } = "";

    public string Advance { get; set; } = AskedPlan.NameOf(StageAdvance.ByHand);

    /// <summary>Empty where it goes on by hand.</summary>
    public string Seconds { get; set; } = "";

    public bool IsByHand => Advance == AskedPlan.NameOf(StageAdvance.ByHand);

    public static StageForm Of(RolloutStage stage) => new()
    {
        Name = stage.Name,
        Labels = LabelText.Of(stage.Labels),
        Advance = AskedPlan.NameOf(stage.Advance),
        Seconds = stage.AfterSeconds?.ToString(CultureInfo.InvariantCulture) ?? "",
    };

    public AskedStage ToAsked() => new(Name.Trim(), LabelText.Read(Labels), Advance, IsByHand ? null : FormNumber.Read(Seconds));
}
