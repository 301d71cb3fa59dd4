using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Drafts;

/// <summary>The way of a file into a draft, the same for pages and API: first what it would do, then exactly that.</summary>
public sealed class ImportWorkflow(DraftWorkflow drafts, LivePolicy live)
{
    /// <summary>What the file would do to the policy in force; nothing is stored.</summary>
    public ImportPreview Preview(ImportRequest request)
    {
        var state = live.Current;
        var file = request.Kind is { } kind
            ? ImportFile.ReadCsv(kind, request.Text, state.Policy.Objects)
            : ImportFile.ReadDocument(request.Text, request.Format);
        var plan = ImportPlanner.Plan(state.Policy, file, request is { RemovesMissing: true, Kind: null }, drafts.JudgedBy(), Guid.CreateVersion7);
        return new ImportPreview(state.Revision, file.Columns, plan);
    }

    /// <summary>Makes a draft of exactly what was seen. It is against the revision that was seen: what others published meanwhile shows as with any other draft.</summary>
    public async Task<DraftResult> DraftAsync(ConsoleUser user, ImportPreview preview, PolicyKind? kind, CancellationToken cancellationToken)
    {
        if (preview.Plan.HasErrors)
            return new DraftResult(null, new PublishRefusal(PublishRefusalKind.Invalid, "the file has errors: mend what `problems` lists", preview.Plan.Problems));
        if (preview.Plan.Patch.IsEmpty)
            return DraftResult.Refused(PublishRefusalKind.NothingChanged, "the policy says all of this already");
        var title = kind is { } listed ? $"Import {listed.DocumentKey()} from CSV" : "Import a document";
        return await drafts.CreateAsync(user, new NewDraft(title, preview.Plan.Patch, preview.Revision), cancellationToken);
    }
}
