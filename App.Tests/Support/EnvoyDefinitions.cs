using Google.Protobuf.Reflection;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>Envoy's protocol buffer definitions: from the cache that <c>Rigs/envoy/build.sh</c> fills. Tests without them are skipped.</summary>
internal sealed class EnvoyDefinitions
{
    private const string Missing = "no definitions of Envoy: run App.Tests/Rigs/envoy/build.sh, which wants npm and protoc";

    private static readonly Lazy<EnvoyDefinitions?> Known = new(() => File.Exists(Location) ? new EnvoyDefinitions(FileDescriptorSet.Parser.ParseFrom(File.ReadAllBytes(Location))) : null);

    private readonly Dictionary<string, DescriptorProto> messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EnumDescriptorProto> enums = new(StringComparer.Ordinal);

    private EnvoyDefinitions(FileDescriptorSet files)
    {
        foreach (var file in files.File)
            Add($".{file.Package}", file.MessageType, file.EnumType);
    }

    public static EnvoyDefinitions Instance
    {
        get
        {
            Assert.SkipWhen(Known.Value is null, Missing);
            return Known.Value!;
        }
    }

    private static string Location => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } directory
            ? directory
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "access-console",
        "rigs",
        "envoy",
        "envoy-3.pb");

    /// <param name="name">With a dot before it, as descriptors refer to each other.</param>
    public DescriptorProto? Message(string name) => messages.GetValueOrDefault(name);

    public EnumDescriptorProto Enum(string name) => enums[name];

    private void Add(string scope, IEnumerable<DescriptorProto> types, IEnumerable<EnumDescriptorProto> values)
    {
        foreach (var value in values)
            enums[$"{scope}.{value.Name}"] = value;
        foreach (var type in types)
        {
            messages[$"{scope}.{type.Name}"] = type;
            Add($"{scope}.{type.Name}", type.NestedType, type.EnumType);
        }
    }
}
