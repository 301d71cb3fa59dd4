using AccessConsole.Core.Import;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Uploads;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Import;

/// <summary>A file on its way into a draft: chosen, looked at, put in. The file comes by a form, and what is shown of it is in the address.</summary>
public sealed partial class ImportPage
{
    private string? objection;
    private string? refusal;
    private bool isLoaded;

    [Inject]
    public required ImportViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    /// <summary>As a document's list is called.</summary>
    [SupplyParameterFromQuery(Name = "kind")]
    public string? KindName { get; set; }

    [SupplyParameterFromQuery]
    public Guid? Upload { get; set; }

    [SupplyParameterFromQuery]
    public bool? Remove { get; set; }

    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    /// <summary>Why the file that was sent was not taken.</summary>
    [SupplyParameterFromQuery]
    public string? Refused { get; set; }

    protected override ImportQuery Asked => new()
    {
        Kind = ImportQuery.KindOf(KindName),
        Upload = Upload,
        Removes = Remove ?? false,
        Verdict = Enum.TryParse<ImportVerdict>(Show, ignoreCase: true, out var verdict) && Enum.IsDefined(verdict) ? verdict : null,
        Page = Page ?? 1,
    };

    protected override Task OnParametersSetAsync()
    {
        refusal = Refused switch
        {
            null => null,
            SentFile.TooLarge => $"the file is larger than {ImportFile.MaxBytes >> 20} MB: split it up",
            SentFile.NoFile => "there was no file, or an empty one: choose one",
            _ => "the page was too old to send a file from: choose it again",
        };
        return base.OnParametersSetAsync();
    }

    protected override async Task ShowAsync(ImportQuery query)
    {
        var user = await User.GetAsync();
        objection = user.Has(ConsoleRole.Editor) ? null : "importing needs the editor role";
        await Model.ShowAsync(user, query);
        isLoaded = true;
    }

    private async Task DraftAsync() => refusal = await IntoDraft.GoAsync(Navigation, async () => await Model.DraftAsync(await User.GetAsync()));
}
