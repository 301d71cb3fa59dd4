using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>A pipeline is known by what its provider identifies by, and no two are the same.</summary>
internal static class PipelineCheck
{
    public static void Check(ValidationContext context)
    {
        var slugs = new Dictionary<(string Organization, string Pipeline), string>();
        foreach (var item in context.Pipelines)
        {
            var pipeline = item.Object;
            ProviderCheck.CheckOidcReference(context, pipeline.Provider, item.At("/provider"));
            CheckSlug(context, pipeline.Organization.Slug, item, "/organization/slug");
            CheckSlug(context, pipeline.Slug, item, "/slug");
            CheckIds(context, item);
            // Of all providers: one organization's pipeline is one principal, whoever vouches for it.
            if (pipeline.Slug.Length > 0 && !slugs.TryAdd((pipeline.Organization.Slug, pipeline.Slug), pipeline.Name))
                context.Error(DiagnosticCodes.PipelineDuplicate, item.At("/slug"), $"pipeline `{slugs[(pipeline.Organization.Slug, pipeline.Slug)]}` is the same organization's `{pipeline.Slug}` already: use that one");
        }
    }

    private static void CheckSlug(ValidationContext context, string slug, Located<Pipeline> item, string member)
    {
        if (slug.Length > 0 && !Texts.IsSlug(slug))
            context.Error(DiagnosticCodes.SlugInvalid, item.At(member), $"`{Shown.Text(slug)}` is no slug: take it from the pipeline's address at Buildkite");
    }

    private static void CheckIds(ValidationContext context, Located<Pipeline> item)
    {
        if (context.Index.Providers.GetValueOrDefault(item.Object.Provider)?.Oidc is not { IdentifyBy: IdentifyBy.Uuid })
            return;
        if (item.Object.Id is null)
            context.Error(DiagnosticCodes.PipelineIdMissing, item.At("/id"), $"identity provider `{item.Object.Provider}` identifies by UUID: give the pipeline's `id`");
        if (item.Object.Organization is { Slug.Length: > 0, Id: null })
            context.Error(DiagnosticCodes.PipelineIdMissing, item.At("/organization/id"), $"identity provider `{item.Object.Provider}` identifies by UUID: give the organization's `id`");
    }
}
