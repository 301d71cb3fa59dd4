using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Labels of pipelines, workloads and services.</summary>
internal static class LabelCheck
{
    public static void Check(ValidationContext context)
    {
        foreach (var pipeline in context.Pipelines)
            CheckLabels(context, pipeline.Object.Labels, pipeline.At("/labels"));
        foreach (var workload in context.Workloads)
            CheckLabels(context, workload.Object.Labels, workload.At("/labels"));
        foreach (var service in context.Services)
            CheckLabels(context, service.Object.Labels, service.At("/labels"));
    }

    private static void CheckLabels(ValidationContext context, ValueMap labels, string pointer)
    {
        context.CheckCount(labels.Count, DocumentLimits.Labels, "labels", pointer);
        foreach (var (key, value) in labels)
        {
            if (!Texts.IsLabelKey(key))
                context.Error(DiagnosticCodes.LabelsInvalid, pointer, $"`{Shown.Text(key)}` is no label's key: use up to 63 letters, digits, `.`, `_`, `/` and `-`");
            else if (value.Length > DocumentLimits.LabelValueCharacters || Characters.FirstRefusedInLine(value) is not null)
                context.Error(DiagnosticCodes.LabelsInvalid, pointer + "/" + DocumentNode.EscapeStep(key), $"a label's value is one line of at most {DocumentLimits.LabelValueCharacters} characters");
        }
    }
}
