using AccessConsole.Core.Changes;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Buildkite;

/// <summary>Brings chosen pipelines into a draft of the person who asked, the same for page and API.</summary>
public sealed class BuildkiteImport(IBuildkiteStore store, BuildkiteInventory inventory, LivePolicy live, DraftWorkflow workflow)
{
    /// <summary>How many pipelines one draft takes.</summary>
    public const int MaxPipelines = 5_000;

    public async Task<ImportResult> ImportAsync(ConsoleUser user, Guid id, ImportRequest request, CancellationToken cancellationToken)
    {
        if (request.Pipelines is not { Count: > 0 and <= MaxPipelines } chosen)
            return Wrong($"`pipelines` names none, or more than {MaxPipelines}: choose fewer, one draft after the other");
        if (request.Team is { } team && (team.Length is 0 or > DocumentLimits.LabelValueCharacters || CommentText.LineProblem(team, "team") is not null))
            return Wrong($"`team` is empty, longer than {DocumentLimits.LabelValueCharacters} characters or has control or direction characters");
        if (await inventory.CompareAsync(id, cancellationToken) is not { } compared)
            return new ImportResult(null, null, null, null);
        var policy = live.Current;
        if ((request.Provider ?? PipelineImport.ProviderOf(compared.Organization, policy.Policy.Objects)) is not { } provider)
            return Wrong($"the policy has no identity provider for Buildkite: add one with the issuer {PipelineImport.BuildkiteIssuer} first, or name one as `provider`");
        if (policy.Policy.Providers.GetValueOrDefault(provider)?.Oidc is null)
            return Wrong($"`provider` is `{provider}`, which is no OIDC provider of the policy");
        var plan = PipelineImport.Plan(compared.Organization, policy.Policy.Objects, new PipelineChoice(chosen.ToHashSet(), provider, request.Team));
        if (plan.Patch.IsEmpty)
            return new ImportResult(null, plan, "nothing that was chosen differs from the policy in force", null);
        var draft = new NewDraft(TitleOf(plan, compared.Connection), plan.Patch, policy.Revision, Origin: $"buildkite/{compared.Connection.Organization}");
        var result = await workflow.CreateAsync(user, draft, cancellationToken);
        return new ImportResult(result.Draft, plan, null, result.Refusal);
    }

    /// <summary>Brings what Buildkite says by now of one pipeline of the policy into a draft, or takes it out where it is gone.</summary>
    public async Task<ImportResult> FollowAsync(ConsoleUser user, Pipeline pipeline, CancellationToken cancellationToken) =>
        pipeline.Id is { } uuid && await inventory.CompareAsync(pipeline, cancellationToken) is { } compared && await store.FindAsync(compared.Connection.Id, cancellationToken) is { } connection
            ? await ImportAsync(user, connection.Id, new ImportRequest { Pipelines = [uuid] }, cancellationToken)
            : new ImportResult(null, null, null, null);

    private static ImportResult Wrong(string problem) => new(null, null, problem, null);

    private static string TitleOf(ImportPlan plan, BuildkiteConnection connection)
    {
        (int Count, string Verb)[] parts = [(plan.Added, "add"), (plan.Updated, "update"), (plan.Removed, "remove")];
        var text = string.Join(", ", parts.Where(p => p.Count > 0).Select(p => $"{p.Verb} {p.Count}"));
        return $"Buildkite pipelines of {connection.Organization}: {text}";
    }
}
