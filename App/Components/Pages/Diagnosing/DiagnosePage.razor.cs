using AccessConsole.Components.Copying;
using AccessConsole.Components.Pages.Simulator;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Diagnosing;

public sealed partial class DiagnosePage : IDisposable
{
    private const int MaxSuggested = 12;

    /// <summary>What one message of a circuit takes, with the other fields beside it.</summary>
    private const int MaxConfiguration = 28_000;

    [SupplyParameterFromQuery]
    public string? Host { get; set; }

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public string? Service { get; set; }

    [SupplyParameterFromQuery]
    public string? Method { get; set; }

    [SupplyParameterFromQuery]
    public string? Path { get; set; }

    [Inject]
    public required DiagnoseViewModel Model { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    protected override DiagnoseQuery Asked => new() { Host = Host ?? "", Environment = Environment ?? "", Service = Service ?? "", Method = Method ?? "GET", Path = Path ?? "/" };

    private (string, string)[] Environments => [("", "by the host"), .. Model.Policy.Environments.Keys.Select(e => (e, e))];

    private IEnumerable<string> KnownServices => Model.Policy.Services.Keys.Where(n => n.Contains(Model.Query.Service, StringComparison.OrdinalIgnoreCase)).Take(MaxSuggested);

    private Diagnostic[] Overlong => Model.NginxConfiguration.Length > MaxConfiguration
        ? [new Diagnostic("too_long", Severity.Error, "it is too long for this page: run `accessctl diagnose --nginx` at the gateway")]
        : [];

    private IEnumerable<CopyForm> Forms => Model.Answer is null ? [] : [CopyForms.Accessctl(Arguments())];

    protected override void OnInitialized() => Live.Changed += DiagnoseAgain;

    protected override Task ShowAsync(DiagnoseQuery query)
    {
        Model.Query = query;
        Model.Diagnose();
        return Task.CompletedTask;
    }

    public void Dispose() => Live.Changed -= DiagnoseAgain;

    /// <summary>The call that was looked at, by the policy now in force.</summary>
    private void DiagnoseAgain(LiveState state) => _ = InvokeAsync(() =>
    {
        if (Model.Answer is null)
            return;
        Model.Diagnose();
        StateHasChanged();
    });

    private Task DiagnoseAsync() => GoAsync(Model.Query);

    /// <summary>The command that looks at the same call from another machine; what the caller showed is left for a file there.</summary>
    private IEnumerable<string> Arguments()
    {
        yield return "diagnose";
        (string Name, string Value)[] options = [("--url", Model.Query.Host), ("--environment", Model.Query.Environment), ("--service", Model.Query.Service), ("--method", Model.Query.Method), ("--path", Model.Query.Path)];
        foreach (var (name, value) in options.Where(o => o.Value.Length > 0))
        {
            yield return name;
            yield return value;
        }
    }

    private string SimulatorAddress(DeploymentPolicy deployment) => new SimulatorQuery
    {
        Environment = deployment.Environment.Name,
        Service = deployment.Service.Name,
        Method = Model.Query.Method,
        Path = Model.Query.Path,
    }.Address;
}
