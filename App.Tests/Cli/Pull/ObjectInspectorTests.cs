using System.Collections.Immutable;
using System.Text;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Kubernetes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Istio;
using AccessConsole.Tests.Engines.Linkerd;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Cli.Pull;

public sealed class ObjectInspectorTests
{
    private const string Istio = """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata:
          name: access.production.api.grant.a
          namespace: shop
          labels: {access-console/environment: production, access-console/part: grant, access-console/service: api, app.kubernetes.io/managed-by: access-console}
          annotations: {access-console/digest: "sha256:0"}
        spec:
          selector: {matchLabels: {app: api}}
          action: ALLOW
          rules: [{}]

        """;

    private const string Linkerd = """
        apiVersion: policy.linkerd.io/v1beta3
        kind: Server
        metadata:
          name: access.production.api.default
          namespace: shop
          labels: {access-console/environment: production, access-console/part: default, access-console/service: api, app.kubernetes.io/managed-by: access-console}
        spec:
          podSelector: {matchLabels: {app: api}}
          port: 8080
          accessPolicy: deny
        ---
        apiVersion: policy.linkerd.io/v1alpha1
        kind: AuthorizationPolicy
        metadata:
          name: access.production.api.a.1
          namespace: shop
          labels: {access-console/environment: production, access-console/part: a, access-console/service: api, app.kubernetes.io/managed-by: access-console}
        spec:
          targetRef: {group: policy.linkerd.io, kind: Server, name: access.production.api.default}
          requiredAuthenticationRefs: [{group: policy.linkerd.io, kind: MeshTLSAuthentication, name: access.production.api.a.1}]

        """;

