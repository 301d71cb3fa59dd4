using AccessConsole.Core.Import.Requests;
using AccessConsole.SignIn;
using AccessConsole.Uploads;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Simulator;

/// <summary>Many requests from a file, decided at once. The file comes by a form, and what is shown of it is in the address.</summary>
public sealed partial class ManyPage
{
    private ConsoleUser? user;
    private string? refusal;
    private string title = "";
    private Guid? titled;
    private bool isLoaded;

    [Inject]
    public required ManyViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [SupplyParameterFromQuery]
    public Guid? Upload { get; set; }

    [SupplyParameterFromQuery]
    public string? Revision { get; set; }

    [SupplyParameterFromQuery]
    public string? Effect { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    /// <summary>Why the file that was sent was not taken.</summary>
    [SupplyParameterFromQuery]
    public string? Refused { get; set; }

    protected override ManyQuery Asked => new() { Upload = Upload, Revision = Revision ?? "", Effect = ManyViewModel.EffectOf(Effect), Page = Page ?? 1 };

    protected override Task OnParametersSetAsync()
    {
        refusal = Refused switch
        {
            null => null,
            SentFile.TooLarge => $"the file is larger than {RequestFile.MaxBytes >> 20} MB: split it up",
            SentFile.NoFile => "there was neither a file nor a text: choose or paste one",
            _ => "the page was too old to send a file from: choose it again",
        };
        return base.OnParametersSetAsync();
    }

    protected override async Task ShowAsync(ManyQuery query)
    {
        user = await User.GetAsync();
        await Model.ShowAsync(user, query);
        if (Model.Upload is { } sent && titled != sent.Id)
            (titled, title) = (sent.Id, sent.FileName);
        isLoaded = true;
    }

    private async Task MakeTestsAsync() => refusal = await IntoDraft.GoAsync(Navigation, async () => await Model.MakeTestsAsync(await User.GetAsync(), title));

    private static string NameOf(RequestFormat format) => format switch
    {
        RequestFormat.Csv => "CSV",
        RequestFormat.Json => "JSON",
        RequestFormat.JsonLines => "JSON lines",
        RequestFormat.Yaml => "YAML",
    };
}
