using System.Reflection;
using System.Text;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Validation;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Core.Validation;

public sealed class PolicyValidatorTests
{
    /// <summary>Code, what is replaced, by what, the pointer, and a part of the line that must be named.</summary>
    public static readonly TheoryData<string, string, string, string, string> Cases = new()
    {
        { DiagnosticCodes.YamlSyntax, "name: shop", "name: [", "", "name: [" },
        { DiagnosticCodes.YamlAlias, "name: shop", "name: *shop", "/workloads/0/name", "*shop" },
        { DiagnosticCodes.YamlAnchor, "name: shop", "name: &shop shop", "/workloads/0/name", "&shop" },
        { DiagnosticCodes.YamlTag, "name: shop", "name: !!str shop", "/workloads/0/name", "!!str" },
        { DiagnosticCodes.YamlTag, "name: shop", "name: !<tag:yaml.org,2002:python/object> shop", "/workloads/0/name", "!<tag" },
        { DiagnosticCodes.YamlSeveralDocuments, "    expect: deny", "    expect: deny\n---\napiVersion: access/v1", "", "---" },
        { DiagnosticCodes.TextCharacter, "reason: schema moves", "reason: \"schema \\u202e moves\"", "/grants/0/reason", "schema" },
        { DiagnosticCodes.TextCharacter, "reason: schema moves", "reason: \"schema\\nmoves\"", "/grants/0/reason", "schema" },
        { DiagnosticCodes.TextCharacter, "reason: schema moves", "reason: \"schema\\0moves\"", "/grants/0/reason", "schema" },
        { DiagnosticCodes.DuplicateKey, "reason: schema moves", "reason: schema\n    reason: moves", "/grants/0/reason", "reason: moves" },
        { DiagnosticCodes.NestingTooDeep, "reason: schema moves", $"reason: {new string('[', 40)}{new string(']', 40)}", "", "[[[" },
        { DiagnosticCodes.UnknownMember, "when: { branches:", "when: { branchs:", "/grants/0/when/branchs", "branchs" },
        { DiagnosticCodes.MissingMember, "    role: reader\n", "", "/grants/1/role", "name: version" },
        { DiagnosticCodes.ConflictingMembers, "{ names: [deploy] }", "{ names: [deploy], all: true }", "/grants/0/principals/pipelines", "all: true" },
        { DiagnosticCodes.WrongType, "environments: [staging]", "environments: staging", "/grants/1/environments", "environments: staging" },
        { DiagnosticCodes.NotAString, "team: payments", "team: 1.0", "/pipelines/0/labels/team", "1.0" },
        { DiagnosticCodes.NullValue, "reason: schema moves", "reason:", "/grants/0/reason", "reason:" },
        { DiagnosticCodes.EmptyValue, "branches: [main]", "branches: []", "/grants/0/when/branches", "branches" },
        { DiagnosticCodes.EmptyValue, "reason: schema moves", "reason: ''", "/grants/0/reason", "reason" },
        { DiagnosticCodes.UnknownWord, "exactness: at-least-one-hop", "exactness: every-hops", "/environments/0/exactness", "every-hops" },
        { DiagnosticCodes.ApiVersion, "access/v1", "access/v2", "/apiVersion", "access/v2" },
        { DiagnosticCodes.DurationInvalid, "maxTokenLifetime: 10m", "maxTokenLifetime: 10 minutes", "/identityProviders/0/oidc/maxTokenLifetime", "10 minutes" },
        { DiagnosticCodes.TimeInvalid, "2027-02-01T00:00:00Z", "2027-02-01", "/grants/0/expires", "2027-02-01" },
        { DiagnosticCodes.IdInvalid, "0187c6a2-0000-4000-8000-000000000003", "0187c6a2", "/pipelines/1/id", "id: 0187c6a2" },
        { DiagnosticCodes.SpiffeIdInvalid, "spiffe://acme.example/ns/shop", "https://acme.example", "/workloads/0/spiffeId", "https://acme.example" },
        { DiagnosticCodes.PathTemplateInvalid, "/admin/**", "/admin/../**", "/roles/0/permissions/0/paths/0", "/admin/../**" },
        { DiagnosticCodes.PatternInvalid, "branches: [main]", "branches: ['re*lease']", "/grants/0/when/branches/0", "re*lease" },
        { DiagnosticCodes.MethodInvalid, "[GET, POST]", "[GET, POTS]", "/roles/0/permissions/0/methods/1", "POTS" },
        { DiagnosticCodes.KeyPrivate, "keys: []", "keys: [{ kty: RSA, n: AQAB, e: AQAB, d: AQAB }]", "/identityProviders/1/oidc/jwks/keys/0/d", "d: AQAB" },
        { DiagnosticCodes.KeySymmetric, "keys: []", "keys: [{ kty: oct, k: AQAB }]", "/identityProviders/1/oidc/jwks/keys/0/k", "k: AQAB" },
        { DiagnosticCodes.KeyInvalid, "keys: []", "keys: [{ kty: RSA, n: AQAB, e: AQAB }]", "/identityProviders/1/oidc/jwks/keys/0", "kty: RSA" },
        { DiagnosticCodes.ClaimsInvalid, "pipeline: deploy, branch: feature/x", "claims: { a: 0x1f }", "/tests/0/given/claims", "0x1f" },
        { DiagnosticCodes.NameInvalid, "name: shop", "name: shop;}", "/workloads/0/name", "shop;}" },
        { DiagnosticCodes.NameInvalid, "name: shop", "name: ../../etc", "/workloads/0/name", "../../etc" },
        { DiagnosticCodes.NameInvalid, "name: shop", "name: '=HYPERLINK(1)'", "/workloads/0/name", "HYPERLINK" },
        { DiagnosticCodes.NameInvalid, "name: shop", "name: '<script>'", "/workloads/0/name", "<script>" },
        { DiagnosticCodes.NameDuplicate, "name: nightly", "name: shop", "/workloads/1/name", "name: shop" },
        { DiagnosticCodes.IdDuplicate, "000000000003", "000000000002", "/pipelines/1/id", "000000000002" },
        { DiagnosticCodes.UnknownReference, "role: migrator", "role: migrater", "/grants/0/role", "migrater" },
        { DiagnosticCodes.UnknownReference, "pipeline: deploy,", "pipeline: deplyo,", "/tests/0/given/pipeline", "deplyo" },
        { DiagnosticCodes.UnknownReference, "{ names: [deploy] }", "{ names: [build, deplo] }", "/grants/0/principals/pipelines/names/1", "deplo" },
        { DiagnosticCodes.UnknownReference, "environments: [staging]", "environments: [stage]", "/grants/1/environments/0", "stage" },
        { DiagnosticCodes.UnknownReference, "provider: github", "provider: gitlab", "/workloads/1/provider", "gitlab" },
        { DiagnosticCodes.SelectorEmpty, "{ anyone: true }", "{ anyone: false }", "/grants/1/principals", "anyone: false" },
        { DiagnosticCodes.LabelsInvalid, "team: payments", "'te am': payments", "/pipelines/0/labels", "te am" },
        { DiagnosticCodes.LabelsInvalid, "team: payments", "team: " + new string('x', 256), "/pipelines/0/labels/team", "team" },
        { DiagnosticCodes.ListTooLong, "hosts: [payments.acme.example]", $"hosts: [{string.Join(", ", Enumerable.Range(0, 101).Select(i => $"h{i}.example"))}]", "/services/0/deployments/0/hosts", "h100" },
        { DiagnosticCodes.ProviderKind, "    spiffe:\n", "    oidc: { issuer: 'https://x.example', audience: a, jwks: { keys: [] } }\n    spiffe:\n", "/identityProviders/2", "name: mesh" },
        { DiagnosticCodes.ProviderMismatch, "provider: github", "provider: mesh", "/workloads/1/provider", "provider: mesh" },
        { DiagnosticCodes.ProviderKeys, "      jwksUri: https://agent.buildkite.com/.well-known/jwks\n", "", "/identityProviders/0/oidc", "issuer" },
        { DiagnosticCodes.IssuerInvalid, "https://github.example", "http://github.example", "/identityProviders/1/oidc/issuer", "http://github" },
        { DiagnosticCodes.IssuerInvalid, "https://github.example", "http://localhost:8080", "/identityProviders/1/oidc/issuer", "localhost" },
        { DiagnosticCodes.IssuerInvalid, "https://github.example", "https://user@github.example", "/identityProviders/1/oidc/issuer", "user@" },
        { DiagnosticCodes.IssuerDuplicate, "https://github.example", "https://agent.buildkite.com", "/identityProviders/1/oidc/issuer", "agent.buildkite.com" },
        { DiagnosticCodes.JwksUriInvalid, "jwksUri: https://agent.buildkite.com", "jwksUri: https://evil.example", "/identityProviders/0/oidc/jwksUri", "evil" },
        { DiagnosticCodes.AudienceInvalid, "audience: https://access.acme.example", "audience: \"a'; return 200\"", "/identityProviders/0/oidc/audience", "return 200" },
        { DiagnosticCodes.TokenHeaderInvalid, "tokenHeader: Authorization", "tokenHeader: X-Forwarded-For", "/identityProviders/0/oidc/tokenHeader", "X-Forwarded-For" },
        { DiagnosticCodes.TokenHeaderInvalid, "tokenHeader: Authorization", "tokenHeader: 'X;'", "/identityProviders/0/oidc/tokenHeader", "X;" },
        { DiagnosticCodes.TokenLifetimeRange, "maxTokenLifetime: 10m", "maxTokenLifetime: 25h", "/identityProviders/0/oidc/maxTokenLifetime", "25h" },
        { DiagnosticCodes.TrustDomainInvalid, "trustDomain: acme.example", "trustDomain: Acme.example", "/identityProviders/2/spiffe/trustDomain", "Acme" },
        { DiagnosticCodes.TrustDomainDuplicate, "environments:\n", "  - { name: twin, spiffe: { trustDomain: acme.example } }\nenvironments:\n", "/identityProviders/3/spiffe/trustDomain", "twin" },
        { DiagnosticCodes.CiPathInvalid, "ciPaths: [/ci]", "ciPaths: [/ci/]", "/identityProviders/2/spiffe/ciPaths/0", "/ci/" },
        { DiagnosticCodes.TrustBundleInvalid, "-----BEGIN CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----", "/identityProviders/2/spiffe/trustBundle", "trustBundle" },
        { DiagnosticCodes.TrustBundleMissing, "environments:\n", "  - { name: twin, spiffe: { trustDomain: other.example } }\nenvironments:\n", "/identityProviders/3/spiffe", "twin" },
        { DiagnosticCodes.ApprovalsRange, "approvals: 2", "approvals: 21", "/environments/0/approvals", "21" },
        { DiagnosticCodes.SlugInvalid, "slug: build\n", "slug: '${build}'\n", "/pipelines/1/slug", "${build}" },
        { DiagnosticCodes.PipelineDuplicate, "slug: build\n", "slug: deploy\n", "/pipelines/1/slug", "slug: deploy" },
        { DiagnosticCodes.PipelineIdMissing, "    id: 0187c6a2-0000-4000-8000-000000000003\n", "", "/pipelines/1/id", "name: build" },
        { DiagnosticCodes.SpiffeIdShared, "spiffe://acme.example/ns/shop", "spiffe://acme.example/ci/deploy", "/workloads/0/spiffeId", "ci/deploy" },
        { DiagnosticCodes.SpiffeIdOfGateway, "spiffe://acme.example/gateway", "spiffe://acme.example/ns/shop", "/services/0/deployments/0/hops/0/spiffeId", "engine: nginx" },
        { DiagnosticCodes.WorkloadIdentity, "    spiffeId: spiffe://acme.example/ns/shop\n", "", "/workloads/0", "name: shop" },
        { DiagnosticCodes.WorkloadIdentity, "    provider: github\n", "", "/workloads/1", "name: nightly" },
        { DiagnosticCodes.ClaimNameInvalid, "claims: { sub:", "claims: { 's\"ub':", "/workloads/1/claims", "ub" },
        { DiagnosticCodes.DeploymentDuplicate, "- environment: staging", "- environment: production", "/services/0/deployments/1/environment", "environment: production" },
        { DiagnosticCodes.HostInvalid, "payments.acme.example]", "'*.acme.example']", "/services/0/deployments/0/hosts/0", "*.acme" },
        { DiagnosticCodes.HostInvalid, "payments.acme.example]", "\"a; } server {\"]", "/services/0/deployments/0/hosts/0", "server {" },
        { DiagnosticCodes.HostInvalid, "payments.acme.example]", "'payments.acme.example.']", "/services/0/deployments/0/hosts/0", "example.'" },
        { DiagnosticCodes.HostDuplicate, "protocol: tcp", "protocol: tcp\n        hosts: [payments.acme.example]", "/services/1/deployments/0/hosts/0", "hosts: [payments.acme.example]" },
        { DiagnosticCodes.UpstreamInvalid, "https://10.0.4.12:8443", "https://10.0.4.12:8443/path", "/services/0/deployments/0/upstream", "/path" },
        { DiagnosticCodes.UpstreamInvalid, "https://10.0.4.12:8443", "'https://x.example; return 200'", "/services/0/deployments/0/upstream", "return" },
        { DiagnosticCodes.UpstreamInvalid, "https://10.0.4.12:8443", "https://user@x.example", "/services/0/deployments/0/upstream", "user@" },
        { DiagnosticCodes.UpstreamInvalid, "https://10.0.4.12:8443", "unix:/run/x.sock", "/services/0/deployments/0/upstream", "unix" },
        { DiagnosticCodes.UpstreamInvalid, "https://10.0.4.12:8443", "https://127.1", "/services/0/deployments/0/upstream", "127.1" },
        { DiagnosticCodes.UpstreamInvalid, "https://10.0.4.12:8443", "https://2130706433", "/services/0/deployments/0/upstream", "2130706433" },
        { DiagnosticCodes.UpstreamLoopback, "https://10.0.4.12:8443", "https://127.0.0.2", "/services/0/deployments/0/upstream", "127" },
        { DiagnosticCodes.UpstreamLoopback, "https://10.0.4.12:8443", "https://localhost:1", "/services/0/deployments/0/upstream", "localhost" },
        { DiagnosticCodes.UpstreamLoopback, "https://10.0.4.12:8443", "'https://[::1]'", "/services/0/deployments/0/upstream", "::1" },
        { DiagnosticCodes.UpstreamLoopback, "https://10.0.4.12:8443", "http://0.0.0.0", "/services/0/deployments/0/upstream", "0.0.0.0" },
        { DiagnosticCodes.UpstreamLoopback, "https://10.0.4.12:8443", "'https://[::ffff:127.0.0.1]'", "/services/0/deployments/0/upstream", "ffff" },
        { DiagnosticCodes.UpstreamLinkLocal, "https://10.0.4.12:8443", "http://169.254.169.254", "/services/0/deployments/0/upstream", "169" },
        { DiagnosticCodes.UpstreamLinkLocal, "https://10.0.4.12:8443", "'http://[::ffff:169.254.169.254]'", "/services/0/deployments/0/upstream", "169" },
        { DiagnosticCodes.HopGatewayMissing, "{ engine: nginx, spiffeId: \"spiffe://acme.example/gateway\" }", "nginx", "/services/0/deployments/0/hops/0", "hops: [nginx" },
        { DiagnosticCodes.HopTargetUnsupported, ", opa]", ", istio]", "/services/0/deployments/0/hops/1", "istio" },
        { DiagnosticCodes.ProbeNotExact, "probes: [/healthz]", "probes: ['/**']", "/services/0/deployments/0/probes/0", "/**" },
        { DiagnosticCodes.StreamDurationRange, "maxStreamDuration: 1h", "maxStreamDuration: 48h", "/services/0/deployments/0/maxStreamDuration", "48h" },
        { DiagnosticCodes.KubernetesInvalid, "port: 8443", "port: 70000", "/services/0/deployments/0/kubernetes", "70000" },
        { DiagnosticCodes.ConsulInvalid, "consul: { service: payments }", "consul: { service: 'a b' }", "/services/0/deployments/0/consul/service", "a b" },
        { DiagnosticCodes.ConsulDuplicate, "protocol: tcp", "protocol: tcp\n        consul: { service: payments }", "/services/1/deployments/0/consul/service", "consul: { service: payments }" },
        { DiagnosticCodes.ProtocolMismatch, "{ names: [payments] }", "{ names: [queue] }", "/roles/0/permissions/0", "names: [queue]" },
        { DiagnosticCodes.ProtocolMismatch, "services: { names: [payments] }\n        methods: [GET]\n", "services: { names: [ledger] }\n        methods: [GET]\n", "/roles/1/permissions/0/methods", "methods: [GET]" },
        { DiagnosticCodes.AnyoneRestricted, "methods: [GET]\n", "methods: [GET, POST]\n", "/grants/1/role", "role: reader" },
        { DiagnosticCodes.AnyoneRestricted, "[/version]", "['/version/**']", "/grants/1/role", "role: reader" },
        { DiagnosticCodes.AnyoneRestricted, "environments: [staging]", "environments: [staging]\n    when: { branches: [main] }", "/grants/1/when", "when: { branches: [main] }" },
        { DiagnosticCodes.ValidityEmpty, "2027-02-01", "2026-10-01", "/grants/0/expires", "2026-10-01" },
        { DiagnosticCodes.ValidityRange, "2027-02-01", "9027-02-01", "/grants/0/expires", "9027" },
        { DiagnosticCodes.GrantExpired, "2027-02-01", "2026-11-15", "/grants/0/expires", "2026-11-15" },
        { DiagnosticCodes.RateLimitRange, "requests: 60", "requests: 0", "/grants/0/rateLimit/requests", "requests: 0" },
        { DiagnosticCodes.ReasonInvalid, "reason: schema moves", "reason: " + new string('x', 1_001), "/grants/0/reason", "reason: xxx" },
        { DiagnosticCodes.TestCaller, "pipeline: deploy,", "pipeline: deploy, workload: shop,", "/tests/0/given", "workload: shop" },
        { DiagnosticCodes.LintStep, "sources: [webhook]", "sources: [webhook], steps: [migrate]", "/grants/0/when/steps", "migrate" },
        { DiagnosticCodes.LintSlug, "identifyBy: uuid", "identifyBy: slug", "/grants/0/principals/pipelines", "names: [deploy]" },
        { DiagnosticCodes.LintQueueName, "[0187c6a2-0000-4000-8000-00000000000a]", "[prod]", "/grants/0/when/queues/0", "[prod]" },
        { DiagnosticCodes.LintBranchOnly, ", sources: [webhook], queues: [0187c6a2-0000-4000-8000-00000000000a]", "", "/grants/0/when/branches", "branches" },
        { DiagnosticCodes.LintNoExpiry, "    expires: 2027-02-01T00:00:00Z\n", "", "/grants/0", "name: deploys" },
        { DiagnosticCodes.LintSelectsAll, "{ names: [deploy] }", "{ all: true }", "/grants/0/principals/pipelines/all", "all: true" },
    };

