using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>Compiles to Envoy's own filters, as files that Envoy watches; the README says how a host uses a bundle.</summary>
public sealed class EnvoyCompiler : ITargetCompiler
{
    /// <summary>For a bundle that serves nothing, and most serve nothing by Envoy: no principal has to be known.</summary>
    private static readonly byte[] Agreeable = Json(Resource(IdentityFilter.Of(PolicySet.Empty.Principals)));

    private const string RoutesPath = "envoy/routes.json";

    private static readonly byte[] UnknownHost = Json(VirtualHost.Unknown);

    private static ReadOnlySpan<byte> RoutesStart =>
        """{"@type":"type.googleapis.com/envoy.config.route.v3.RouteConfiguration","name":"access","ignore_port_in_host_matching":true,"virtual_hosts":["""u8;

    private static ReadOnlySpan<byte> RoutesEnd => "]}"u8;

    private readonly ConditionalWeakTable<PrincipalDirectory, HostsOfDirectory> known = [];
    private readonly ConditionalWeakTable<PrincipalDirectory, byte[]> identities = [];

    public Target Target => Target.Envoy;

    public ImmutableArray<string> Roots => ["envoy"];

    public bool HasClock => true;

    public HopCoverage Cover(PrincipalDirectory directory, DeploymentPolicy deployment, int hop) => EnvoyCoverage.Of(directory, deployment, hop);

    public CompiledDeployment Compile(DeploymentPolicy deployment) => new EnvoyDeployment(deployment);

    public ImmutableArray<BundleFile> Assemble(CompilationInput input, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments)
    {
        var served = deployments.Cast<EnvoyDeployment>().Where(d => d.IsServed).ToArray();
        var directory = input.Policy.Principals;
        return
        [
            File("clusters", served.Where(d => d.Deployment.Deployment.Upstream is not null).Select(d => Json(Extension.Typed("envoy.config.cluster.v3.Cluster", Cluster.Of(d))))),
            File("identity", [served.Length == 0 ? Agreeable : identities.GetValue(directory, d => Json(Resource(IdentityFilter.Of(d))))]),
            EnvoyFile.Of(RoutesPath, RoutesStart, served.Select(d => HostOf(input, d)).Append(UnknownHost), RoutesEnd),
            File("secrets", [Json(ClientAuthorities.Of(directory))]),
            File("token", [Json(Resource(TokenFilter.Of(input, scope.Environment, served)))]),
        ];
    }

    public BundleFile Stamp(BundleFile file, int revision) => file.Path == RoutesPath ? RevisionMark.Stamp(file, revision) : file;

    /// <summary>A deployment's host is written once for each set of principals and keys, and not for each bundle that holds it.</summary>
    private byte[] HostOf(CompilationInput input, EnvoyDeployment deployment)
    {
        var hosts = known.GetValue(input.Policy.Principals, _ => new HostsOfDirectory(input.IssuerKeys));
        if (!hosts.Keys.SequenceEqual(input.IssuerKeys))
        {
            hosts = new HostsOfDirectory(input.IssuerKeys);
            known.AddOrUpdate(input.Policy.Principals, hosts);
        }

        return hosts.Texts.GetValue(deployment.Deployment, _ => Json(VirtualHost.Of(input.Policy.Principals, deployment, input.KeysOf)));
    }

    private static JsonObject Resource(JsonObject extension)
    {
        extension["@type"] = "type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig";
        return extension;
    }

    private static BundleFile File(string name, IEnumerable<byte[]> resources) => EnvoyFile.Of($"envoy/{name}.json", [], resources, []);

    private static byte[] Json(JsonNode json)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
            json.WriteTo(writer);
        return text.ToArray();
    }

    private sealed record HostsOfDirectory(ImmutableSortedDictionary<string, JwkSet> Keys)
    {
        public ConditionalWeakTable<DeploymentPolicy, byte[]> Texts { get; } = [];
    }
}
