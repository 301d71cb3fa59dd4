using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AccessConsole.Core.Documents.Text;

/// <summary>Prints a tree as YAML as a person would write it: blocks, with short lists of texts on one line.</summary>
internal static class YamlPrinter
{
    private const int MaxListOnOneLine = 100;

    public static string Print(DocumentNode root)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, EmitterSettings.Default.WithBestIndent(2).WithBestWidth(int.MaxValue).WithIndentedSequences().WithNewLine("\n").WithUtf16SurrogatePairs());
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, root);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, DocumentNode node)
    {
        switch (node)
        {
            case MappingNode mapping:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, mapping.Members.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var member in mapping.Members)
                {
                    emitter.Emit(Text(member.Name));
                    Emit(emitter, member.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case SequenceNode sequence:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, IsShort(sequence) ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in sequence.Items)
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case ScalarNode { Kind: ScalarKind.Text } text:
                emitter.Emit(Text(text.Text));
                break;
            case ScalarNode scalar:
                emitter.Emit(Styled(scalar.Text, ScalarStyle.Plain));
                break;
        }
    }

    private static bool IsShort(SequenceNode sequence) =>
        sequence.Items.All(item => item is ScalarNode) && sequence.Items.Sum(item => ((ScalarNode)item).Text.Length + 2) <= MaxListOnOneLine;

    private static Scalar Text(string text) =>
        Styled(text, YamlScalars.IsPlainBlock(text) ? ScalarStyle.Literal : YamlScalars.NeedsQuotes(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Plain);

    private static Scalar Styled(string text, ScalarStyle style) => new(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true);
}
