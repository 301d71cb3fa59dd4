using System.Globalization;
using AccessConsole.Buildkite;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Buildkite;

/// <summary>An organization's pipelines beside the policy, and which of them a person chose to import.</summary>
public sealed class OrganizationViewModel(BuildkiteInventory inventory, BuildkiteImport import, LivePolicy live)
{
    /// <summary>Rows of one page.</summary>
    public const int PageSize = 50;

    private readonly HashSet<Guid> chosen = [];
    private IReadOnlyList<PipelineComparison> matching = [];
    private (string Choice, PolicyPatch Patch)? planned;

    public OrganizationQuery Query { get; private set; } = new(Guid.Empty);

    /// <summary>Null before it is loaded, or where there is no such connection.</summary>
    public ComparedOrganization? Compared { get; private set; }

    public IReadOnlyList<PipelineComparison> Rows { get; private set; } = [];

    /// <summary>How many match the query.</summary>
    public int Total => matching.Count;

    public int ChosenCount => chosen.Count;

    /// <summary>The identity provider of pipelines that are new; empty where the policy has none.</summary>
    public string Provider { get; set; } = "";

    public IReadOnlyList<string> Providers => [.. live.Current.Policy.Providers.Values.Where(p => p.Oidc is not null).Select(p => p.Name)];

    /// <summary>The label <c>team</c> of pipelines that are new; empty for none.</summary>
    public string Team { get; set; } = "";

    /// <summary>Why the newest import was not done; null where it was, or none was tried.</summary>
    public string? Refusal { get; private set; }

    /// <returns>False where there is no such connection.</returns>
    public async Task<bool> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        Compared = await inventory.CompareAsync(id, cancellationToken);
        if (Compared is null)
            return false;
        // What somebody else brought in meanwhile is no longer a choice.
        chosen.IntersectWith(Compared.Pipelines.Where(IsChoosable).Select(p => p.Id!.Value));
        if (Provider.Length == 0)
            Provider = PipelineImport.ProviderOf(Compared.Organization, live.Current.Policy.Objects) ?? "";
        return true;
    }

    public void Show(OrganizationQuery query)
    {
        matching = Compared is null ? [] : [.. InventoryFilter.Apply(Compared.Pipelines, query.Standing, query.Text)];
        Query = query with { Page = Math.Clamp(query.Page, 1, Math.Max(1, (Total + PageSize - 1) / PageSize)) };
        Rows = [.. matching.Skip((Query.Page - 1) * PageSize).Take(PageSize)];
    }

    /// <summary>Whether an import would do something with it.</summary>
    public static bool IsChoosable(PipelineComparison pipeline) => pipeline.Id is not null && pipeline.Standing != PipelineStanding.Same;

    public bool IsChosen(PipelineComparison pipeline) => pipeline.Id is { } id && chosen.Contains(id);

    public void Choose(PipelineComparison pipeline, bool isChosen)
    {
        if (isChosen)
            chosen.Add(pipeline.Id!.Value);
        else
            chosen.Remove(pipeline.Id!.Value);
    }

    /// <summary>How many of what the query shows could be chosen together: none that is gone or archived, which a person picks one by one.</summary>
    public int ChoosableCount => Together.Count();

    public void ChooseShown() => chosen.UnionWith(Together.Select(p => p.Id!.Value));

    public void ChooseNone() => chosen.Clear();

    /// <summary>What an import of what is chosen would change; null where nothing is chosen. The same while the choice is.</summary>
    public PolicyPatch? Planned
    {
        get
        {
            if (Compared is null || chosen.Count == 0 || Provider.Length == 0)
                return null;
            var state = live.Current;
            var choice = string.Join(' ', chosen.Order().Select(id => id.ToString()).Append(Provider).Append(Team.Trim()).Append(state.Revision.ToString(CultureInfo.InvariantCulture)));
            if (planned is not { } known || known.Choice != choice)
                planned = (choice, PipelineImport.Plan(Compared.Organization, state.Policy.Objects, new PipelineChoice(chosen.ToHashSet(), Provider, Team.Trim() is { Length: > 0 } team ? team : null)).Patch);
            return planned.Value.Patch;
        }
    }

    public int CountChosen(PipelineStanding standing) => Compared?.Pipelines.Count(p => p.Standing == standing && IsChosen(p)) ?? 0;

    /// <returns>The draft; null where none was made.</returns>
    public async Task<Guid?> ImportAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        var request = new ImportRequest { Pipelines = [.. chosen], Provider = Provider.Length > 0 ? Provider : null, Team = Team.Trim() is { Length: > 0 } team ? team : null };
        var result = await import.ImportAsync(user, Query.Id, request, cancellationToken);
        Refusal = result.Problem ?? result.Refusal?.Message ?? (result.IsNotFound ? "the connection was removed meanwhile" : null);
        return result.Draft?.Id;
    }

    private IEnumerable<PipelineComparison> Together => matching.Where(p => p.Standing is PipelineStanding.New or PipelineStanding.Changed);
}