    // Codes that no single edit of the document can cause; each has a test of its own.
    private static readonly string[] TestedApart =
    [
        DiagnosticCodes.TextTooLarge, DiagnosticCodes.TextNotUtf8, DiagnosticCodes.JsonSyntax, DiagnosticCodes.DocumentEmpty, DiagnosticCodes.TooManyProblems,
        DiagnosticCodes.PatchConflict, DiagnosticCodes.DeleteMissing, DiagnosticCodes.DeleteReferenced, DiagnosticCodes.LintClaims, DiagnosticCodes.PermissionEmpty,
        DiagnosticCodes.CsvSyntax, DiagnosticCodes.CsvColumns, DiagnosticCodes.ImportConflict, DiagnosticCodes.LintMatchesNobody, DiagnosticCodes.LintCovered, DiagnosticCodes.LintDenied,
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Document_Damaged_IsReportedAtItsPlace(string code, string old, string replacement, string pointer, string line)
    {
        var yaml = ValidPolicy.With(old, replacement);
        var problem = Assert.Single(ValidPolicy.Check(yaml).Problems, p => p.Code == code && p.Pointer == pointer);
        Assert.Contains(line, yaml.Split('\n')[problem.Line!.Value - 1], StringComparison.Ordinal);
        Assert.False(problem.Message.EndsWith('.'));
        Assert.Equal(code.StartsWith("lint_", StringComparison.Ordinal) || code is DiagnosticCodes.GrantExpired or DiagnosticCodes.TrustBundleMissing, problem.Severity == Severity.Warning);
    }

    [Fact]
    public void EveryCode_HasACase()
    {
        var codes = typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
        Assert.Empty(codes.Except(Cases.Select(c => c.Data.Item1)).Except(TestedApart));
    }

    [Fact]
    public void ValidDocument_HasOnlyTheHintAboutClaims()
    {
        var problem = Assert.Single(ValidPolicy.Check(ValidPolicy.Text).Problems);
        Assert.Equal((DiagnosticCodes.LintClaims, "/grants/0/principals/pipelines"), (problem.Code, problem.Pointer));
        Assert.Contains(
            "`buildkite-agent oidc request-token --audience https://access.acme.example/production/payments --claim organization_id,pipeline_id,queue_id`",
            problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyProblems_OfShapeAndReference_ComeAtOnceInOrder()
    {
        var yaml = ValidPolicy.With("role: migrator", "role: nobody").Replace("effect: allow", "effect: permit", StringComparison.Ordinal).Replace("name: shop", "name: Shop", StringComparison.Ordinal);
        var errors = ValidPolicy.Check(yaml).Problems.Where(p => p.Severity == Severity.Error).ToArray();
        Assert.Equal(
            [DiagnosticCodes.NameInvalid, DiagnosticCodes.UnknownWord, DiagnosticCodes.UnknownReference, DiagnosticCodes.UnknownWord], errors.Select(p => p.Code).Where(c => c != DiagnosticCodes.AnyoneRestricted));
        Assert.Equal(errors.Select(p => p.Line).Order(), errors.Select(p => p.Line));
    }

    [Fact]
    public void UnknownName_NearAKnownOne_IsSuggested() =>
        Assert.Contains("did you mean `migrator`?", ValidPolicy.Check(ValidPolicy.With("role: migrator", "role: migrater")).Problems.First(p => p.Code == DiagnosticCodes.UnknownReference).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://127.0.0.1:8443")]
    [InlineData("http://localhost:9000")]
    public void LoopbackUpstream_InDevelopment_IsAllowed(string upstream)
    {
        var checkedDocument = DocumentCheck.Check(
            Encoding.UTF8.GetBytes(ValidPolicy.With("https://10.0.4.12:8443", upstream)), DocumentFormat.Yaml, ValidPolicy.Options with { IsDevelopment = true });
        Assert.False(checkedDocument.HasErrors);
    }

    [Fact]
    public void SpiffeId_SharedByPipelines_IsAllowed() =>
        Assert.False(ValidPolicy.Check(ValidPolicy.With("slug: build\n", "slug: build\n    spiffeId: spiffe://acme.example/ci/deploy\n")).HasErrors);

    [Fact]
    public void Role_WithoutPermissions_PermitsNothing()
    {
        var document = new PolicyDocument { Roles = [new Role { Name = "empty" }] };
        var problem = Assert.Single(PolicyValidator.Validate(document, ValidPolicy.Options));
        Assert.Equal((DiagnosticCodes.PermissionEmpty, "/roles/0/permissions"), (problem.Code, problem.Pointer));
    }

    [Fact]
    public void Document_WithMoreProblemsThanAnyoneReads_SaysSo()
    {
        var document = PolicyDocument.Of(Enumerable.Range(0, 1_500).Select(i => new PolicyEnvironment { Name = $"E{i}" }));
        var problems = PolicyValidator.Validate(document, ValidPolicy.Options);
        Assert.Equal(1_001, problems.Length);
        Assert.Contains(problems, p => p.Code == DiagnosticCodes.TooManyProblems);
    }
}
