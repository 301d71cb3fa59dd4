using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>The rules of protoc-gen-validate that Envoy's definitions put on fields, as far as they say what must be there.</summary>
internal static class FieldRules
{
    /// <summary>The number of the option, on fields and on oneofs.</summary>
    private const int Rules = 1071;

    private const int OfString = 14;
    private const int OfMessage = 17;
    private const int OfRepeated = 18;
    private const int OfMap = 19;

    /// <summary>Whether one of the oneof's fields must be set.</summary>
    public static bool IsRequired(OneofDescriptorProto oneof) => Number(oneof.Options, Rules) == 1;

    /// <summary>Whether a message field must be set.</summary>
    public static bool IsRequired(FieldDescriptorProto field) => Number(Inner(field.Options, Rules, OfMessage), 2) == 1;

    /// <summary>How many entries a list or a map has, or bytes a text, at least.</summary>
    public static int Least(FieldDescriptorProto field) => (int)(
        Number(Inner(field.Options, Rules, OfRepeated), 1) ?? Number(Inner(field.Options, Rules, OfMap), 1)
        ?? Number(Inner(field.Options, Rules, OfString), 2) ?? Number(Inner(field.Options, Rules, OfString), 4) ?? 0);

    private static byte[]? Inner(IMessage? options, int first, int second) => Bytes(Bytes(options?.ToByteArray(), first), second);

    private static ulong? Number(IMessage? options, int number) => Number(options?.ToByteArray(), number);

    private static ulong? Number(byte[]? message, int number) => Fields(message).LastOrDefault(f => f.Number == number && f.Bytes is null).Value;

    private static byte[]? Bytes(byte[]? message, int number) => Fields(message).LastOrDefault(f => f.Number == number).Bytes;

    private static List<(int Number, ulong? Value, byte[]? Bytes)> Fields(byte[]? message)
    {
        var fields = new List<(int, ulong?, byte[]?)>();
        using var input = new CodedInputStream(message ?? []);
        while (input.ReadTag() is var tag and not 0)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint)
                fields.Add((number, input.ReadUInt64(), null));
            else if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                fields.Add((number, null, input.ReadBytes().ToByteArray()));
            else
                input.SkipLastField();
        }

        return fields;
    }
}
