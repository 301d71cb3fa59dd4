using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>A slug is free again once its pipeline is renamed or deleted; a UUID never is.</summary>
internal static class SlugLint
{
    public static void Check(ValidationContext context)
    {
        foreach (var grant in context.Grants)
        {
            if (grant.Object.Effect == Effect.Allow && FirstBySlug(context, grant.Object) is { } pipeline)
            {
                context.Warn(
                    DiagnosticCodes.LintSlug, grant.At("/principals/pipelines"),
                    $"pipeline `{pipeline.Name}` is known by its slugs, which somebody else can take over: set `identifyBy: uuid` at identity provider `{pipeline.Provider}`");
            }
        }
    }

    private static Pipeline? FirstBySlug(ValidationContext context, Grant grant)
    {
        foreach (var pipeline in context.Index.ChosenPipelines(grant.Principals.Pipelines))
        {
            if (context.Index.Providers.GetValueOrDefault(pipeline.Provider)?.Oidc?.IdentifyBy == IdentifyBy.Slug)
                return pipeline;
        }

        return null;
    }
}