    [Fact]
    public void WhateverTheCompilersMake_IsAccepted()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var istio = PolicySet.Of(IstioPolicies.Document(new Dice(seed), DateTimeOffset.UnixEpoch));
            var linkerd = PolicySet.Of(LinkerdPolicies.Document(new Dice(seed), DateTimeOffset.UnixEpoch));
            foreach (var environment in PolicyGen.EnvironmentNames)
            {
                AssertAccepted(Target.Istio, environment, IstioPolicies.Compile(istio, environment, service: null, DateTimeOffset.UnixEpoch));
                AssertAccepted(Target.Linkerd, environment, LinkerdPolicies.Compile(linkerd, environment, service: null, DateTimeOffset.UnixEpoch));
            }
        }
    }

    [Fact]
    public void Objects_SayWhetherTheyOpen()
    {
        Assert.True(Assert.Single(Read(Istio)).Opens);
        Assert.False(Assert.Single(Read(Istio.Replace("ALLOW", "DENY", StringComparison.Ordinal))).Opens);
        Assert.False(Assert.Single(Read(Istio.Replace("  rules: [{}]\n", "", StringComparison.Ordinal))).Opens);
        Assert.Equal([false, true], Read(Linkerd, Target.Linkerd).Select(o => o.Opens));
        Assert.True(Read(Linkerd.Replace("accessPolicy: deny", "accessPolicy: all-unauthenticated", StringComparison.Ordinal), Target.Linkerd)[0].Opens);
    }

    [Theory]
    [InlineData("kind: AuthorizationPolicy", "kind: WasmPlugin", "may not hold")]
    [InlineData("security.istio.io/v1", "rbac.authorization.k8s.io/v1", "may not hold")]
    [InlineData("security.istio.io/v1", "security.istio.io/v1beta1", "may not hold")]
    [InlineData("  namespace: shop\n", "", "namespace")]
    [InlineData("namespace: shop", "namespace: ../kube-system", "namespace")]
    [InlineData("access-console/environment: production", "access-console/environment: staging", "labels")]
    [InlineData("access-console/service: api,", "", "labels")]
    [InlineData("access-console/service: api", "access-console/service: billing", "not named")]
    [InlineData("managed-by: access-console", "managed-by: helm", "labels")]
    [InlineData("access-console/part: grant", "access-console/part: grant, istio.io/rev: canary", "labels")]
    [InlineData("name: access.production.api.grant.a", "name: anything", "not named")]
    [InlineData("annotations: {", "finalizers: [x]\n  annotations: {", "finalizers")]
    [InlineData("annotations: {", "ownerReferences: []\n  annotations: {", "ownerReferences")]
    [InlineData("annotations: {", "annotations: {kubectl.kubernetes.io/x: y, ", "annotation")]
    [InlineData("spec:", "status: {}\nspec:", "status")]
    [InlineData("  selector: {matchLabels: {app: api}}\n", "", "whole namespace")]
    [InlineData("{matchLabels: {app: api}}", "{matchLabels: {}}", "whole namespace")]
    [InlineData("selector: {matchLabels: {app: api}}", "targetRefs: [{kind: Gateway, name: x}]", "whole namespace")]
    [InlineData("action: ALLOW", "action: CUSTOM", "action")]
    [InlineData("action: ALLOW", "action: &a ALLOW", "anchors")]
    [InlineData("action: ALLOW", "action: !!str ALLOW", "anchors")]
    [InlineData("action: ALLOW", "action: ALLOW\n  action: DENY", "twice")]
    [InlineData("kind: AuthorizationPolicy", "kind: RequestAuthentication", "")]
    public void ObjectThatABundleMayNotHold_IsRefused(string text, string instead, string named)
    {
        var changed = Istio.Replace(text, instead, StringComparison.Ordinal);
        Assert.NotEqual(Istio, changed);
        if (named.Length == 0)
        {
            Assert.Single(Read(changed));
            changed = changed.Replace("  action: ALLOW\n  rules: [{}]\n", "  jwtRules: [{issuer: x, jwksUri: \"http://169.254.169.254/\"}]\n", StringComparison.Ordinal);
            named = "inline";
        }

        Assert.Contains(named, Assert.Throws<PullException>(() => Read(changed)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("podSelector: {matchLabels: {app: api}}", "podSelector: {}", "whole namespace")]
    [InlineData("kind: Server, name", "kind: Namespace, name", "something other")]
    [InlineData("requiredAuthenticationRefs: [{group: policy.linkerd.io, kind: MeshTLSAuthentication, name: access.production.api.a.1}]", "requiredAuthenticationRefs: []", "no authentication")]
    public void LinkerdObjectThatABundleMayNotHold_IsRefused(string text, string instead, string named)
    {
        var changed = Linkerd.Replace(text, instead, StringComparison.Ordinal);
        Assert.NotEqual(Linkerd, changed);
        Assert.Contains(named, Assert.Throws<PullException>(() => Read(changed, Target.Linkerd)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EverythingThatIsWrong_IsToldAtOnce()
    {
        var wrong = Istio.Replace("namespace: shop", "namespace: kube-system\n  finalizers: [x]", StringComparison.Ordinal)
            .Replace("  selector: {matchLabels: {app: api}}\n  action: ALLOW\n", "  action: CUSTOM\n", StringComparison.Ordinal) + "---\napiVersion: v1\nkind: Secret\n";
        var refusal = Assert.Throws<PullException>(() => Inspector(Target.Istio, "production", namespaces: ["shop"]).Read([.. Files(wrong), new BundleFile("istio/more.yaml", default)]));
        Assert.Equal("unexpected_file", refusal.Code);
        Assert.Equal(
            "the bundle holds `istio/more.yaml`, which is not a file of this engine; object 1 of `istio/resources.yaml` (`access.production.api.grant.a`) has metadata `finalizers`, "
            + "and lies in namespace `kube-system`, which --namespaces does not name, and has an action that is neither ALLOW nor DENY, and selects no pods and is for no Service, "
            + "so that it would be for a whole namespace; object 2 of `istio/resources.yaml` (``) is a `Secret` of `v1`, which a bundle may not hold",
            refusal.Message);
    }

    [Fact]
    public void ObjectOutsideTheNamespacesOfTheHost_IsRefused() =>
        Assert.Contains("--namespaces", Assert.Throws<PullException>(() => Inspector(Target.Istio, "production", namespaces: ["payments"]).Read(Files(Istio))).Message, StringComparison.Ordinal);

    [Fact]
    public void ObjectOfAnotherService_IsRefusedInASlice() =>
        Assert.Throws<PullException>(() => Inspector(Target.Istio, "production", service: "billing").Read(Files(Istio)));

    [Fact]
    public void OtherFiles_AreRefused()
    {
        Assert.Equal("unexpected_file", Assert.Throws<PullException>(() => Inspector(Target.Istio, "production").Read([.. Files(Istio), new BundleFile("istio/more.yaml", default)])).Code);
        Assert.Equal("missing_file", Assert.Throws<PullException>(() => Inspector(Target.Istio, "production").Read([])).Code);
        Assert.Equal("malformed", Assert.Throws<PullException>(() => Read("{")).Code);
        Assert.Equal("malformed", Assert.Throws<PullException>(() => Read("- a\n")).Code);
        Assert.Contains("twice", Assert.Throws<PullException>(() => Read(Istio + "---\n" + Istio)).Message, StringComparison.Ordinal);
    }

    /// <summary>In every state that the bundle carries.</summary>
    private static void AssertAccepted(Target target, string environment, ImmutableArray<BundleFile> files)
    {
        foreach (var state in files.Where(file => Path.GetFileName(file.Path) == "resources.yaml"))
            Inspector(target, environment).Read([state with { Path = $"{target.Name()}/resources.yaml" }]);
    }

    private static IReadOnlyList<AccessConsole.Cli.Pull.Objects.DeclaredObject> Read(string yaml, Target target = Target.Istio) => Inspector(target, "production").Read(Files(yaml, target));

    private static BundleFile[] Files(string yaml, Target target = Target.Istio) => [new BundleFile($"{target.Name()}/resources.yaml", Encoding.UTF8.GetBytes(yaml))];

    private static ObjectInspector Inspector(Target target, string environment, string? service = null, ImmutableArray<string> namespaces = default) => new(
        target == Target.Istio ? IstioDialect.Instance : LinkerdDialect.Instance, new BundleScope(environment, target, service), namespaces.IsDefault ? [] : namespaces);
}
