using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>The enforcement points of one engine in one environment, counted by what they run.</summary>
public sealed record ConvergenceRow(string Environment, Target Target, IReadOnlyDictionary<string, int> States)
{
    public int Points => States.Values.Sum();

    public int Of(string state) => States.GetValueOrDefault(state);
}
