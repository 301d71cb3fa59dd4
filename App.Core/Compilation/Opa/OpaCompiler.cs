using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Opa;

/// <summary>
/// Compiles to OPA: fixed Rego modules that mean what the evaluator means, and the policy as data under <c>data.access.policy</c>, indexed
/// so that a decision costs the rules of its principal.
/// </summary>
public sealed class OpaCompiler : ITargetCompiler
{
    private const string DataPath = "access/policy/data.json";

    public Target Target => Target.Opa;

    public ImmutableArray<string> Roots { get; } = ["access", "system/log"];

    public bool HasClock => true;

    public HopCoverage Cover(PrincipalDirectory directory, DeploymentPolicy deployment, int hop) => OpaCoverage.Of(deployment, hop);

    public CompiledDeployment Compile(DeploymentPolicy deployment) => DeploymentWriter.Write(deployment);

    public ImmutableArray<BundleFile> Assemble(CompilationInput input, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments) =>
        [new BundleFile(DataPath, Data(input, scope, deployments)), .. RegoModules.Files];

    private static ReadOnlyMemory<byte> Data(CompilationInput input, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments)
    {
        var json = new OpaJson();
        var directory = input.Policy.Principals;
        // A tombstone knows nobody and nothing but the headers to hide from the logs.
        var providers = deployments.Count == 0 ? [] : directory.Providers;
        var principals = new DirectoryWriter(json, directory, BundlePrincipals.Of(directory, scope, deployments));
        json.BeginObject();
        if (input.Policy.HasEnvironment(scope.Environment))
            json.Name("environment").Text(scope.Environment);
        WriteHosts(json, deployments);
        ProviderWriter.WriteIssuers(json, providers);
        json.Name("logged_claims").Texts(LoggedClaims.Names);
        principals.WriteNames();
        principals.WritePipelines();
        ProviderWriter.WriteProviders(json, input, providers, principals);
        WriteServices(json, deployments);
        WriteSets(json, deployments);
        principals.WriteSpiffeIds();
        json.Name("token_headers").Texts(TokenHeaders.Of(directory));
        ProviderWriter.WriteTrustDomains(json, providers);
        principals.WriteWorkloads();
        return json.EndObject().Written;
    }

    private static void WriteHosts(OpaJson json, IReadOnlyList<CompiledDeployment> deployments) =>
        json.Name("hosts").Map(
            deployments.SelectMany(d => d.Deployment.Deployment.Hosts.Select(host => KeyValuePair.Create(host, d.Deployment.Service.Name))),
            service => json.Text(service));

    private static void WriteServices(OpaJson json, IReadOnlyList<CompiledDeployment> deployments) =>
        json.Name("services").Map(
            deployments.Select(d => KeyValuePair.Create(d.Deployment.Service.Name, ((CompiledOpaDeployment)d).Json)),
            deployment => json.Value(deployment.Span));

    private static void WriteSets(OpaJson json, IReadOnlyList<CompiledDeployment> deployments) =>
        json.Name("sets").Map(
            deployments.SelectMany(d => ((CompiledOpaDeployment)d).Sets).DistinctBy(set => set.Key),
            set => json.Map(set.Members.Select(m => KeyValuePair.Create(PrincipalKey.Of(m), true)), member => json.Flag(member)));
}
